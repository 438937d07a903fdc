from odoo import fields, models


class ClienteleLabel(models.Model):
    """A mark on the client card, answered Yes or No with one click (FO7, TR14)."""

    _name = "clientele.label"
    _description = "Client Label"
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company._clientele_root(),
    )
