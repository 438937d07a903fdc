from odoo import fields, models


class ClienteleHold(models.Model):
    """What is held for an online payment."""

    _inherit = "clientele.hold"

    transaction_id = fields.Many2one(
        "payment.transaction",
        string="Online Payment",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The payment that these units are promised to.",
    )
