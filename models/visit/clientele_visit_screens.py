from odoo import api, fields, models
from odoo.exceptions import UserError

from .clientele_visit import OPEN_STATES

# Odoo's palette: sky, blue, gold, green, red, grey
STATE_COLORS = {"booked": 4, "confirmed": 8, "arrived": 3, "done": 10, "no_show": 1, "cancelled": 0}


class ClienteleVisit(models.Model):
    """What the screens show of a visit besides its data, and the actions that ask something first."""

    _inherit = "clientele.visit"

    state = fields.Selection(group_expand=True)
    services = fields.Char(string="What", compute="_compute_services", help="The services and products in one line.")
    state_color = fields.Integer(compute="_compute_state_color")

    @api.depends("line_ids.name")
    def _compute_services(self):
        for visit in self:
            visit.services = ", ".join(name for name in visit.line_ids.mapped("name") if name)

    @api.depends("state")
    def _compute_state_color(self):
        for visit in self:
            visit.state_color = STATE_COLORS[visit.state or "booked"]

    def action_ask_cancel(self):
        """Ask for the reason, then cancel.

        :raises UserError: where nothing is left to cancel
        """
        visits = self.filtered(lambda visit: visit.state in OPEN_STATES)
        if not visits:
            raise UserError(self.env._("Only visits that have not taken place can be cancelled."))
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_visit_cancel_action")
        action["context"] = {"default_visit_ids": visits.ids}
        return action

    def action_open_client(self):
        """Open the client's card."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "views": [(self.env.ref("clientele.clientele_client_view_form").id, "form")],
        }
