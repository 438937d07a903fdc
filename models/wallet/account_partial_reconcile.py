from odoo import api, models


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        """A payment of a part of an invoice is received, too."""
        partials = super().create(vals_list)
        partials._clientele_instalments()._sync()
        return partials

    def unlink(self):
        """An invoice whose payment is taken off again opens nothing any more."""
        parts = self._clientele_instalments()
        result = super().unlink()
        parts._sync()
        return result

    def _clientele_instalments(self):
        partials = self.sudo()  # sudo: balances are kept right whoever reconciles
        return (partials.debit_move_id.move_id | partials.credit_move_id.move_id)._clientele_instalments()
