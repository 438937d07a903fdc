from odoo import fields, models

from ..models.wallet.clientele_lot import UNITS


class ClienteleSubscriptionQuitLine(models.TransientModel):
    """Something that was used of a subscription, at its list price."""

    _name = "clientele.subscription.quit.line"
    _description = "Used of a Subscription"

    quit_id = fields.Many2one("clientele.subscription.quit", required=True, ondelete="cascade", index=True)
    currency_id = fields.Many2one(related="quit_id.currency_id")
    visit_line_id = fields.Many2one("clientele.visit.line")
    day = fields.Date()
    name = fields.Char(string="Service")
    quantity = fields.Float(digits=UNITS)
    price = fields.Monetary(string="List price")
    amount = fields.Monetary()
