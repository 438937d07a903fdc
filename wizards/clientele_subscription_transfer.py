from odoo import fields, models


class ClienteleSubscriptionTransfer(models.TransientModel):
    """Hands over what is left of a subscription to another client (IN8)."""

    _name = "clientele.subscription.transfer"
    _description = "Hand Over a Subscription"
    _inherit = ["clientele.subscription.change"]

    giver_id = fields.Many2one(string="From", related="subscription_id.partner_id")
    partner_id = fields.Many2one("res.partner", string="To", required=True, domain=[("is_client", "=", True)])
    value_left = fields.Monetary(related="subscription_id.value_left")

    def action_hand_over(self):
        """Hand it over; a second click does nothing.

        :raises UserError: where that cannot be, saying why
        """
        if self._begin():
            self.subscription_id._hand_over(self.partner_id, self.reason, self._operation())
