from odoo import api, fields, models

from .clientele_lot import UNITS


class ClienteleInstalment(models.Model):
    """One payment of a sold plan. Once it is paid wholly it opens its visits or credits: as a lot (DESIGN 3)."""

    _name = "clientele.instalment"
    _description = "Instalment"
    _order = "due_date, id"
    _check_company_auto = True

    subscription_id = fields.Many2one(
        "clientele.subscription", required=True, readonly=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Client",
        related="subscription_id.partner_id",
        store=True,
        index=True,
        ondelete="restrict",
    )
    plan_id = fields.Many2one(
        "clientele.plan", related="subscription_id.plan_id", store=True, index=True, ondelete="restrict"
    )
    branch_id = fields.Many2one("clientele.branch", related="subscription_id.branch_id")
    company_id = fields.Many2one(
        "res.company", related="subscription_id.company_id", store=True, index=True, ondelete="restrict"
    )
    currency_id = fields.Many2one("res.currency", related="company_id.currency_id")
    number = fields.Integer(string="Part", required=True, readonly=True)
    amount = fields.Monetary(required=True, readonly=True)
    units = fields.Float(string="Opens", digits=UNITS, required=True, readonly=True)
    due_date = fields.Date(string="Due", required=True, readonly=True)
    opens_on = fields.Date(string="Usable from", required=True, readonly=True)
    expires_on = fields.Date(string="Usable until", readonly=True)
    state = fields.Selection(
        [("due", "To pay"), ("paid", "Paid"), ("cancelled", "Cancelled")],
        required=True,
        readonly=True,
        default="due",
        index=True,
    )
    paid_on = fields.Date(string="Paid on", readonly=True)
    revision = fields.Integer(readonly=True, default=0, help="How often it was paid or paid back.")
    amount_received = fields.Monetary(string="Received", readonly=True, default=0, help="Less what was paid back.")
    amount_refunded = fields.Monetary(string="Paid back", readonly=True, default=0)
    amount_due = fields.Monetary(string="Still to pay", compute="_compute_amount_due", store=True)
    overdue = fields.Boolean(compute="_compute_overdue", search="_search_overdue")
    receipt_ids = fields.One2many("clientele.receipt", "instalment_id", string="Payments", readonly=True)
    lot_ids = fields.One2many("clientele.lot", "instalment_id", string="Opened", readonly=True)

    _amount_not_negative = models.Constraint("CHECK (amount >= 0)", "An instalment's amount cannot be negative.")
    _received_not_negative = models.Constraint(
        "CHECK (amount_received >= 0 AND amount_refunded >= 0)", "No more can be paid back than was received."
    )
    _units_positive = models.Constraint("CHECK (units > 0)", "Each instalment opens at least one visit or credit.")
    _number_in_subscription = models.UniqueIndex("(subscription_id, number)")
    _to_pay = models.Index("(company_id, due_date, partner_id) WHERE state = 'due'")

    @api.depends("number", "subscription_id")
    def _compute_display_name(self):
        for part in self:
            part.display_name = self.env._("Part %(number)s", number=part.number)

    @api.depends("amount", "amount_received", "amount_refunded", "state")
    def _compute_amount_due(self):
        for part in self:
            paid = part.amount_received + part.amount_refunded  # what was paid back is gone, not owed anew
            part.amount_due = max(part.amount - paid, 0) if part.state == "due" else 0

    @api.depends("state", "due_date")
    def _compute_overdue(self):
        today = self.env["clientele.branch"]._today()
        for part in self:
            part.overdue = part.state == "due" and bool(part.due_date) and part.due_date < today

    def _search_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env["clientele.branch"]._today()
        return [("state", "=", "due"), ("due_date", "<", today)]
