from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tools import format_date


class ClienteleSell(models.TransientModel):
    """Sells a plan to a client: what is paid when is shown before."""

    _name = "clientele.sell"
    _description = "Sell a Plan"

    partner_id = fields.Many2one("res.partner", string="Client", required=True)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company._clientele_root())
    currency_id = fields.Many2one("res.currency", related="company_id.currency_id")
    plan_id = fields.Many2one(
        "clientele.plan",
        required=True,
        domain="[('company_id', '=', company_id)]",
        default=lambda self: self._default_plan(),
    )
    branch_id = fields.Many2one(
        "clientele.branch",
        string="Sold in",
        domain="[('company_id', 'child_of', company_id)]",
        default=lambda self: self.env["clientele.visit"]._default_branch(),
    )
    start_date = fields.Date(string="From", required=True, default=lambda self: self.env["clientele.branch"]._today())
    end_date = fields.Date(string="Until", compute="_compute_end_date")
    price = fields.Monetary(compute="_compute_price", store=True, readonly=False)
    may_change_price = fields.Boolean(compute="_compute_may_change_price")
    contents = fields.Char(related="plan_id.contents")
    part_ids = fields.One2many(
        "clientele.sell.part", "sell_id", string="Payments", compute="_compute_part_ids", store=True
    )
    warning = fields.Char(compute="_compute_warning")
    subscription_id = fields.Many2one("clientele.subscription", readonly=True)

    @api.model
    def _default_plan(self):
        """:return: the plan, where there is only one to sell"""
        plans = self.env["clientele.plan"].search([("company_id", "=", self.env.company._clientele_root().id)], limit=2)
        return plans if len(plans) == 1 else plans.browse()

    # ---------------------------------------------------------------- compute

    @api.depends("plan_id", "start_date")
    def _compute_end_date(self):
        for sale in self:
            sale.end_date = sale.plan_id and sale.start_date and sale.plan_id._period(sale.start_date)[1]

    @api.depends("plan_id")
    def _compute_price(self):
        for sale in self:
            sale.price = sale.plan_id.price

    @api.depends_context("uid")
    def _compute_may_change_price(self):
        self.may_change_price = self.env.user.has_group("clientele.clientele_group_manager")

    @api.depends("plan_id", "start_date", "price")
    def _compute_part_ids(self):
        for sale in self:
            offer = sale.plan_id._offer(sale.start_date, sale.price) if sale.plan_id and sale.start_date else []
            parts = [
                {"number": nr, "due_date": span.due, "amount": part.amount, "units": part.units}
                for nr, (part, span) in enumerate(offer, 1)
            ]
            sale.part_ids = [Command.clear(), *map(Command.create, parts)]

    @api.depends("partner_id", "plan_id")
    def _compute_warning(self):
        for sale in self:
            sale.warning = sale._say_same(sale._same())

    def _same(self):
        """:return: the client's subscription to the same plan that can still be used"""
        if not self.partner_id or not self.plan_id:
            return self.env["clientele.subscription"]
        domain = [("partner_id", "=", self.partner_id.id), ("plan_id", "=", self.plan_id.id), ("state", "=", "active")]
        return self.env["clientele.subscription"].search(domain, limit=1)

    def _say_same(self, same):
        if not same:
            return False
        return self.env._(
            "%(client)s has %(plan)s already, since %(day)s, with %(left)s left.",
            client=self.partner_id.name,
            plan=self.plan_id.name,
            day=format_date(self.env, same.start_date),
            left=same.left_text,
        )

    # ---------------------------------------------------------------- actions

    def action_sell(self):
        """Sell, and open what was sold."""
        subscription = self._sell()
        return {
            "type": "ir.actions.act_window",
            "res_model": subscription._name,
            "res_id": subscription.id,
            "views": [(False, "form")],
        }

    def action_sell_and_pay(self):
        """Sell, and ask how the first instalment is paid; what costs nothing is opened."""
        subscription = self._sell()
        return subscription.action_take_payment() if subscription.amount_due else self.action_sell()

    def _sell(self):
        """:return: the subscription; pressed twice, the one that was sold first
        :raises AccessError: for who may not sell, or not at this price
        """
        self.ensure_one()
        self._check_rights()
        if not self.subscription_id:
            self.subscription_id = self.env["clientele.subscription"]._sell(
                self.plan_id, self.partner_id, self.start_date, self.price, branch_id=self.branch_id.id
            )
        return self.subscription_id

    def _check_rights(self):
        if not self.env.user.has_group("clientele.clientele_group_receptionist"):
            raise AccessError(self.env._("Plans are sold by reception."))
        changed = self.currency_id.compare_amounts(self.price, self.plan_id.price)
        if changed and not self.may_change_price:
            raise AccessError(self.env._("Another price than the plan's is given by a branch manager."))
