from odoo import api, models

from .portal_words import day_words


class LoyaltyCard(models.Model):
    """The points of a client on the page of the wallet (CR9)."""

    _inherit = "loyalty.card"

    @api.model
    def _portal_points(self, partner):
        """:return: list of dicts of the client's cards that the wallet keeps: what is left, what expires next"""
        domain = [("clientele_managed", "=", True), ("partner_id", "=", partner.id), ("program_id.active", "=", True)]
        return [card._portal_card() for card in self.search(domain, order="id") if not card._portal_is_told()]

    def _portal_is_told(self):
        """:return: whether the client's subscriptions on the same page say all that is on the card of a plan"""
        loose = self.clientele_lot_ids.filtered(lambda lot: lot.balance and not lot.subscription_id)
        return bool(self.program_id._clientele_plan()) and not (loose or self.clientele_owed)

    def _portal_card(self):
        """:return: dict of texts; empty ones for what there is not"""
        day, owed = self.clientele_next_expiry, self.clientele_owed
        words = {
            "expiring": self._format_points(self.clientele_next_expiring),
            "day": day and day_words(self.env, day),
            "owed": self._format_points(owed),
        }
        return {
            "name": self.program_id.name,
            "url": f"/my/loyalty_card/{self.id}/history",
            "left": self.points_display,
            "expires": day and self.env._("%(expiring)s until %(day)s", **words),
            "owed": owed and self.env._("%(owed)s of what you earn next settle what is open", **words),
        }
