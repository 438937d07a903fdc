from babel.units import format_unit

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date, get_lang
from odoo.tools.misc import babel_locale_parse

# What was sold is worth what it is by these.
SOLD_WITH = ("kind", "company_id", "tax_kind", "even_value", "open_when_paid", "combine_discounts")


class ClientelePlan(models.Model):
    """What a plan is, in words, and what of it stays once somebody has bought it.

    Price, units, days and instalments are copied at the sale, so they may change for who buys next.
    """

    _inherit = "clientele.plan"

    contents = fields.Char(string="Gives", compute="_compute_contents")
    validity_text = fields.Char(string="Valid", compute="_compute_validity_text")

    # ---------------------------------------------------------------- compute

    @api.depends("kind", "visits", "credits")
    def _compute_contents(self):
        for plan in self:
            plan.contents = plan._count_text(plan._units())

    @api.depends("validity", "duration", "duration_unit", "date_from", "date_to")
    def _compute_validity_text(self):
        for plan in self:
            plan.validity_text = plan._say_validity()

    def _say_validity(self):
        if self.validity == "period":
            locale = babel_locale_parse(get_lang(self.env).code)
            return format_unit(self.duration, f"duration-{self.duration_unit}", locale=locale)
        if self.validity == "always":
            return self.env._("Without end")
        until = format_date(self.env, self.date_to)
        if not self.date_from:
            return self.env._("Until %(day)s", day=until)
        return self.env._("%(first)s to %(last)s", first=format_date(self.env, self.date_from), last=until)

    # ---------------------------------------------------------------- CRUD

    def write(self, vals):
        """:raises ValidationError: where a plan that was sold would give less, or something else"""
        sold = self.sudo().filtered("subscription_ids")  # sudo: sold is sold, whoever may see it
        before = {plan: plan._sold_with() for plan in sold}
        result = super().write(vals)
        for plan, promised in before.items():
            plan._check_promised(*promised)
        return result

    def _sold_with(self):
        """:return: (values, services, categories)"""
        return [self[name] for name in SOLD_WITH], self.service_ids, self.service_categ_ids

    def _check_promised(self, values, services, categories):
        changed = [name for name, value in zip(SOLD_WITH, values, strict=True) if self[name] != value]
        if changed:
            raise ValidationError(
                self.env._(
                    "%(plan)s was sold already, so “%(field)s” stays. Make a copy of the plan and change that.",
                    plan=self.name,
                    field=self._fields[changed[0]]._description_string(self.env),
                )
            )
        covers_all = not self.service_ids and not self.service_categ_ids
        covered_all = not services and not categories
        if not covers_all and (covered_all or services - self.service_ids or categories - self.service_categ_ids):
            raise ValidationError(
                self.env._(
                    "%(plan)s was sold already and keeps its services; you can add some. To take one away make a copy"
                    " of the plan, and archive this one.",
                    plan=self.name,
                )
            )

    # ---------------------------------------------------------------- selling

    def _check_sale(self, partner, first, last):
        """:raises UserError: where the plan has ended by then, or the client belongs to another company"""
        if last and last < first:
            raise UserError(
                self.env._(
                    "%(plan)s is valid until %(last)s and cannot start on %(first)s. Choose an earlier day.",
                    plan=self.name,
                    last=format_date(self.env, last),
                    first=format_date(self.env, first),
                )
            )
        if partner.company_id and partner.company_id._clientele_root() != self.company_id:
            raise UserError(
                self.env._(
                    "%(client)s belongs to %(company)s; %(plan)s is sold by %(own)s.",
                    client=partner.name,
                    company=partner.company_id.name,
                    plan=self.name,
                    own=self.company_id.name,
                )
            )
