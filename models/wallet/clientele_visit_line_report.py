from odoo import models


class ClienteleVisitLine(models.Model):
    """What practitioners earn, line by line."""

    _inherit = "clientele.visit.line"

    def action_open_visit(self):
        """Open the visit of a line."""
        self.ensure_one()
        return self.visit_id._get_records_action()
