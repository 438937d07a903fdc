from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    clientele_duration = fields.Integer(
        string="Duration (minutes)", default=60, help="How long a visit for this service takes."
    )

    _clientele_duration_positive = models.Constraint(
        "CHECK (clientele_duration IS NULL OR clientele_duration > 0)", "A service takes at least one minute."
    )
