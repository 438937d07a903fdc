from odoo import models

from ..wallet.clientele_lot import units
from .portal_words import day_words, number_words


class ClienteleLot(models.Model):
    """When a client can use what is left. Callers use sudo and pass lots of one subscription of the client."""

    _inherit = "clientele.lot"

    def _portal_opens(self):
        """:return: the first day, False where that has come"""
        return bool(self.opens_on) and self.opens_on > self.env["clientele.branch"]._today() and self.opens_on

    def _portal_expires(self):
        """:return: the last day, False where it is that of the subscription"""
        return self.expires_on != self.subscription_id.end_date and self.expires_on

    def _portal_window_words(self, opens, expires):
        """:return: how much these lots, which have the same days, hold on which days"""
        words = {
            "units": number_words(self.env, sum(map(units, self.mapped("balance")))),
            "first": day_words(self.env, opens),
            "last": day_words(self.env, expires),
        }
        if opens and expires:
            return self.env._("From %(first)s until %(last)s: %(units)s", **words)
        if opens:
            return self.env._("From %(first)s on: %(units)s", **words)
        if self.subscription_id.state == "frozen":
            return self.env._("After the freeze: %(units)s", **words)
        if expires:
            return self.env._("Usable now, until %(last)s: %(units)s", **words)
        return self.env._("Usable now: %(units)s", **words)
