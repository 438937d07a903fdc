from odoo import models


class ClienteleVisitLine(models.Model):
    _name = "clientele.visit.line"
    _inherit = ["clientele.visit.line", "clientele.touches.mixin"]

    def _touching_fields(self):
        return {"visit_id", "product_id", "quantity", "price_unit", "discount", "amount", "prepaid"}
