from datetime import timedelta

from odoo import api, fields, models

SOON = 7  # days (FF15)
# Odoo's palette: green, blue, grey, gold, red
STATE_COLORS = {"active": 10, "frozen": 8, "used": 0, "expired": 3, "quit": 1, "cancelled": 0}


class ClienteleSubscription(models.Model):
    """What the screens show of a subscription besides its data."""

    _inherit = "clientele.subscription"

    shareable = fields.Boolean(related="plan_id.shareable")
    state_color = fields.Integer(compute="_compute_state_color")
    left_text = fields.Char(
        string="Balance", compute="_compute_left_text", help="What can be used, of all that was sold."
    )
    amount_paid = fields.Monetary(string="Paid", compute="_compute_payments")
    amount_due = fields.Monetary(string="To pay", compute="_compute_payments")
    next_payment = fields.Date(string="Next payment", compute="_compute_payments")
    overdue = fields.Boolean(string="Overdue payment", compute="_compute_payments", search="_search_overdue")
    ends_soon = fields.Boolean(
        string="Ends within a week",
        compute="_compute_ends_soon",
        search="_search_ends_soon",
        help="FF15: today … in 7 days.",
    )
    move_ids = fields.Many2many("clientele.move", string="Movements", compute="_compute_move_ids")

    # ---------------------------------------------------------------- compute

    @api.depends("state")
    def _compute_state_color(self):
        for subscription in self:
            subscription.state_color = STATE_COLORS[subscription.state or "active"]

    @api.depends("units_left", "units_total", "plan_id")
    def _compute_left_text(self):
        for subscription in self:
            subscription.left_text = self.env._(
                "%(left)s of %(total)s",
                left=subscription.plan_id._number_text(subscription.units_left),
                total=subscription.plan_id._count_text(subscription.units_total),
            )

    @api.depends("instalment_ids.amount_received", "instalment_ids.amount_due", "instalment_ids.due_date")
    def _compute_payments(self):
        for subscription in self:
            parts = subscription.instalment_ids
            subscription.amount_paid = sum(parts.mapped("amount_received"))
            subscription.amount_due = sum(parts.mapped("amount_due"))
            subscription.next_payment = min(parts.filtered("amount_due").mapped("due_date"), default=False)
            subscription.overdue = any(parts.mapped("overdue"))

    def _search_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("instalment_ids", "any", [("overdue", "=", True)])]

    @api.depends("state", "end_date")
    def _compute_ends_soon(self):
        today = self.env["clientele.branch"]._today()
        for subscription in self:
            end = subscription.end_date
            subscription.ends_soon = subscription.state == "active" and bool(end) and 0 <= (end - today).days <= SOON

    def _search_ends_soon(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env["clientele.branch"]._today()
        return [("state", "=", "active"), ("end_date", ">=", today), ("end_date", "<=", today + timedelta(days=SOON))]

    @api.depends("lot_ids.move_ids")
    def _compute_move_ids(self):
        for subscription in self:
            subscription.move_ids = subscription.lot_ids.move_ids.sorted("id", reverse=True)
