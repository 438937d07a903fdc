from odoo import api, fields, models

PAID = ("authorized", "done")


class PaymentTransaction(models.Model):
    """Points that lower the price of an order are promised to its online payment, until that ends (LO2)."""

    _inherit = "payment.transaction"

    clientele_hold_ids = fields.One2many("clientele.hold", "transaction_id", string="Promised Points", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        transactions = super().create(vals_list)
        for transaction in transactions.filtered(lambda tx: tx.operation not in ("refund", "validation")):
            orders = transaction.sudo().sale_order_ids  # sudo: points are kept right whoever pays
            for order in orders.filtered(lambda order: order.state in ("draft", "sent")):
                order._clientele_hold_points(transaction.sudo())  # sudo: as above
        return transactions

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") in ("cancel", "error"):
            self.sudo().clientele_hold_ids._release()  # sudo: as above
        return result
