from odoo import models


class AccountPayment(models.Model):
    _inherit = "account.payment"

    def write(self, vals):
        """A payment without a journal entry pays its invoices by its state alone."""
        result = super().write(vals)
        if "state" in vals:
            self.sudo().invoice_ids._clientele_instalments()._sync()  # sudo: balances are kept right whoever pays
        return result
