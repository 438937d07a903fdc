from collections import defaultdict
from decimal import Decimal

from odoo import models

from ...tools.deal_amounts import money, spread
from ...tools.instalments import fill
from .clientele_lot import units


class SaleOrder(models.Model):
    """The money that an order brings for instalments: by invoices, down payments and online."""

    _inherit = "sale.order"

    def _clientele_sync_deal(self):
        result = super()._clientele_sync_deal()
        self.order_line._clientele_parts()._sync()
        return result

    def _clientele_plan_money(self):
        """What was billed and paid for each line. Down payments and online payments pay what is left of the lines.

        Credit notes that name an instalment are left out: they lower that instalment alone.

        :return: {order line: (billed, paid)} in the company's currency, as Decimal
        """
        billed, paid = self._clientele_invoiced_money()
        lines = self._clientele_billable().filtered(lambda line: not line.is_downpayment)
        down = self._clientele_billable() - lines
        loose = sum((paid[line] for line in down), Decimal(0))
        loose += self._clientele_loose_online(sum((paid[line] for line in lines), loose))
        shares = self._clientele_share(loose, lines, paid)
        return {line: (billed[line], paid[line] + shares[line]) for line in lines}

    def _clientele_share(self, loose, lines, paid):
        """Share money that no line brought over the lines, by what is left of them; instalments one after the other.

        :return: {line: money}
        """
        left = {line: max(line._clientele_worth() - paid[line], Decimal(0)) for line in lines}
        weights = left if loose > 0 else {line: paid[line] for line in lines}
        if not sum(weights.values()):
            return defaultdict(Decimal)
        amounts = spread(loose, list(weights.values()), units(self.company_id.currency_id.rounding))
        shares = dict(zip(lines, amounts, strict=True))
        parts = lines.filtered(lambda line: line._clientele_parts()) if loose > 0 else lines.browse()
        there = sum((shares[line] for line in parts), Decimal(0))
        return shares | dict(zip(parts, fill(there, [left[line] for line in parts]), strict=True))

    def _clientele_invoiced_money(self):
        """:return: ({line: billed}, {line: paid}) by posted invoices less credit notes"""
        billed, paid = defaultdict(Decimal), defaultdict(Decimal)
        for line in self._clientele_billable():
            for posted in line._clientele_posted(("out_invoice", "out_refund")):
                refund = posted.move_id.move_type == "out_refund"
                if refund and posted.clientele_instalment_id:
                    continue
                billed[line] += posted._clientele_worth()
                paid[line] += posted._clientele_worth() if refund else posted.move_id._clientele_paid()[posted]
        return billed, paid

    def _clientele_loose_online(self, settled):
        """:param settled: what invoices brought
        :return: what online payments brought beyond that, less what the provider gave back beyond credit notes
        """
        invoiced = sum(line._clientele_posted_sums(("out_invoice",))[1] for line in self._clientele_billable())
        returned = sum(line._clientele_posted_sums(("out_refund",))[1] for line in self._clientele_billable())
        back = max(self._clientele_online_refunded() - returned, 0)
        online, left, back = map(
            self._clientele_company_money,
            (self._clientele_online_paid(), self._clientele_online_left(invoiced), back),
        )
        return max(left, online - settled) - back

    def _clientele_company_money(self, amount):
        """:return: an amount of the order in the company's currency, as Decimal"""
        return money(units(amount) / units(self.currency_rate or 1), units(self.company_id.currency_id.rounding))
