from decimal import Decimal

from odoo import fields, models

from ..wallet.clientele_lot import UNITS, units


class ClientelePointSettlement(models.Model):
    """What a document has put on a card, and taken from it, so far (DESIGN 3).

    It is brought to a target: what is posted is the target minus what this row says, so again posts nothing.
    """

    _name = "clientele.point.settlement"
    _description = "Settled Points"
    _check_company_auto = True

    source = fields.Char(required=True, readonly=True, help="The document, such as sale.order:5.")
    card_id = fields.Many2one("loyalty.card", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    earned = fields.Float(digits=UNITS, readonly=True, default=0)
    spent = fields.Float(digits=UNITS, readonly=True, default=0)
    revision = fields.Integer(readonly=True, default=0)
    former = fields.Json(readonly=True, help="Rows that were joined into this one: [their number, their revision].")

    _source_card = models.UniqueIndex("(source, card_id)")

    def _settle(self, earned, spent, overdraw, details):
        """Bring the card to what the document says now. What was spent comes first: returned points may be taken back.

        :param earned: points that the document gives, and ``spent`` those that it takes, as Decimal
        :param overdraw: whether it may take more than there is, because it is paid already
        :param details: of the moves, such as sale_order_id
        :raises Overdrawn: where the card holds less than is to be spent
        :raises UserError: where earned points were spent and the program refuses to take them back
        """
        more_spent, more_earned = spent - units(self.spent), earned - units(self.earned)
        if not (more_spent or more_earned):
            return
        revision = self.revision + 1
        self.write({"earned": float(earned), "spent": float(spent), "revision": revision})
        self.flush_recordset()  # whoever settles the same document at the same time waits here, and starts anew
        if more_spent > 0:
            self.card_id._clientele_spend(self._key("spend", revision), more_spent, overdraw=overdraw, **details)
        elif more_spent < 0:
            self._give_back(-more_spent, details)
        if more_earned > 0:
            self._earn(more_earned, details)
        elif more_earned < 0:
            key = self._key("take", revision)
            self.card_id._clientele_take_back(key, -more_earned, self._operations("earn"), **details)

    def _join(self):
        """The cards of these rows become one: so do rows of one document."""
        for rows in self.grouped("source").values():
            kept, others = rows[0], rows[1:]
            if others:
                former = [[row.id, row.revision] for row in others] + sum((row.former or [] for row in rows), [])
                sums = {name: float(sum(map(units, rows.mapped(name)))) for name in ("earned", "spent")}
                kept.write({**sums, "former": former})
                others.unlink()

    def _earn(self, points, details):
        """What could not be taken back, owed or let go, is not given again."""
        key = self._key("earn", self.revision)
        for owed in self._owed("take"):
            points -= owed._drop(key, points)
        if points > 0:
            self.card_id._clientele_earn(key, points, **details)

    def _given_lots(self):
        """:return: lots of the points that the document gave"""
        domain = [("operation", "in", self._operations("earn")), ("quantity", ">", 0)]
        return self.env["clientele.move"].search(domain).lot_id

    def _owed(self, kind):
        """:return: what the document's operations of that kind left missing, owed or let go"""
        keys = set(self._operations(kind))
        return self.card_id.clientele_shortfall_ids.filtered(lambda row: row.key in keys and row._open_points())

    def _key(self, kind, revision):
        return f"{self.source}:{self.id}:{kind}:{revision}"

    def _operations(self, kind):
        """:return: keys of the operations of that kind so far, the latest first"""
        rows = [(self.id, self.revision), *(self.former or [])]
        return [f"{self.source}:{row}:{kind}:{revision}" for row, last in rows for revision in range(last, 0, -1)]

    def _give_back(self, points, details):
        """Spent points come back, to the lots they came from (LO11)."""
        for operation in self._operations("spend"):
            part = min(self._returnable(operation), points)
            if part > 0:
                key = f"{self._key('back', self.revision)}:{operation}"
                self.card_id._clientele_give_back(key, operation, part, **details)
                points -= part
        if points > 0:
            self.card_id._clientele_earn(self._key("back", self.revision), points, **details)

    def _returnable(self, operation):
        """:return: points that an operation took or left owed, and that have not come back, as Decimal"""
        Ledger = self.env["clientele.ledger"]
        rows = Ledger._with_returns(Ledger._taken_by(operation))
        taken = -sum(
            (units(move.quantity) + sum(map(units, back.mapped("quantity"))) for move, back in rows), Decimal(0)
        )
        owed = self.card_id.clientele_shortfall_ids.filtered(lambda row: row.key == operation)
        return taken + sum((row._open_points() for row in owed), Decimal(0))
