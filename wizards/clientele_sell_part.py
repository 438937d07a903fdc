from odoo import fields, models

from ..models.wallet.clientele_lot import UNITS


class ClienteleSellPart(models.TransientModel):
    """One payment of a plan that is about to be sold."""

    _name = "clientele.sell.part"
    _description = "Payment of a Plan That Is About to Be Sold"
    _order = "number"

    sell_id = fields.Many2one("clientele.sell", required=True, ondelete="cascade")
    currency_id = fields.Many2one("res.currency", related="sell_id.currency_id")
    number = fields.Integer(string="Part")
    due_date = fields.Date(string="Due")
    amount = fields.Monetary()
    units = fields.Float(string="Opens", digits=UNITS)
