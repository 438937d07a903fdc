from odoo import models


class ClienteleVisit(models.Model):
    _name = "clientele.visit"
    _inherit = ["clientele.visit", "clientele.touches.mixin"]

    def _touching_fields(self):
        return {
            *super()._touching_fields(),
            *("kind", "state", "start", "day", "branch_id", "line_ids", "amount_paid", "amount_total"),
        }
