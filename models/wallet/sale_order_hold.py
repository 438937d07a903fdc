from collections import defaultdict
from decimal import Decimal

from odoo import models

from .clientele_lot import units

MINUTES = 60  # longer than a page of a payment provider waits


class SaleOrder(models.Model):
    """What a payment under way holds of the wallet."""

    _inherit = "sale.order"

    def _clientele_hold(self, transaction):
        """Hold what is to pay these quotations until the payment ends; another attempt holds it instead.

        :raises UserError: where the wallet does not suffice any more, so that nothing is paid in vain
        """
        Hold = self.env["clientele.hold"]
        for order in self.filtered(lambda order: order.state in ("draft", "sent")):
            order._clientele_holds()._release()
            order._clientele_check_prepaid()
            for lot, quantity in order._clientele_to_hold():
                key = f"payment.transaction:{transaction.id}:{order.id}:{lot.id}"
                Hold._hold(lot, quantity, key, minutes=MINUTES, transaction_id=transaction.id)

    def _clientele_to_hold(self):
        """:return: [(lot, units)] in the order of the lots' ids, the same everywhere"""
        wanted = defaultdict(Decimal)
        for shares in self._clientele_shares().values():
            for share in shares:
                wanted[share.lot] += share.units
        return sorted(wanted.items(), key=lambda item: item[0].id)

    def _clientele_holds(self):
        """:return: open holds of payments of these orders"""
        Hold = self.env["clientele.hold"].sudo()  # sudo: who buys may not read balances
        payments = self.sudo().transaction_ids.ids  # sudo: as above
        return Hold.search([("transaction_id", "in", payments), ("state", "=", "open")]) if payments else Hold

    def _clientele_held(self):
        """:return: {lot id: units that are held for this order}, as Decimal"""
        held = defaultdict(Decimal)
        for hold in self._clientele_holds():
            held[hold.lot_id.id] += units(hold.quantity)
        return held

    def _clientele_end_holds(self):
        """A confirmed order uses what was held for it, a cancelled one lets it go."""
        if self.state == "cancel":
            self._clientele_holds()._release()
        elif self.state == "sale":
            for hold in self._clientele_holds()._in_lock_order():
                hold._end("posted")
