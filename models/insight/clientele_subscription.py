from odoo import models


class ClienteleSubscription(models.Model):
    _name = "clientele.subscription"
    _inherit = ["clientele.subscription", "clientele.touches.mixin"]

    def _touching_fields(self):
        return {*super()._touching_fields(), "state", "end_date", "plan_id"}
