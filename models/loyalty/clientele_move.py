from odoo import models


class ClienteleMove(models.Model):
    _inherit = "clientele.move"

    def action_clientele_awards(self):
        """Why the order or visit of a movement of points earned so many (LO5)."""
        return (self.sale_order_id or self.visit_id).action_clientele_awards()
