from odoo import models


class ClienteleContact(models.Model):
    _name = "clientele.contact"
    _inherit = ["clientele.contact", "clientele.touches.mixin"]

    def _touching_fields(self):
        return {*super()._touching_fields(), "date", "branch_id", "company_id"}
