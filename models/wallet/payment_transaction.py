from odoo import api, fields, models

ENDED = ("cancel", "error")


class PaymentTransaction(models.Model):
    """What lowers the price of an order is promised to its online payment, until that ends."""

    _inherit = "payment.transaction"

    clientele_hold_ids = fields.One2many("clientele.hold", "transaction_id", string="Promised Balances", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        transactions = super().create(vals_list)
        for transaction in transactions.filtered(lambda tx: tx.operation not in ("refund", "validation")):
            orders = transaction.sudo().sale_order_ids  # sudo: balances are kept right whoever pays
            for order in orders.filtered(lambda order: order.state in ("draft", "sent")):
                order._clientele_hold(transaction.sudo())  # sudo: as above
        return transactions

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") in ENDED:
            self.sudo().clientele_hold_ids._release()  # sudo: as above
        return result
