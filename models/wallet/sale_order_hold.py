from collections import defaultdict
from decimal import Decimal

from odoo import models

from .clientele_lot import units

MINUTES = 60  # longer than a page of a payment provider waits


class SaleOrder(models.Model):
    """What a payment under way holds of the wallet."""

    _inherit = "sale.order"

    def _clientele_hold(self, transaction):
        """Hold what is to pay the quotation until the payment ends; another attempt holds it instead.

        :raises UserError: where the wallet does not suffice any more, so that nothing is paid in vain
        """
        self._clientele_open_holds()._release()
        self._clientele_check_prepaid()
        for lot, quantity in self._clientele_to_hold():
            key = f"payment.transaction:{transaction.id}:{self.id}:{lot.id}"
            self.env["clientele.hold"]._hold(lot, quantity, key, minutes=MINUTES, transaction_id=transaction.id)

    def _clientele_to_hold(self):
        """:return: [(lot, units)] in the order of the lots' ids, the same everywhere"""
        wanted = defaultdict(Decimal)
        for shares in self._clientele_shares().values():
            for share in shares:
                wanted[share.lot] += share.units
        return sorted(wanted.items(), key=lambda item: item[0].id)

    def _clientele_holds(self):
        """:return: what is or was promised to payments of these orders, as superuser"""
        return self.sudo().transaction_ids.clientele_hold_ids  # sudo: who buys may not read balances

    def _clientele_open_holds(self):
        """:return: what of plans is promised to payments of these orders now"""
        return self._clientele_holds().filtered(lambda hold: hold.state == "open" and hold.lot_id.plan_id)

    def _clientele_held(self):
        """:return: {lot id: units that are held for this order}, as Decimal"""
        held = defaultdict(Decimal)
        for hold in self._clientele_open_holds():
            held[hold.lot_id.id] += units(hold.quantity)
        return held

    def _clientele_end_holds(self):
        """A confirmed order uses what was held for it, a cancelled one lets it go."""
        if self.state == "cancel":
            self._clientele_open_holds()._release()
        elif self.state == "sale":
            for hold in self._clientele_open_holds()._in_lock_order():
                hold._end("posted")
