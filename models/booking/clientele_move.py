from odoo import models
from odoo.tools import SQL

from ..wallet.clientele_lot import units
from .portal_words import day_words, number_words


class ClienteleMove(models.Model):
    """What happened to what a client has, in the client's words (CR9). Callers use sudo and pass own movements only."""

    _inherit = "clientele.move"

    def _portal_rows(self):
        """:return: list of dicts of these movements of one subscription: day, words, units and what was left then"""
        left = self._left_after()
        return [
            {
                "day": move.day,
                "date": day_words(self.env, move.day),
                "words": move._portal_words(),
                "gain": move.quantity > 0,
                "units": number_words(self.env, units(move.quantity), signed=True),
                "left": number_words(self.env, left[move.id]),
            }
            for move in self
        ]

    def _left_after(self):
        """:return: {id: what was left of the subscription after the movement, as Decimal}"""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, left_after FROM (
                    SELECT m.id, sum(m.quantity) OVER (PARTITION BY l.subscription_id ORDER BY m.id) AS left_after
                      FROM clientele_move m JOIN clientele_lot l ON l.id = m.lot_id
                     WHERE l.subscription_id IN %s
                ) AS history WHERE id IN %s
                """,
                tuple(self.subscription_id.ids) or (0,),
                tuple(self.ids) or (0,),
            )
        )
        return {move_id: units(left) for move_id, left in rows}

    # ---------------------------------------------------------------- what for

    def _portal_words(self):
        """:return: what the movement is for; reasons that staff wrote stay with staff"""
        if self.visit_line_id:
            return self._portal_visit_words()
        part = self.lot_id.instalment_id
        if self.kind == "issue" and part:
            return self.env._("%(payment)s: paid", payment=part._portal_name())
        if self.kind == "unpaid":
            return self.env._("%(payment)s: taken back", payment=part._portal_name())
        return dict(self._fields["kind"]._description_selection(self.env))[self.kind]

    def _portal_visit_words(self):
        """:return: the service, the day of the visit, and the guest who came instead of the owner"""
        line = self.visit_line_id
        service = line.product_id.with_context(display_default_code=False).display_name
        words = {"service": service, "day": day_words(self.env, line.day), "guest": line.partner_id.name}
        guest = line.partner_id != self.lot_id.partner_id
        if self.kind == "return":
            return self.env._("Given back: %(service)s, visit of %(day)s", **words)
        if guest:
            return self.env._("%(service)s, visit of %(day)s, for %(guest)s", **words)
        return self.env._("%(service)s, visit of %(day)s", **words)
