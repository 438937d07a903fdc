from odoo import api, fields, models
from odoo.tools import format_list


class ClienteleSessionCancel(models.TransientModel):
    """Asks why classes are cancelled."""

    _name = "clientele.session.cancel"
    _description = "Cancel Classes"

    session_ids = fields.Many2many("clientele.session", string="Classes", required=True)
    reason = fields.Char(required=True)
    clients = fields.Char(string="Who is told", compute="_compute_clients")

    @api.depends("session_ids")
    def _compute_clients(self):
        for wizard in self:
            names = wizard.session_ids.seat_ids.partner_id.mapped("name")
            wizard.clients = format_list(self.env, names) if names else self.env._("Nobody has booked.")

    def action_cancel(self):
        """Cancel the classes and keep the reason on each."""
        self.ensure_one()
        self.session_ids._cancel(self.reason)
