from odoo import models


class SaleOrder(models.Model):
    """What was prepaid of an order counts at the money that its units were bought for (DF2, CR5)."""

    _inherit = "sale.order"

    def _clientele_sync_deal(self):
        self.order_line._clientele_settle_credited()
        return super()._clientele_sync_deal()

    def _clientele_is_paid(self):
        """What is wholly prepaid is paid once it is confirmed."""
        return super()._clientele_is_paid() or self._clientele_is_all_prepaid()

    def _clientele_is_all_prepaid(self):
        prepaid = self.order_line.filtered("clientele_prepaid")
        return self.state == "sale" and bool(prepaid) and self.currency_id.is_zero(self.amount_total)

    def _clientele_sums(self):
        sums, rounding = super()._clientele_sums()
        prepaid = self.order_line.filtered("clientele_prepaid")
        totals, rate = prepaid._clientele_totals(), self.currency_rate or 1
        counted = {line: (sums[line][0], totals.get(line, (0, 0))[1] * rate) for line in prepaid if line in sums}
        return {**sums, **counted}, rounding
