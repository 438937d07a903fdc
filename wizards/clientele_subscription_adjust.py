from odoo import api, fields, models

from ..models.wallet.clientele_lot import UNITS, units


class ClienteleSubscriptionAdjust(models.TransientModel):
    """Corrects by hand what is left of a subscription; its own right, and a reason."""

    _name = "clientele.subscription.adjust"
    _description = "Correct a Balance"
    _inherit = ["clientele.subscription.change"]

    _right = "clientele.clientele_group_adjust"

    direction = fields.Selection(
        [("add", "Give more"), ("take", "Take out")], string="Correction", required=True, default="add"
    )
    quantity = fields.Float(string="How much", digits=UNITS, required=True, default=1)
    expires_on = fields.Date(
        string="Usable until",
        compute="_compute_expires_on",
        store=True,
        readonly=False,
        help="Left empty, until the subscription ends.",
    )
    lot_id = fields.Many2one(
        "clientele.lot", string="Out of", help="Left empty, out of what expires first.", check_company=True
    )

    @api.depends("subscription_id")
    def _compute_expires_on(self):
        for wizard in self:
            wizard.expires_on = wizard.subscription_id.end_date

    def action_correct(self):
        """Correct it; a second click does nothing.

        :raises UserError: where that cannot be, saying why
        """
        if not self._begin():
            return
        quantity = units(self.quantity)
        if self.direction == "add":
            self.subscription_id._add_by_hand(quantity, self.expires_on, self.reason, self._operation())
        else:
            self.subscription_id._take_by_hand(quantity, self.lot_id, self.reason, self._operation())
