from odoo import models


class AccountMove(models.Model):
    """Invoices and credit notes of sale orders: posting, paying and undoing them makes and changes deals."""

    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted._clientele_orders()._clientele_sync_deal()
        return posted

    def button_draft(self):
        result = super().button_draft()
        self._clientele_orders()._clientele_sync_deal()
        return result

    def button_cancel(self):
        result = super().button_cancel()
        self._clientele_orders()._clientele_sync_deal()
        return result

    def _invoice_paid_hook(self):
        result = super()._invoice_paid_hook()
        self._clientele_orders()._clientele_sync_deal()
        return result

    def _clientele_orders(self):
        """:return: sale orders (sudo) that these moves bill"""
        moves = self.sudo().filtered(lambda move: move.move_type in ("out_invoice", "out_refund"))
        return moves.invoice_line_ids.sale_line_ids.order_id  # sudo: deals are kept right whoever posts
