from odoo import fields, models


class ClienteleMove(models.Model):
    """A movement that pays a line of a sale order."""

    _inherit = "clientele.move"

    sale_line_id = fields.Many2one(
        "sale.order.line", string="Order Line", readonly=True, index="btree_not_null", ondelete="set null"
    )
