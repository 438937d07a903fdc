from odoo import models


class ClientelePushSubscription(models.Model):
    _name = "clientele.push.subscription"
    _inherit = ["clientele.push.subscription", "clientele.touches.mixin"]
