from odoo import models


class ClienteleInstalment(models.Model):
    _name = "clientele.instalment"
    _inherit = ["clientele.instalment", "clientele.touches.mixin"]

    def _touching_fields(self):
        return {*super()._touching_fields(), "state", "due_date", "amount_received", "amount_billed"}
