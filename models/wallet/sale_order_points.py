from decimal import Decimal

from odoo import models

from .clientele_lot import units


class SaleOrder(models.Model):
    """Orders spend of a managed card what it holds and nobody else is promised, and change it by the ledger only."""

    _inherit = "sale.order"

    def _get_real_points_for_coupon(self, coupon, post_confirm=False):
        """Points that an order brings cannot pay that same order."""
        if not coupon.clientele_managed:
            return super()._get_real_points_for_coupon(coupon, post_confirm)
        points = coupon.sudo()._clientele_free()  # sudo: who writes an order need not read balances
        if self.state not in ("sale", "done"):
            costs = self.order_line.filtered(lambda line: line.coupon_id == coupon).mapped("points_cost")
            points -= sum(map(units, costs), Decimal(0))
        return float(points)

    def _get_point_changes(self):
        """What core adds to cards and takes from them; the ledger does it for managed ones."""
        changes = super()._get_point_changes()
        return {card: change for card, change in changes.items() if not card.clientele_managed}
