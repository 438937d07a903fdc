"""Kinds that count or sum rows of a client: visits, deals, money, subscriptions, talks …

A row kind says which rows (:class:`Rows`) and what is measured; here is decided how that becomes SQL:

* *together*: ``f.partner_id IN (SELECT … GROUP BY … HAVING …)``, where no rows mean *no*. Conditions of one block that
  ask about the same rows share one such query;
* *without*: ``NOT EXISTS`` of that, where no rows mean *yes*. Never ``NOT IN``: PostgreSQL compares each with each;
* *by life*: where the first and last deal on the facts row decide for most clients, the rows are read only for the
  others. It serves periods that are wide or end today; short ones are read together.
"""

from dataclasses import dataclass
from decimal import Decimal

from odoo.tools import SQL

from .base import Kind, compare


@dataclass(frozen=True)
class Rows:
    """Rows of clients before they are counted: ``SELECT … FROM source WHERE where``, grouped by ``partner``."""

    source: SQL
    where: SQL
    partner: SQL

    def together(self, having):
        """:return: SQL of the clients whose rows meet a condition"""
        return SQL(
            "SELECT %s FROM %s WHERE %s AND %s IS NOT NULL GROUP BY %s HAVING %s",
            self.partner,
            self.source,
            self.where,
            self.partner,
            self.partner,
            having,
        )

    def of_client(self, measure):
        """:return: SQL of a measure over the rows of the client ``f``"""
        return SQL("(SELECT %s FROM %s WHERE %s = f.partner_id AND %s)", measure, self.source, self.partner, self.where)


class RowsKind(Kind):
    """A kind that measures a client's rows, by default their number."""

    cheap = False
    dated = True
    model = ""  # of the rows that show why
    row_id = SQL()
    row_day = SQL()

    def rows(self, condition, scope):
        """:return: Rows"""
        raise NotImplementedError

    def measure(self, condition, scope):
        return SQL("count(*)")

    def decides_without(self, condition):
        """:return: whether a client without such rows meets the condition"""
        return condition.holds(Decimal(0))

    def having(self, condition, scope):
        return compare(self.measure(condition, scope), condition)

    def shared(self, condition, scope):
        """:return: (Rows, HAVING) where the condition can share a query with others about the same rows, else None"""
        if condition.negate or self.decides_without(condition):
            return None
        return self.rows(condition, scope), self.having(condition, scope)

    def sql(self, condition, scope):
        rows, having = self.rows(condition, scope), self.having(condition, scope)
        if not self.decides_without(condition):
            return SQL("f.partner_id IN (%s)", rows.together(having))
        other = rows.together(SQL("NOT COALESCE(%s, FALSE)", having))
        return SQL("NOT EXISTS (SELECT FROM (%s) AS r(partner_id) WHERE r.partner_id = f.partner_id)", other)

    def negated(self, condition, scope):
        """:return: SQL of the opposite, again without NOT IN"""
        if self.decides_without(condition):
            having = SQL("NOT COALESCE(%s, FALSE)", self.having(condition, scope))
            return SQL("f.partner_id IN (%s)", self.rows(condition, scope).together(having))
        rows = self.rows(condition, scope).together(self.having(condition, scope))
        return SQL("NOT EXISTS (SELECT FROM (%s) AS r(partner_id) WHERE r.partner_id = f.partner_id)", rows)

    def value(self, condition, scope):
        return self.rows(condition, scope).of_client(self.measure(condition, scope))

    def evidence(self, condition, scope, partner):
        rows = self.rows(condition, scope)
        found = scope.env.execute_query(
            SQL(
                "SELECT DISTINCT %s AS id, %s AS day FROM %s WHERE %s AND %s = %s ORDER BY day DESC NULLS LAST, id DESC"
                " LIMIT 5",
                self.row_id,
                self.row_day,
                rows.source,
                rows.where,
                rows.partner,
                partner.id,
            )
        )
        return [(self.model, row[0]) for row in found]
