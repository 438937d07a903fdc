from odoo import api, fields, models


class ClienteleSubscriptionExtend(models.TransientModel):
    """Gives a subscription a later last day; what had expired comes back (IN8)."""

    _name = "clientele.subscription.extend"
    _description = "Extend a Subscription"
    _inherit = ["clientele.subscription.change"]

    end_date = fields.Date(string="Ends now", related="subscription_id.end_date")
    new_end_date = fields.Date(string="Will end", required=True)
    units_back = fields.Float(string="Comes back", compute="_compute_units_back", help="What had expired at its end.")

    @api.depends("subscription_id")
    def _compute_units_back(self):
        for wizard in self:
            ended = wizard.subscription_id.lot_ids.filtered(lambda lot: lot.expires_on == lot.subscription_id.end_date)
            wizard.units_back = sum(lot._expired_units() for lot in ended)

    def action_extend(self):
        """Extend it; a second click does nothing.

        :raises UserError: where that cannot be, saying why
        """
        if self._begin():
            self.subscription_id._extend(self.new_end_date, self.reason)
