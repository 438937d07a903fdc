from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    clientele_promotional = fields.Boolean(
        string="Promotional", help="Sold at a special price: clients earn no points for it (LO1, LO9)."
    )
