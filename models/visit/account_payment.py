from odoo import models


class AccountPayment(models.Model):
    _inherit = "account.payment"

    def write(self, vals):
        """A payment without a journal entry pays its invoices by its state alone."""
        result = super().write(vals)
        if "state" in vals:
            payments = self.sudo().filtered(lambda payment: not payment.move_id)  # sudo: deals are kept right
            payments.invoice_ids._clientele_orders()._clientele_sync_deal()
        return result
