from odoo import models


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    def unlink(self):
        """An invoice whose payment is taken off again is unpaid, and its order no deal."""
        moves = self.sudo().debit_move_id.move_id | self.sudo().credit_move_id.move_id  # sudo: deals are kept right
        orders = moves._clientele_orders()
        result = super().unlink()
        orders.exists()._clientele_sync_deal()
        return result
