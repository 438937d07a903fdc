from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command, Domain

from .clientele_lot import UNITS

PERIODS = [("day", "Days"), ("week", "Weeks"), ("month", "Months"), ("year", "Years")]


class ClientelePlan(models.Model):
    """What can be prepaid: credits (CR1), or visits of given services (IN5), at once or in instalments."""

    _name = "clientele.plan"
    _description = "Prepaid Plan"
    _inherit = ["mail.thread"]
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company._clientele_root(),
    )
    currency_id = fields.Many2one("res.currency", related="company_id.currency_id")
    kind = fields.Selection([("credits", "Credits"), ("visits", "Visits")], required=True, default="visits")
    product_id = fields.Many2one(
        "product.product",
        string="Sold as",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        domain=[("type", "=", "service")],
        help="The product on orders and invoices. Left empty, one is made.",
    )
    price = fields.Monetary(required=True, tracking=True, help="What the client pays for all of it, tax included.")
    credits = fields.Float(digits=UNITS, tracking=True, help="1 credit pays 1.00 of a service's list price (CR1).")
    visits = fields.Integer(tracking=True)
    service_ids = fields.Many2many(
        "product.product",
        "clientele_plan_service_rel",
        "plan_id",
        "product_id",
        string="Services",
        domain=[("type", "=", "service")],
        help="What it pays. Left empty, with no category either, it pays every service.",
    )
    service_categ_ids = fields.Many2many(
        "product.category",
        "clientele_plan_category_rel",
        "plan_id",
        "categ_id",
        string="Categories",
        help="It also pays the services of these categories and those below them.",
    )
    validity = fields.Selection(
        [("period", "For a period"), ("dates", "Between two dates"), ("always", "Without end")],
        required=True,
        default="period",
    )
    duration = fields.Integer(default=6)
    duration_unit = fields.Selection(PERIODS, string="Unit", required=True, default="month")
    date_from = fields.Date(string="Valid from")
    date_to = fields.Date(string="Valid until")
    instalment_ids = fields.One2many("clientele.plan.instalment", "plan_id", string="Instalments", copy=True)
    roll = fields.Boolean(
        string="Unused visits stay",
        default=True,
        help="Until the plan ends. Off: what is not used before the next instalment begins is lost (IN7).",
    )
    open_when_paid = fields.Boolean(
        default=True, help="An instalment that is paid early can be used at once; else from its own day on (IN7)."
    )
    even_value = fields.Boolean(
        string="Every visit counts the same",
        help="For commissions: price ÷ visits. Off: the instalment's amount ÷ its visits (IN4).",
    )
    combine_discounts = fields.Boolean(
        help="Off: credits pay the list price, without the client's discounts (CR7). On: the discounted price."
    )
    shareable = fields.Boolean(help="The owner can let other clients use it.")
    transferable = fields.Boolean(default=True, help="What is left can be handed over to another client.")
    freeze_days = fields.Integer(string="Days it can be frozen", default=30)
    tax_kind = fields.Selection(
        [("single", "When it is sold"), ("multi", "When it is used")],
        string="Taxed",
        required=True,
        default="single",
        help="Sold: a single-purpose voucher, services used with it are not taxed again. "
        "Used: a multi-purpose voucher, sold without tax.",
    )
    description = fields.Html(translate=True)
    subscription_ids = fields.One2many("clientele.subscription", "plan_id", string="Sold")
    subscription_count = fields.Integer(compute="_compute_subscription_count")

    _price_not_negative = models.Constraint(
        "CHECK (price >= 0)", "A plan's price cannot be negative; write 0 for a gift."
    )
    _credits_positive = models.Constraint(
        "CHECK (kind <> 'credits' OR credits > 0)", "Say how many credits the client gets."
    )
    _visits_positive = models.Constraint("CHECK (kind <> 'visits' OR visits > 0)", "A plan has at least one visit.")
    _dates_in_order = models.Constraint(
        "CHECK (date_from IS NULL OR date_to IS NULL OR date_to >= date_from)", "A plan cannot end before it starts."
    )
    _duration_positive = models.Constraint(
        "CHECK (validity <> 'period' OR duration > 0)", "A plan is valid for at least one day."
    )
    _freeze_days_not_negative = models.Constraint(
        "CHECK (freeze_days >= 0)", "The days that a plan can be frozen cannot be negative; write 0 for none."
    )

    # ---------------------------------------------------------------- compute

    @api.depends("subscription_ids")
    def _compute_subscription_count(self):
        counts = dict(
            self.env["clientele.subscription"]._read_group([("plan_id", "in", self.ids)], ["plan_id"], ["__count"])
        )
        for plan in self:
            plan.subscription_count = counts.get(plan, 0)

    # ---------------------------------------------------------------- constrains

    @api.constrains("validity", "date_to")
    def _check_dates(self):
        for plan in self.filtered(lambda plan: plan.validity == "dates" and not plan.date_to):
            raise ValidationError(self.env._("Say until which day %(plan)s is valid.", plan=plan.name))

    @api.constrains("product_id", "company_id", "service_ids")
    def _check_products(self):
        for plan in self:
            for product in plan.product_id | plan.service_ids:
                if product.type != "service":
                    raise ValidationError(
                        self.env._("%(product)s is no service; choose a service.", product=product.display_name)
                    )
                if product.company_id and product.company_id._clientele_root() != plan.company_id:
                    raise ValidationError(
                        self.env._(
                            "%(product)s belongs to %(company)s; choose one of %(own)s.",
                            product=product.display_name,
                            company=product.company_id.name,
                            own=plan.company_id.name,
                        )
                    )

    @api.constrains("product_id")
    def _check_product_of_one_plan(self):
        """The product says on an order which plan is sold."""
        for plan in self:
            others = self.with_context(active_test=False).search(
                [("product_id", "=", plan.product_id.id), ("id", "!=", plan.id)], limit=1
            )
            if plan.product_id and others:
                raise ValidationError(
                    self.env._(
                        "%(product)s is sold as %(plan)s already; leave the product empty to have one made.",
                        product=plan.product_id.display_name,
                        plan=others.name,
                    )
                )

    # ---------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        plans = super().create(vals_list)
        for plan in plans.filtered(lambda plan: not plan.product_id):
            product = self.env["product.product"].sudo()  # sudo: whoever may make plans makes what they are sold as
            plan.product_id = product.create(plan._prepare_product()).sudo(False)
            plan._price_product()
        return plans

    def write(self, vals):
        result = super().write(vals)
        if not {"name", "price", "tax_kind"}.isdisjoint(vals):
            for plan in self:
                values = plan._prepare_product()
                follows = {name: values[name] for name in ("name", "taxes_id") if name in values}
                plan.product_id.sudo().write(follows)  # sudo: as above
                plan._price_product()
        return result

    def _prepare_product(self):
        """:return: values of the product that the plan is sold as"""
        values = {
            "name": self.name,
            "type": "service",
            "company_id": False,
            "invoice_policy": "order",
            "clientele_online": False,
        }
        return {**values, "taxes_id": [Command.clear()]} if self.tax_kind == "multi" else values

    def _price_product(self):
        """The product costs what the plan costs, tax included, whatever its taxes."""
        product = self.product_id.sudo().with_company(self.company_id)  # sudo: as above
        product.list_price = product._clientele_bill(self.price, self.company_id)["price_unit"]

    # ---------------------------------------------------------------- what it covers

    def _covers(self, product):
        """:return: whether the plan pays this service"""
        self.ensure_one()
        if product.type != "service" or product == self.product_id:
            return False
        if not self.service_ids and not self.service_categ_ids:
            return True
        above = [int(nr) for nr in (product.categ_id.parent_path or "").split("/") if nr]
        return product in self.service_ids or not set(above).isdisjoint(self.service_categ_ids.ids)

    def _get_services_domain(self):
        """:return: Domain of the products that the plan pays"""
        if not self.service_ids and not self.service_categ_ids:
            return Domain("type", "=", "service")
        return Domain("id", "in", self.service_ids.ids) | Domain("categ_id", "child_of", self.service_categ_ids.ids)

    def _period(self, start):
        """:param start: the first day
        :return: (first, last) day of a subscription, the last one None without end
        """
        if self.validity == "dates":
            return max(start, self.date_from or start), self.date_to
        if self.validity == "always":
            return start, None
        return start, start + relativedelta(**{f"{self.duration_unit}s": self.duration})
