from datetime import timedelta

from odoo import api, fields, models

from ..tools.freezes import days_in, pushed


class ClienteleSubscriptionFreeze(models.TransientModel):
    """Freezes a subscription: it is not used on these days, and lasts longer by them (IN8)."""

    _name = "clientele.subscription.freeze"
    _description = "Freeze a Subscription"
    _inherit = ["clientele.subscription.change"]

    first_day = fields.Date(
        string="From", required=True, compute="_compute_first_day", store=True, precompute=True, readonly=False
    )
    last_day = fields.Date(
        string="Until",
        required=True,
        compute="_compute_last_day",
        store=True,
        precompute=True,
        readonly=False,
        help="Frozen, too.",
    )
    days = fields.Integer(compute="_compute_effect")
    days_left = fields.Integer(string="Days that can be frozen", compute="_compute_days_left")
    end_date = fields.Date(string="Ends now", related="subscription_id.end_date")
    new_end_date = fields.Date(string="Will end", compute="_compute_effect")
    booked = fields.Integer(string="Visits booked on these days", compute="_compute_booked")

    @api.depends("subscription_id")
    def _compute_first_day(self):
        for wizard in self:
            subscription = wizard.subscription_id
            wizard.first_day = subscription and max(subscription._today(), subscription.start_date)

    @api.depends("first_day")
    def _compute_last_day(self):
        for wizard in self:
            days = min(wizard.days_left, 7) or 1
            wizard.last_day = wizard.first_day and wizard.first_day + timedelta(days=days - 1)

    @api.depends("subscription_id")
    def _compute_days_left(self):
        for wizard in self:
            subscription = wizard.subscription_id
            wizard.days_left = max(subscription.plan_id.freeze_days - subscription.frozen_days, 0)

    @api.depends("first_day", "last_day", "end_date")
    def _compute_effect(self):
        for wizard in self:
            window = (wizard.first_day, wizard.last_day)
            valid = all(window) and wizard.first_day <= wizard.last_day
            wizard.days = days_in(window) if valid else 0
            wizard.new_end_date = pushed(wizard.end_date, window) if valid and wizard.end_date else wizard.end_date

    @api.depends("first_day", "last_day", "subscription_id")
    def _compute_booked(self):
        for wizard in self:
            wizard.booked = self.env["clientele.visit"].search_count(
                [
                    ("partner_id", "=", wizard.subscription_id.partner_id.id),
                    ("state", "in", ("booked", "confirmed", "arrived")),
                    ("day", ">=", wizard.first_day),
                    ("day", "<=", wizard.last_day),
                ]
            )

    def action_freeze(self):
        """Freeze it; a second click does nothing.

        :raises UserError: where that cannot be, saying why
        """
        if self._begin():
            self.subscription_id._freeze(self.first_day, self.last_day, self.reason)
