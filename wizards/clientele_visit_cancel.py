from odoo import fields, models


class ClienteleVisitCancel(models.TransientModel):
    """Asks why visits are cancelled."""

    _name = "clientele.visit.cancel"
    _description = "Cancel Visits"

    visit_ids = fields.Many2many("clientele.visit", string="Visits", required=True)
    reason = fields.Char(required=True)

    def action_cancel(self):
        """Cancel the visits and keep the reason on each."""
        self.ensure_one()
        self.visit_ids.write({"cancel_reason": self.reason})
        self.visit_ids.action_cancel()
