from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def write(self, vals):
        if "partner_id" not in vals:
            return super().write(vals)
        before = {order: order._clientele_standing_discount() for order in self}
        result = super().write(vals)
        for order, discount in before.items():
            order._clientele_change_discount(discount)
        return result

    def _clientele_change_discount(self, old):
        """The order has another client: lines that took the old one's standing discount take the new one's (YC1)."""
        new = self._clientele_standing_discount()
        if new != old and self.state in ("draft", "sent"):
            taken = self.order_line.filtered(lambda line: line.discount == old and line._clientele_takes_discount())
            taken.discount = new

    def _clientele_standing_discount(self):
        """:return: percent that applies itself to lines of this order"""
        return self.partner_id._clientele_standing_discount(self.company_id)
