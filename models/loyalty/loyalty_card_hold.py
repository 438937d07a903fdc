from odoo import models

from ..wallet.clientele_lot import Overdrawn


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _clientele_hold(self, key, points, minutes, **details):
        """Promise points to a payment under way (LO2). Called as superuser.

        :param points: Decimal
        :return: the holds, one per lot
        :raises Overdrawn: where there are not so many
        """
        taken = self._clientele_draw(points, [self._clientele_usable()])
        if sum(taken.values()) < points:
            raise Overdrawn(self._clientele_words_of_overdrawn(points))
        holds = self.env["clientele.hold"]
        for lot in self.env["clientele.lot"].browse(sorted(taken)):  # one order everywhere: nobody waits in a circle
            holds += holds._hold(lot, taken[lot.id], f"{key}:{lot.id}", minutes, **details)
        return holds
