from odoo import api, models


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        partials._clientele_touch_debtors()
        return partials

    def unlink(self):
        self._clientele_touch_debtors()
        return super().unlink()

    def _clientele_touch_debtors(self):
        """Payments matched with invoices, or taken off them, change what is owed."""
        partials = self.sudo()  # sudo: facts are kept right for everyone
        (partials.debit_move_id.move_id | partials.credit_move_id.move_id)._clientele_touch_debtors()
