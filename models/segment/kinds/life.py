"""Counting deals by what the facts row says of a client's life: number, first and last day (DESIGN 5, "zone map")."""

from odoo.tools import SQL

from .base import compare
from .rows import RowsKind

# A period shorter than this share of the history is read at once for everyone, a wider one client by client.
SHORT_SHARE = 3


class LifeKind(RowsKind):
    """A count that the facts row decides for most clients. ``count`` is its column of all there are."""

    count = ""

    def decided_by_life(self, condition):
        """:return: whether the condition asks about all deals that ``count`` counts"""
        raise NotImplementedError

    def by_life(self, condition, scope):
        """:return: whether that is the better way for this period"""
        if scope.as_of or not self.decided_by_life(condition):
            return False
        first, last = scope.days(condition)
        if not first or not last:
            return True
        if last >= scope.today and self._asks_whether(condition):
            return True
        return (last - first).days * SHORT_SHARE > scope.history_days

    def shared(self, condition, scope):
        return None if self.by_life(condition, scope) else super().shared(condition, scope)

    def sql(self, condition, scope):
        return self._life(condition, scope) if self.by_life(condition, scope) else super().sql(condition, scope)

    def negated(self, condition, scope):
        if self.by_life(condition, scope):
            return SQL("NOT %s", self._life(condition, scope))
        return super().negated(condition, scope)

    def _asks_whether(self, condition):
        """:return: whether only none or some matter, not how many"""
        probes = {condition.holds(number) for number in (1, 2, 3, 10**9)}
        return len(probes) == 1 and condition.holds(0) not in probes

    def _life(self, condition, scope):
        count = SQL("COALESCE(%s, 0)", scope.fact(self.count))
        first, last = scope.days(condition)
        if not first and not last:
            return SQL("(%s)", compare(count, condition))
        outside = [SQL("%s = 0", count)]
        outside += [SQL("f.last_visit < %s", first)] if first else []
        outside += [SQL("f.first_visit > %s", last)] if last else []
        decide = self._some if self._asks_whether(condition) else self._many
        return SQL(
            "(CASE WHEN %s THEN %s %s END)",
            SQL(" OR ").join(outside),
            self.decides_without(condition),
            decide(condition, scope, count),
        )

    def _some(self, condition, scope, count):
        """Who began or ended in the period was there, if all deals are of the kind that counts."""
        first, last = scope.days(condition)
        touches = [SQL("f.last_visit <= %s", last)] if last else [SQL("TRUE")]
        touches += [SQL("f.first_visit >= %s", first)] if first else [SQL("TRUE")]
        rows = self.rows(condition, scope)
        there = SQL("EXISTS (SELECT FROM %s WHERE %s = f.partner_id AND %s)", rows.source, rows.partner, rows.where)
        return SQL(
            "WHEN %s = f.deal_count AND (%s) THEN %s ELSE %s",
            count,
            SQL(" OR ").join(touches),
            not self.decides_without(condition),
            SQL("NOT %s", there) if self.decides_without(condition) else there,
        )

    def _many(self, condition, scope, count):
        """Whose life lies inside the period is counted already."""
        first, last = scope.days(condition)
        inside = [SQL("f.first_visit >= %s", first)] if first else []
        inside += [SQL("f.last_visit <= %s", last)] if last else []
        rows = self.rows(condition, scope)
        return SQL(
            "WHEN %s THEN %s ELSE %s",
            SQL(" AND ").join(inside),
            compare(count, condition),
            compare(rows.of_client(SQL("count(*)")), condition),
        )
