from dataclasses import replace
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from odoo import models

from ...tools.deal_amounts import money
from ...tools.ledger import draw
from .clientele_ledger import Change
from .clientele_lot import Overdrawn, units


class LoyaltyCard(models.Model):
    """What can happen to the points of a managed card. Called as superuser, like the ledger.

    Each operation has a key: done again, it gives back its moves and changes nothing. Points are Decimal with 2
    digits; ``details`` are values of the moves, such as ``sale_order_id``, ``reason`` or ``day``.
    """

    _inherit = "loyalty.card"

    # ---------------------------------------------------------------- reading

    def _clientele_usable(self, day=None):
        """:return: lots that can pay on a day"""
        company = self.program_id.company_id
        domain = self.env["clientele.lot"]._get_usable_domain(
            self.partner_id, company, day or company._clientele_today()
        )
        return self.env["clientele.lot"].search([*domain, ("card_id", "=", self.id)])

    def _clientele_free(self, day=None):
        """:return: points that can be used on a day, as Decimal: usable ones less those that are held"""
        return sum((lot._free() for lot in self._clientele_usable(day)), Decimal(0))

    # ---------------------------------------------------------------- operations

    def _clientele_earn(self, key, points, **details):
        """Give points. What the client owes is settled with them first.

        :return: the moves: the issue, and what settled something owed
        """
        return self._clientele_issue(key, points, "issue", details)

    def _clientele_spend(self, key, points, overdraw=False, **details):
        """Take points for a document, those that expire first, then the oldest (LO10).

        :param overdraw: the document happened already, such as a paid order: what is missing is owed
        :return: the moves, one per lot
        :raises Overdrawn: where there are not enough
        """
        lots = self._clientele_usable(details.get("day"))
        return self._clientele_take(key, "use", points, [lots], "owe" if overdraw else "refuse", details)

    def _clientele_take_back(self, key, points, operations=(), **details):
        """Take back points that were earned: a refund, a cancelled order (LO11).

        First from what these operations gave, then from the other points; what is missing goes by the program's policy.
        Of what they gave, that which has expired is not asked for a second time.

        :param operations: keys of what gave them
        :return: the moves, one per lot
        :raises Overdrawn: where points are gone and the policy refuses that
        """
        given = self.env["clientele.move"].search([("operation", "in", list(operations)), ("quantity", ">", 0)])
        own = given.lot_id.filtered(lambda lot: lot.card_id == self)
        if not self.env["clientele.ledger"]._moves(key):
            self._clientele_revive(key, own, points - sum((lot._free() for lot in own), Decimal(0)))
        others = self._clientele_usable(details.get("day")) - own
        policy = self.program_id.clientele_spent_policy
        return self._clientele_take(key, "take_back", points, [own, others], policy, details)

    def _clientele_adjust(self, key, points, reason, **details):
        """Correct the balance by hand.

        :param points: above 0 to give, below 0 to take
        :raises Overdrawn: where the card does not hold what is to be taken
        """
        details = {**details, "reason": reason}
        if points > 0:
            return self._clientele_issue(key, points, "adjust", details)
        return self._clientele_take(key, "adjust", -points, [self._clientele_usable()], "refuse", details)

    def _clientele_give_back(self, key, operation, points=None, **details):
        """Give back what was used, to the lots it came from; what was owed for it is owed no more (LO11). What is owed
        otherwise is settled with what came back.

        :param operation: the key of what took it
        :param points: None for all that has not come back
        """
        owed = self.clientele_shortfall_ids.filtered(lambda row: row.key == operation)
        dropped = owed._drop(key, points) if owed else Decimal(0)
        left = None if points is None else points - dropped
        if left == 0:
            return self.env["clientele.move"]
        moves = self.env["clientele.ledger"]._give_back(key, operation, left, **details)
        self._clientele_settle_owed()
        return moves

    # ---------------------------------------------------------------- how they are done

    def _clientele_issue(self, key, points, kind, details):
        self.ensure_one()
        ledger, payload = self.env["clientele.ledger"], f"{kind}:card:{points:.2f}"
        done = ledger._replay(key, payload)
        if done or not points:
            return done
        self._clientele_mirror()  # first of all: it tells a card that a merge has just joined with another one
        lot = self._clientele_new_lot(points, details.get("day"))
        changes = [Change(lot, points, units(lot.amount)), *lot._settling_owed(points)]
        return ledger._post(ledger._prepare(key, payload, kind, details), changes)

    def _clientele_take(self, key, kind, points, lots, policy, details):
        """:param lots: [clientele.lot], those that give first come first"""
        self.ensure_one()
        ledger, payload = self.env["clientele.ledger"], f"{kind}:card:{points:.2f}"
        done = ledger._replay(key, payload)
        if done or self.clientele_shortfall_ids.filtered(lambda row: row.key == key):
            return done
        taken = self._clientele_draw(points, lots)
        missing = points - sum(taken.values())
        if missing and policy == "refuse":
            raise Overdrawn(self._clientele_words_of_overdrawn(points))
        changes = [Change(lot, -taken[lot.id]) for lot in self.env["clientele.lot"].browse(sorted(taken))]
        moves = ledger._post(ledger._prepare(key, payload, kind, details), changes)
        if missing:
            self._clientele_owe(key, kind, missing, details, "open" if policy == "owe" else "forgiven")
        return moves

    def _clientele_revive(self, key, lots, points):
        """Bring back expired points of these lots, as many as are to be taken from them for another reason."""
        ledger, reason = self.env["clientele.ledger"], self.env._("Expired before it was taken back")
        expired = lots.move_ids.filtered(lambda move: move.kind == "expire" and move.quantity < 0)
        for move, back in ledger._with_returns(expired.sorted("id")):
            part = min(points, -units(move.quantity) - sum(map(units, back.mapped("quantity"))))
            if part > 0:
                points -= part
                ledger._give_back(f"{key}:{move.operation}", move.operation, part, kind="expire", reason=reason)

    def _clientele_draw(self, points, groups):
        """:return: {lot id: points} that these lots give, as many as there are"""
        taken = {}
        for lots in groups:
            purses = [lot._as_purse() for lot in lots]
            part = min(points, sum((purse.left for purse in purses), Decimal(0)))
            taken |= dict(draw(purses, part))
            points -= part
        return taken

    def _clientele_settling(self, purses):
        """Settle what the client owes, what is oldest first.

        :param purses: what may settle it
        :return: list of Change
        """
        changes = []
        for owed in self.clientele_shortfall_ids.filtered(lambda row: row.state == "open").sorted("id"):
            part = min(owed._open_points(), sum((purse.left for purse in purses), Decimal(0)))
            if not part:
                break
            taken = dict(draw(purses, part))
            purses = [replace(purse, left=purse.left - taken.get(purse.key, 0)) for purse in purses]
            owed._settle(part)
            for lot in self.env["clientele.lot"].browse(sorted(taken)):
                details = {"kind": owed.kind, "shortfall_id": owed.id, "reason": owed.origin or None}
                details["product_id"] = owed.product_id.id or None
                changes.append(Change(lot, -taken[lot.id], details=details))
        return changes

    def _clientele_owe(self, key, kind, points, details, state="open"):
        """Note points that are missing. The card is written first, so that this and an earning see each other."""
        self._clientele_mirror()
        company = self.program_id.company_id
        shortfall = self.env["clientele.shortfall"].create(
            {
                "card_id": self.id,
                "partner_id": self.partner_id.id,
                "company_id": company.id,
                "kind": kind,
                "quantity": float(points),
                "key": key,
                "origin": details.get("reason"),
                "sale_order_id": details.get("sale_order_id"),
                "product_id": details.get("product_id"),
                "visit_id": details.get("visit_id"),
                "day": details.get("day") or company._clientele_today(),
                "state": state,
            }
        )
        if kind == "use":
            shortfall._ask_to_look()
        return shortfall

    def _clientele_new_lot(self, points, day=None):
        """:return: an empty lot for points that are earned on a day; its money is what they bring as a discount"""
        program, company = self.program_id, self.program_id.company_id
        amount = money(points * program._clientele_point_value(), units(company.currency_id.rounding))
        return self.env["clientele.lot"].create(
            {
                "partner_id": self.partner_id.id,
                "company_id": company.id,
                "card_id": self.id,
                "kind": program._clientele_unit_kind(),
                "quantity_issued": float(points),
                "amount": float(amount),
                "expires_on": self._clientele_last_day(day or company._clientele_today()),
            }
        )

    def _clientele_last_day(self, day):
        """:return: the last day of points that are earned on a day, False where they stay"""
        months = self.program_id.clientele_points_months
        return day + relativedelta(months=months) if months else False

    def _clientele_words_of_overdrawn(self, points):
        return self.env._(
            "%(client)s has %(free)s of the %(points)s points that are needed.",
            client=self.partner_id.name,
            free=self._format_points(float(self._clientele_free())),
            points=points,
        )
