from decimal import Decimal
from typing import NamedTuple

from odoo import models

from ...tools.deal_amounts import spread
from ...tools.instalments import fill
from ...tools.release import Sold
from .clientele_lot import units

ZERO = Decimal(0)


class Billed(NamedTuple):
    """What posted invoices and credit notes say of an instalment, credit notes below 0."""

    gross: Decimal = ZERO
    deferred: Decimal = ZERO
    account_id: int = 0


class ClienteleInstalment(models.Model):
    """What of an instalment stands on the deferred revenue: whatever its documents put on an account of liabilities.

    So nothing is released of what was never deferred: what was sold before the books began, or paid beside them.
    """

    _inherit = "clientele.instalment"

    def _deferred(self):
        """:return: {instalment: (``tools.release.Sold``, account id or 0)}; those that wait are left out: their money
        is not there, or an order brought it that is not invoiced yet
        """
        ordered = self._billed_by_orders()
        found = {}
        for part in self:
            direct = part.move_line_ids.filtered(lambda line: line.parent_state == "posted")
            refunds = direct.filtered("move_id.clientele_key")
            sales = [ordered.get(part, Billed()), (direct - refunds)._clientele_billed_part()]
            returned = refunds._clientele_billed_part()
            if not part._waits(sum(sale.gross for sale in sales)):
                deferred = sum((sale.deferred for sale in sales), ZERO)
                account_ids = [row.account_id for row in (returned, *sales) if row.account_id]
                sold = Sold(units(part.amount), deferred, -returned.deferred)
                found[part] = (sold, account_ids[-1] if account_ids else 0)
        return found

    def _waits(self, billed):
        """:param billed: what documents ask for, less credit notes made by hand"""
        return self.state == "due" or (self.state == "paid" and billed < self._wanted_of_orders())

    def _billed_by_orders(self):
        """:return: {instalment: Billed} of those that were sold by an order as a whole: filled one after the other"""
        found = {}
        for line in self.subscription_id.sale_line_id:
            posted = line._clientele_posted(("out_invoice", "out_refund"))
            billed = posted.filtered(lambda row: not row.clientele_instalment_id)._clientele_billed_part()
            parts = line._clientele_parts().sorted(lambda part: (part.subscription_id.id, part.number))
            gross = fill(billed.gross, [part._wanted_of_orders() for part in parts])
            shares = spread(billed.deferred, gross, units(line.currency_id.rounding)) if sum(gross) else gross
            for part, *amounts in zip(parts, gross, shares, strict=True):
                found[part] = Billed(*amounts, billed.account_id)
        return found
