from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.tiers import NEVER, kept, reached
from .clientele_tier_change import turnover_is_a_fact
from .tier_sql import Asked


class LoyaltyRule(models.Model):
    """Which tier a client has in a rule: what the turnover reaches, and what is kept when it falls (LO7)."""

    _inherit = "loyalty.rule"

    clientele_tiers_changed = fields.Boolean(
        string="Tiers changed", help="Since everyone's tier was looked at last.", copy=False, default=True
    )

    @api.constrains("tier_ids")
    def _check_clientele_tiers(self):
        for rule in self:
            thresholds = rule.tier_ids.mapped("threshold")
            if len(set(thresholds)) < len(thresholds):
                raise ValidationError(
                    self.env._("Two tiers begin at the same turnover. Give each one a higher threshold.")
                )

    # ---------------------------------------------------------------- one client

    def _clientele_tier_now(self, partner, company, day):
        """:return: ``tiers.Tier`` that the client has on a day, which is today or later; None below all"""
        self.ensure_one()
        counts = self._clientele_counts_for(partner, company)
        return self._clientele_tier_by_turnover(partner, company, day) if counts else None

    def _clientele_tier_by_turnover(self, partner, company, day):
        """The same, whomever the rule is for."""
        turnover = partner._clientele_turnover(self.program_id, company, day)
        now = reached(turnover, [tier._as_tier() for tier in self.tier_ids])
        found = filter(None, (now, self._clientele_floors(partner, company, day).get(self)))
        return max(found, key=lambda tier: tier.threshold, default=None)

    def _clientele_floors(self, partner, company, day):
        """What clients keep although their turnover fell, and what was set by hand.

        :return: {rule: ``tiers.Tier`` below which the client does not fall yet}
        """
        floors = {}
        for rule, change in self.env["clientele.tier.change"]._in_force(self, partner, company, day).items():
            held = change.tier_id._as_tier() if change.tier_id else None
            policy = NEVER if change.reason == "by_hand" else rule.program_id.clientele_requalify
            tiers = [tier._as_tier() for tier in rule.tier_ids]
            if floor := kept(held, None, policy, tiers, change._is_due(day)):
                floors[rule] = floor
        return floors

    def _clientele_counts_for(self, partner, company):
        """:return: whether the tiers of the rule are for the client"""
        named = self.clientele_partner_ids
        if named and partner not in named or not partner:
            return False
        groups = self._clientele_tier_groups()
        return groups is None or partner._clientele_row(company).group_id in groups

    def _clientele_tier_groups(self):
        """:return: the groups whose clients have the tiers, None for anyone's; a discount is for its groups only, and
        nobody has those of a program that is only applied by hand
        """
        groups = self.clientele_group_ids
        if self.program_id.clientele_by_hand:
            return groups.browse()
        if self.program_id.clientele_benefit == "discount":
            own = [("program_id", "=", self.program_id.id), ("loyalty_type", "=", "discount")]
            of_program = self.env["clientele.group"].sudo().search(own)  # sudo: the group decides, whoever sells
            return of_program & groups if groups else of_program
        return groups or None

    # ---------------------------------------------------------------- everyone

    @api.model
    def _clientele_tiered(self, root=None):
        """:return: rules with tiers (sudo) of managed programs, of one client base or all; those without tiers any
        more, too, until everyone's history says so"""
        domain = Domain(
            [
                ("program_id.clientele_managed", "=", True),
                ("program_id.program_type", "=", "loyalty"),
                ("program_id.active", "=", True),
                "|",
                ("tier_ids", "!=", False),
                ("clientele_tiers_changed", "=", True),
            ]
        )
        if root:
            domain &= Domain("program_id.company_id", "=", root.id)
        return self.sudo().search(domain)  # sudo: tiers are kept right whoever sells

    def _clientele_asked(self, root, partner_ids=None):
        """:return: ``tier_sql.Asked`` as of today"""
        program, day = self.program_id, root._clientele_today()
        return Asked(
            rule_id=self.id,
            root_id=root.id,
            company_ids=tuple(root._clientele_tree().ids),
            tiers=tuple(tier._as_tier() for tier in self.tier_ids.sorted("threshold")),
            policy=program.clientele_requalify,
            days=None if turnover_is_a_fact(program) else program._clientele_turnover_days(day),
            day=day,
            meant=self._clientele_counts_sql(),
            changed=partner_ids is None and self.clientele_tiers_changed,
            partner_ids=None if partner_ids is None else tuple(partner_ids),
        )

    def _clientele_counts_sql(self):
        """:return: SQL of :meth:`_clientele_counts_for` on a row ``c`` of ``clientele_client``"""
        terms, groups = [SQL("TRUE")], self._clientele_tier_groups()
        if self.clientele_partner_ids:
            terms.append(SQL("c.partner_id = ANY(%s)", self.clientele_partner_ids.ids))
        if groups is not None:
            terms.append(SQL("c.group_id = ANY(%s)", groups.ids))
        return SQL(" AND ").join(terms)

    # ---------------------------------------------------------------- when rules change

    @api.model
    @tools.ormcache()
    def _clientele_any_tiers(self):
        """:return: whether there are any, so that a database without tiers pays nothing"""
        return bool(self.env["clientele.tier"].sudo().search_count([], limit=1))  # sudo: whoever sells

    def _clientele_note_tiers(self):
        """Everyone's tier is looked at soon, because rules changed."""
        self.env.registry.clear_cache()
        rules = self.sudo().exists()  # sudo: the job's own mark
        rules.filtered(lambda rule: not rule.clientele_tiers_changed).clientele_tiers_changed = True
        if rules.filtered("clientele_managed"):
            self.env.ref("clientele.clientele_cron_tiers")._trigger()

    def write(self, vals):
        result = super().write(vals)
        if not {"clientele_group_ids", "clientele_partner_ids"}.isdisjoint(vals):
            self.filtered("tier_ids")._clientele_note_tiers()
        return result
