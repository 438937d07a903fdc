from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    clientele_best = fields.Boolean(
        string="Always the best for the client",
        help="Each line earns by the rule that brings the client most, whatever the rules weigh.",
    )
