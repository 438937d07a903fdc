from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.wallet.clientele_lot import UNITS, units


class ClientelePointsAdjust(models.TransientModel):
    """Gives points by hand or takes them; its own right, and a reason that the client reads."""

    _name = "clientele.points.adjust"
    _description = "Correct the Points of a Client"

    card_id = fields.Many2one("loyalty.card", required=True, readonly=True)
    partner_id = fields.Many2one(related="card_id.partner_id", string="Client")
    points_display = fields.Char(related="card_id.points_display", string="Balance")
    direction = fields.Selection(
        [("add", "Give more"), ("take", "Take out")], string="Correction", required=True, default="add"
    )
    quantity = fields.Float(string="How much", digits=UNITS, required=True, default=1)
    expires_on = fields.Date(string="Usable until", compute="_compute_expires_on")
    reason = fields.Char(required=True, help="It stays in the history, where the client sees it.")
    notify = fields.Boolean(string="Tell the client by e-mail")
    done = fields.Boolean(readonly=True)

    # ---------------------------------------------------------------- compute

    @api.depends("card_id")
    def _compute_expires_on(self):
        for wizard in self:
            card = wizard.card_id
            wizard.expires_on = card and card._clientele_last_day(card.program_id.company_id._clientele_today())

    # ---------------------------------------------------------------- actions

    def action_correct(self):
        """Correct it; a second click does nothing.

        :raises AccessError: without the right
        :raises Overdrawn: where more is to be taken than there is
        """
        self.ensure_one()
        self.card_id._clientele_check_adjust()
        if not self.reason.strip() or self.quantity <= 0:
            raise UserError(self.env._("Say how many points, and why: it stays in the history."))
        first, self.done = not self.done, True
        if not first:
            return
        points, key = units(self.quantity), f"{self._name}:{self.id}"
        card = self.card_id.sudo()  # sudo: the right is checked, nobody writes the ledger
        card._clientele_adjust(key, points if self.direction == "add" else -points, self.reason.strip())
        if self.notify:
            card.history_ids.filtered(lambda row: row.clientele_operation == key)._clientele_tell()
