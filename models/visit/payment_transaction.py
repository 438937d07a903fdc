from odoo import api, models


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    @api.model_create_multi
    def create(self, vals_list):
        transactions = super().create(vals_list)
        transactions._clientele_sync_orders()
        return transactions

    def write(self, vals):
        result = super().write(vals)
        if not {"state", "amount", "sale_order_ids"}.isdisjoint(vals):
            self._clientele_sync_orders()
        return result

    def _clientele_sync_orders(self):
        """Online payments make a confirmed order a deal, those given back lower it."""
        transactions = self.sudo() | self.sudo().source_transaction_id  # sudo: deals are kept right whoever pays
        orders = transactions.sale_order_ids.filtered(lambda order: order.state == "sale")
        orders._clientele_sync_deal()
