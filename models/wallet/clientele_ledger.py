from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import UserError

from ...tools.ledger import CENT, Used, draw, give_back
from .clientele_lot import Overdrawn, units

# What a movement is for; what comes back is for the same.
DOCUMENTS = ("visit_line_id", "visit_id", "sale_line_id", "sale_order_id", "product_id")


class Change(NamedTuple):
    """One move of an operation: signed units and money, what a use had counted, and what it has of its own."""

    lot: models.Model
    quantity: Decimal
    amount: Decimal | None = None
    base: Decimal | None = None
    details: dict = {}


class ClienteleLedger(models.AbstractModel):
    """What can happen to lots (DESIGN 3). Each operation has a key made of the document that causes it.

    An operation whose key is there already gives back its moves and does nothing; with another content it is an error.
    Rights are checked by the caller, who calls as superuser: nobody may write the ledger.
    """

    _name = "clientele.ledger"
    _description = "Ledger of Balances"

    # ---------------------------------------------------------------- operations

    @api.model
    def _issue(self, key, values, quantity, amount, kind="issue", **details):
        """Make a lot with something in it. What its client owes on the card of its plan is settled with it first.

        :param values: dict of the lot: partner_id, company_id, kind, and what it belongs to
        :param quantity: units, as Decimal
        :param amount: the money that issues it, as Decimal
        :param details: of the move, such as a reason
        :return: the moves: the issue, and what settled something owed
        """
        payload = f"{kind}:{values['kind']}:{quantity:.2f}:{amount:.2f}"
        done = self._replay(key, payload)
        if done:
            return done
        lot = self.env["clientele.lot"].create({**values, "quantity_issued": quantity, "amount": amount})
        changes = [Change(lot, quantity, amount), *lot._settling_owed(quantity)]
        return self._post(self._prepare(key, payload, kind, details), changes)

    @api.model
    def _use(self, key, lots, quantity, kind="use", **details):
        """Take units for a document, wholly or not at all, of the lots that expire first (CR7, CR11).

        :param lots: lots that may pay
        :param kind: of the moves; another one where a balance is corrected
        :param details: of the moves, such as visit_line_id
        :return: the moves, one per lot
        :raises Overdrawn: where the lots do not hold enough
        """
        payload = f"{kind}:{quantity:.2f}"
        done = self._replay(key, payload)
        if done:
            return done
        drawn = draw((lot._as_purse() for lot in lots), quantity)
        if drawn is None:
            raise Overdrawn(self.env._("There is not enough left to pay this."))
        taken = dict(drawn)
        changes = [Change(lot, -taken[lot.id]) for lot in lots.browse(sorted(taken))]
        return self._post(self._prepare(key, payload, kind, details), changes)

    @api.model
    def _withdraw(self, key, lot, quantity, kind, amount=None, **details):
        """Take units out of one lot that nobody used: they expire, are refunded, corrected or handed over.

        :param amount: the money that goes out with them, as Decimal; None for their share
        :raises Overdrawn: where the lot holds less
        """
        payload = f"{kind}:{lot.id}:{quantity:.2f}:{'' if amount is None else f'{amount:.2f}'}"
        done = self._replay(key, payload)
        if done:
            return done
        change = Change(lot, -quantity, None if amount is None else -amount)
        return self._post(self._prepare(key, payload, kind, details), [change])

    @api.model
    def _give_back(self, key, operation, quantity=None, kind="return", **details):
        """Give back what an operation took, to the lots that it came from (LO11).

        :param operation: the key of the operation
        :param quantity: units, None for all that has not come back
        :param kind: of the moves; what had expired comes back as the same kind, so that its sum is what expired
        :return: the moves
        :raises UserError: where more is to come back than was used
        """
        payload = f"return:{operation}:{'all' if quantity is None else f'{quantity:.2f}'}"
        done = self._replay(key, payload)
        if done:
            return done
        taken = self._taken_by(operation).sorted(lambda move: move.lot_id.id)
        parts = taken.lot_id.instalment_id
        used = [self._as_used(move, back) for move, back in self._with_returns(taken)]
        if quantity is None:
            quantity = sum(move.quantity - move.quantity_back for move in used)
        try:
            shares = give_back(used, quantity, units(taken.currency_id.rounding), self._step(taken))
        except ValueError as error:
            raise UserError(self.env._("More cannot be given back than was used.")) from error
        changes = []
        for move, (__, back, amount, base) in zip(taken.browse(row[0] for row in shares), shares, strict=True):
            links = {name: move[name].id or None for name in DOCUMENTS}
            changes.append(Change(move.lot_id, back, amount, -base, {"reverses_id": move.id, **links}))
        moves = self._post(self._prepare(key, payload, kind, details), changes)
        parts._reclaim()
        return moves

    # ---------------------------------------------------------------- how they are done

    @api.model
    def _post(self, values, changes):
        """Post the moves of one operation, then let the subscriptions follow.

        :param changes: list of Change in the order of the lots' ids, the same everywhere: nobody waits in a circle
        :return: the moves
        """
        moves, lots = self.env["clientele.move"], self.env["clientele.lot"]
        for nr, change in enumerate(changes):
            own = {**values, "key": f"{values['operation']}:{nr}", **change.details}
            lot = change.lot.with_env(self.env)  # who does it is noted
            moves |= lot._post(change.quantity, own, change.amount, change.base)
            lots |= lot
        lots.subscription_id._follow_balance()
        lots._put_on_cards()
        lots.card_id._clientele_follow_lots(values, changes)
        return moves

    @api.model
    def _prepare(self, key, payload, kind, details):
        """:return: values that the moves of an operation share"""
        return {
            "operation": key,
            "payload": payload,
            "kind": kind,
            "day": self.env["clientele.branch"]._today(),
            **details,
        }

    @api.model
    def _moves(self, operation):
        return self.env["clientele.move"].search([("operation", "=", operation)], order="id")

    @api.model
    def _taken_by(self, operation):
        """:return: the moves that took something for an operation, also later: to settle what it left owed"""
        moves = self._moves(operation)
        if moves:
            owed = moves.lot_id.card_id.clientele_shortfall_ids.filtered(lambda row: row.key == operation)
        else:
            owed = self.env["clientele.shortfall"].search([("key", "=", operation)])
        return moves | self.env["clientele.move"].search([("shortfall_id", "in", owed.ids)])

    @api.model
    def _replay(self, key, payload):
        """:return: the moves of an operation that was done before
        :raises UserError: where something else was done under its key
        """
        moves = self._moves(key)
        if moves and moves[0].payload != payload:
            raise UserError(
                self.env._("“%(key)s” was booked before with another content. Reload the page and try again.", key=key)
            )
        return moves

    @api.model
    def _with_returns(self, moves):
        """:return: [(move, moves that gave back some of it)]"""
        returned = defaultdict(self.env["clientele.move"].browse)
        for back in self.env["clientele.move"].search([("reverses_id", "in", moves.ids)]):
            returned[back.reverses_id] |= back
        return [(move, returned[move]) for move in moves]

    @api.model
    def _step(self, moves):
        """:return: what is not divided when moves are given back: a visit, unless halves of one were used"""
        visits = set(moves.mapped("unit_kind")) == {"visits"} and not any(move.quantity % 1 for move in moves)
        return Decimal(1) if visits else CENT

    @api.model
    def _as_used(self, move, back):
        return Used(
            key=move.id,
            quantity=-units(move.quantity),
            amount=-units(move.amount),
            base=units(move.base_amount),
            quantity_back=sum(map(units, back.mapped("quantity"))),
            amount_back=sum(map(units, back.mapped("amount"))),
            base_back=-sum(map(units, back.mapped("base_amount"))),
        )
