from odoo import models
from odoo.tools import SQL

from ...tools.ledger import average_base
from .clientele_lot import units
from .clientele_subscription import ENDED


class ClienteleSubscription(models.Model):
    """What happens to a subscription when something is used of it."""

    _inherit = "clientele.subscription"

    def _is_usable(self, day):
        """:return: whether a visit on that day may be paid from it; until when, its lots say, not the state"""
        return self.state not in ENDED

    def _is_shared_with(self, client):
        """:return: whether the owner lets another client use it, and the plan still allows that"""
        return client in self.guest_ids and self.plan_id.shareable

    def _counts_evenly(self):
        """:return: whether each visit counts the same, whatever its instalment cost (IN4)"""
        return bool(self) and self.plan_id.even_value and self.kind == "visits"

    def _count_use(self, quantity, base=None):
        """Keep count of what is used; the write comes first, so that two uses at once count one after the other.

        :param quantity: units used, negative where they come back
        :param base: what they had counted, where they come back
        :return: what they count for commissions, as Decimal
        """
        used, counted = self._change_count("counted_units", quantity)
        if base is None:
            unit = units(self.currency_id.rounding)
            base = average_base(units(self.price), units(self.units_total), used, counted, unit)
        self._change_count("counted_base", base)
        return base

    def _change_count(self, name, change):
        """:return: (counted_units, counted_base) after the change"""
        self.flush_recordset()
        column = SQL.identifier(name)
        rows = self.env.execute_query(
            SQL(
                "UPDATE clientele_subscription SET %s = COALESCE(%s, 0) + %s WHERE id = %s"
                " RETURNING COALESCE(counted_units, 0), COALESCE(counted_base, 0)",
                column,
                column,
                change,
                self.id,
            )
        )
        self.invalidate_recordset([name], flush=False)
        return tuple(map(units, rows[0]))

    def _follow_balance(self):
        """Used up, or alive again; expired by its days."""
        for subscription in self.sudo().filtered(lambda row: row.state not in ENDED):  # sudo: follows from its use
            state = subscription._state_now()
            if subscription.state != state:
                subscription.state = state

    def _state_now(self):
        """:return: the state that follows from what is left, and from the days"""
        empty = not self.units_left and not self.instalment_ids.filtered(lambda part: part.state == "due")
        if self._is_over() and not (empty and self.state == "used"):
            return "expired"
        return "used" if empty else "active"
