import uuid
from decimal import Decimal

from odoo import models

from ...tools.deal_amounts import money
from ...tools.ledger import CENT
from .clientele_lot import units


class LoyaltyCard(models.Model):
    """Several cards of one client become one, and points that a card had before come into the ledger."""

    _inherit = "loyalty.card"

    def _clientele_open(self):
        """Take over what the cards had before the wallet kept them: a first lot, or what the client owes."""
        for card in self.with_context(loyalty_no_mail=True):
            points, key = money(units(card.points), CENT), f"loyalty.card:{card.id}:opening"
            if card.clientele_lot_ids or card.clientele_shortfall_ids:
                continue
            reason = self.env._("Opening balance")
            if points > 0:
                card._clientele_issue(key, points, "transfer_in", {"reason": reason})
            elif points < 0:
                card._clientele_owe(key, "adjust", -points, {"reason": reason})
            elif card.points:
                card._clientele_mirror()  # less than a hundredth of a point is none

    def _clientele_join_doubles(self):
        """One card per program and client stays: the oldest."""
        for cards in self.grouped(lambda card: (card.program_id, card.partner_id)).values():
            kept = cards.sorted("id")[0]
            kept._clientele_take_in(cards - kept)

    def _clientele_take_in(self, others):
        """Join other cards into this one: lots, debts, history and orders come here. It keeps its code.

        Points that the wallet does not keep yet come too; those that it keeps follow their lots.
        """
        self.ensure_one()
        if not others:
            return
        points = sum((units(card.points) for card in self | others), Decimal(0))
        merge = self.env["base.partner.merge.automatic.wizard"]
        merge._update_foreign_keys_generic("loyalty.card", others, self)
        self.env.invalidate_all()
        quiet = self.with_context(loyalty_no_mail=True)
        others.with_context(loyalty_no_mail=True).write({"points": 0, "active": False})
        quiet.write({"points": float(points)})
        self._clientele_take_along(self.partner_id)
        if self.clientele_managed:
            (quiet | others)._clientele_mirror()

    def _clientele_take_along(self, partner):
        """Lots and debts belong to the client who has the card."""
        cards = self.sudo()  # sudo: nobody writes the ledger; who gives cards away is checked
        cards.clientele_lot_ids.partner_id = partner
        cards.clientele_shortfall_ids.partner_id = partner

    def _clientele_settle_owed(self):
        """What is owed is settled with what there is, after both have come together."""
        ledger, key = self.env["clientele.ledger"], f"loyalty.card:{self.id}:settle:{uuid.uuid4()}"
        changes = self._clientele_settling([lot._as_purse() for lot in self._clientele_usable()])
        changes.sort(key=lambda change: change.lot.id)
        if changes:
            ledger._post(ledger._prepare(key, key, "use", {}), changes)
