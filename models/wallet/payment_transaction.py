from odoo import api, models

ENDED = ("cancel", "error")


class PaymentTransaction(models.Model):
    """While the rest of an order is paid online, nobody else can use what the wallet is to pay of it."""

    _inherit = "payment.transaction"

    @api.model_create_multi
    def create(self, vals_list):
        transactions = super().create(vals_list)
        for transaction in transactions.sudo():  # sudo: whoever pays may not read balances
            if transaction.operation not in ("refund", "validation"):
                transaction.sale_order_ids._clientele_hold(transaction)
        return transactions

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") in ENDED:
            Hold = self.env["clientele.hold"].sudo()  # sudo: as above
            Hold.search([("transaction_id", "in", self.ids), ("state", "=", "open")])._release()
        return result
