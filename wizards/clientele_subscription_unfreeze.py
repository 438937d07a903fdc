from datetime import timedelta

from odoo import api, fields, models


class ClienteleSubscriptionUnfreeze(models.TransientModel):
    """Ends a freeze early: the days that are left of it are given back (IN8)."""

    _name = "clientele.subscription.unfreeze"
    _description = "Unfreeze a Subscription"
    _inherit = ["clientele.subscription.change"]

    freeze_id = fields.Many2one("clientele.freeze", compute="_compute_freeze", store=True, precompute=True)
    first_day = fields.Date(string="Frozen from", related="freeze_id.first_day")
    last_day = fields.Date(string="Frozen until", related="freeze_id.last_day")
    day = fields.Date(
        string="Usable again from",
        required=True,
        compute="_compute_freeze",
        store=True,
        precompute=True,
        readonly=False,
    )
    days_back = fields.Integer(string="Days that come back", compute="_compute_effect")
    end_date = fields.Date(string="Ends now", related="subscription_id.end_date")
    new_end_date = fields.Date(string="Will end", compute="_compute_effect")

    @api.depends("subscription_id")
    def _compute_freeze(self):
        for wizard in self:
            freeze = wizard.subscription_id._next_freeze()
            wizard.freeze_id = freeze
            wizard.day = freeze and max(freeze.first_day, wizard.subscription_id._today())

    @api.depends("day", "freeze_id")
    def _compute_effect(self):
        for wizard in self:
            inside = wizard.day and wizard.freeze_id and wizard.freeze_id._covers(wizard.day)
            wizard.days_back = (wizard.last_day - wizard.day).days + 1 if inside else 0
            wizard.new_end_date = wizard.end_date and wizard.end_date - timedelta(days=wizard.days_back)

    def action_unfreeze(self):
        """Unfreeze it; a second click does nothing.

        :raises UserError: where that cannot be, saying why
        """
        if self._begin():
            self.subscription_id._unfreeze(self.freeze_id, self.day, self.reason)
