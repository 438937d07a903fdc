from odoo import fields, models

from ...tools.deal_amounts import money
from ...tools.instalments import fill
from ..visit.sale_order import PAID_STATES
from .clientele_lot import units


class AccountMove(models.Model):
    """Posting, paying and undoing an invoice opens and closes the instalments that it bills (IN2)."""

    _inherit = "account.move"

    clientele_key = fields.Char(
        string="Key of the refund", readonly=True, copy=False, help="The same amount is never paid back twice."
    )

    _clientele_key = models.UniqueIndex("(clientele_key) WHERE clientele_key IS NOT NULL")

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted._clientele_instalments()._sync()
        return posted

    def button_draft(self):
        result = super().button_draft()
        self._clientele_instalments()._sync()
        return result

    def button_cancel(self):
        result = super().button_cancel()
        self._clientele_instalments()._sync()
        return result

    def unlink(self):
        parts = self._clientele_instalments()
        result = super().unlink()
        parts._sync()
        return result

    def _invoice_paid_hook(self):
        result = super()._invoice_paid_hook()
        self._clientele_instalments()._sync()
        return result

    def _clientele_instalments(self):
        """:return: instalments (sudo) that these moves bill or give back"""
        moves = self.sudo().filtered(lambda move: move.move_type in ("out_invoice", "out_refund"))  # sudo: kept right
        lines = moves.invoice_line_ids
        return lines.clientele_instalment_id | lines.sale_line_ids._clientele_parts()

    def _clientele_paid(self):
        """What of a posted invoice is paid: its instalments one after the other, the other lines their share.

        :return: {invoice line: money in the company's currency, as Decimal}
        """
        lines = self.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        billed = {line: line._clientele_worth() for line in lines}
        share, unit = self._clientele_paid_share(), units(self.company_currency_id.rounding)
        parts = lines._clientele_pays_parts()
        there = money(share * sum(billed[line] for line in parts), unit)
        paid = dict(zip(parts, fill(there, [billed[line] for line in parts]), strict=True))
        return {line: paid.get(line, money(share * billed[line], unit)) for line in lines}

    def _clientele_paid_share(self):
        """:return: which part of the invoice is settled, as Decimal from 0 to 1"""
        if self.payment_state in PAID_STATES or not self.amount_total:
            return units(1)
        return 1 - units(self.amount_residual) / units(self.amount_total)
