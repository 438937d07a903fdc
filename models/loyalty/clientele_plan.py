from odoo import fields, models


class ClientelePlan(models.Model):
    _inherit = "clientele.plan"

    clientele_promotional = fields.Boolean(related="product_id.clientele_promotional", readonly=False)
