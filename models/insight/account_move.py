from odoo import models


class AccountMove(models.Model):
    """Posting, paying and undoing invoices changes what clients owe (DF5)."""

    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted._clientele_touch_debtors()
        return posted

    def button_draft(self):
        self._clientele_touch_debtors()
        return super().button_draft()

    def button_cancel(self):
        self._clientele_touch_debtors()
        return super().button_cancel()

    def _clientele_touch_debtors(self):
        """Who owes these moves; cheap, because most partners of a move were read by posting it."""
        moves = self.sudo()  # sudo: facts are kept right for everyone
        receivable = moves.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        self.env["clientele.client"]._touch_debtors(receivable.partner_id | receivable.move_id.partner_id)
