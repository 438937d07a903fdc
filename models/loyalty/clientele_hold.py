from odoo import fields, models


class ClienteleHold(models.Model):
    _inherit = "clientele.hold"

    transaction_id = fields.Many2one(
        "payment.transaction",
        string="Online Payment",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The payment that these points are promised to.",
    )
