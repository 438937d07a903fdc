"""Measuring deals by what the facts row says of a client's life: number or sum, first and last day (DESIGN 5)."""

from odoo.tools import SQL

from ....tools.segment_period import EVER_DAYS
from .base import compare, compare_fact
from .rows import RowsKind

# A period shorter than this share of the history is read at once for everyone, a wider one client by client.
SHORT_SHARE = 3


class LifeKind(RowsKind):
    """A measure that the facts row decides for most clients. ``life`` are its columns: measure, first and last day."""

    life = ()

    def decided_by_life(self, condition):
        """:return: whether the condition asks about all that ``life`` tells of"""
        raise NotImplementedError

    def reads_facts(self, condition, scope):
        return self.by_life(condition, scope) and not any(scope.days(condition))

    def by_facts(self, condition, scope):
        return self._life(condition, scope) if self.by_life(condition, scope) else None

    def by_life(self, condition, scope):
        """:return: whether that is the better way for this period"""
        if scope.as_of or not self.decided_by_life(condition):
            return False
        first, last = scope.days(condition)
        if not first or not last:
            return True
        if last >= scope.today and self.asks_whether(condition):
            return True
        wide = (last - first).days * SHORT_SHARE > scope.length(EVER_DAYS)
        return wide or scope.are_few(self.rows(condition, scope))

    def of_life(self, condition, scope):
        """:return: SQL of the comparison for the whole life"""
        return compare_fact(scope.fact(self.life[0]), condition)

    def _life(self, condition, scope):
        __, start, end = map(scope.fact, self.life)
        first, last = scope.days(condition)
        if not first and not last:
            return self.of_life(condition, scope)
        outside = [SQL("%s IS NULL", start)]
        outside += [SQL("%s < %s", end, first)] if first else []
        outside += [SQL("%s > %s", start, last)] if last else []
        decide = self._some if self.asks_whether(condition) else self._many
        return SQL(
            "CASE WHEN %s THEN %s %s END",
            SQL(" OR ").join(outside),
            self.decides_without(condition),
            decide(condition, scope),
        )

    def _some(self, condition, scope):
        """Who began or ended in the period was there."""
        __, start, end = map(scope.fact, self.life)
        first, last = scope.days(condition)
        touches = [SQL("%s <= %s", end, last)] if last else [SQL("TRUE")]
        touches += [SQL("%s >= %s", start, first)] if first else [SQL("TRUE")]
        rows, without = self.rows(condition, scope), self.decides_without(condition)
        return SQL(
            "WHEN %s THEN %s ELSE %s",
            SQL(" OR ").join(touches),
            not without,
            rows.none(joined=False) if without else rows.any(joined=False),
        )

    def _many(self, condition, scope):
        """Whose life lies inside the period is counted already."""
        __, start, end = map(scope.fact, self.life)
        first, last = scope.days(condition)
        inside = [SQL("%s >= %s", start, first)] if first else []
        inside += [SQL("%s <= %s", end, last)] if last else []
        return SQL(
            "WHEN %s THEN %s ELSE %s",
            SQL(" AND ").join(inside),
            self.of_life(condition, scope),
            compare(self.rows(condition, scope).of_client(self.measure(condition, scope)), condition),
        )
