from decimal import Decimal

from odoo import models

from ..wallet.clientele_lot import units

PAID = ("authorized", "done")
PAYING_MINUTES = 60


class SaleOrder(models.Model):
    """While an order is being paid online, the points that lower its price are promised to it (LO2).

    Nobody else can use them until the payment ends. Once it is paid, the order keeps its price, even where the promise
    has ended meanwhile: what the card lacks then is owed by the client, a paid order is never blocked.
    """

    _inherit = "sale.order"

    def _clientele_hold(self, transaction):
        result = super()._clientele_hold(transaction)
        self._clientele_hold_points(transaction)
        return result

    def _clientele_hold_points(self, transaction):
        """Promise the order's points to a payment that begins; one that the client gave up does not keep them."""
        points = self._clientele_holds().filtered(lambda hold: not hold.lot_id.plan_id)
        points.filtered(lambda hold: hold.transaction_id.state == "draft")._release()
        claimed = self.order_line.filtered("coupon_id.clientele_managed") - self._clientele_reward_lines()
        for card, lines in claimed.grouped("coupon_id").items():
            points = sum((units(line.points_cost) for line in lines), Decimal(0))
            if points > 0:
                key = f"payment.transaction:{transaction.id}:{card.id}"
                card._clientele_hold(key, points, PAYING_MINUTES, transaction_id=transaction.id)

    def _get_real_points_for_coupon(self, coupon, post_confirm=False):
        """What is promised to this order can pay it; a paid one keeps what it was promised."""
        points = super()._get_real_points_for_coupon(coupon, post_confirm)
        if not coupon.clientele_managed or self.state not in ("draft", "sent"):
            return points
        holds = self._clientele_holds().filtered(lambda hold: hold.lot_id.card_id == coupon)
        if not holds:
            return points
        held = sum(holds.filtered(lambda hold: hold.state == "open").mapped("quantity"))
        paid = sum(holds.filtered(lambda hold: hold.transaction_id.state in PAID).mapped("quantity"))
        free = float(coupon.sudo()._clientele_free())  # sudo: as above
        return points + max(held, paid - free)

    def _clientele_begin_points(self):
        """What was promised is spent now."""
        for hold in self._clientele_holds()._in_lock_order():
            hold._end("posted")
        return super()._clientele_begin_points()
