from odoo import api, fields, models
from odoo.tools import format_list


class ClienteleSessionClose(models.TransientModel):
    """Asks whether the clients came whom nobody has marked, before a class is closed."""

    _name = "clientele.session.close"
    _description = "Close Classes"

    session_ids = fields.Many2many("clientele.session", string="Classes", required=True)
    unmarked = fields.Char(string="Not marked", compute="_compute_unmarked")
    unmarked_came = fields.Selection(
        [("came", "They came"), ("no_show", "They did not come")], string="Did they come?", required=True
    )

    @api.depends("session_ids")
    def _compute_unmarked(self):
        for wizard in self:
            visits = wizard.session_ids._open_visits().filtered(lambda visit: visit.state != "arrived")
            wizard.unmarked = format_list(self.env, visits.partner_id.mapped("name"))

    def action_close(self):
        """Close the classes: who came is done, who did not is a no-show."""
        self.ensure_one()
        return self.session_ids._close(came=self.unmarked_came == "came")
