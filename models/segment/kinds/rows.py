"""Kinds that count or sum rows of a client: visits, deals, money, subscriptions, talks …

A row kind says which rows (:class:`Rows`) and what is measured; here is decided how that becomes SQL:

* *together*: ``f.partner_id IN (SELECT … GROUP BY … HAVING …)``, where no rows mean *no*;
* *without*: ``NOT EXISTS`` of that, where no rows mean *yes*. Never ``NOT IN``: PostgreSQL compares each with each;
* *whether* there are any: a plain ``IN`` or ``NOT EXISTS``, of which PostgreSQL makes the join that fits;
* *one by one*: a sub-query for each client, where what else the block asks leaves few of them;
* *by life* (``life.py``): where the first and last deal on the facts row decide for most clients, the rows are read
  only for the others. It serves periods that are wide or end today; short ones are read together.

Conditions of a block that ask about the same rows share one pass over them, see :func:`in_one_pass`.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import reduce

from odoo.tools import SQL

from ....tools.segment_period import EVER_DAYS, hull
from .base import Kind, compare, negated, within

# A pass over several periods may read so many times what they hold.
MOST_WASTE = 1.5
ALL = SQL()  # after an aggregate: of all rows of the pass


@dataclass(frozen=True)
class Rows:
    """Rows of clients before they are counted: ``SELECT … FROM source WHERE …``, grouped by ``partner``.

    Conditions with the same source and ``where`` can be answered in one pass, though they differ in the period and in
    ``apart``, what else narrows the rows. ``client`` is the column of the facts row that ``partner`` names.
    """

    source: SQL
    where: SQL
    partner: SQL
    client: SQL = SQL("f.partner_id")
    day: SQL = SQL("NULL::date")
    days: tuple = EVER_DAYS
    apart: SQL = SQL("TRUE")

    @property
    def chosen(self):
        """:return: SQL of the rows that are meant"""
        terms = [self.where, self.apart]
        if any(self.days):
            terms.append(within(self.day, self.days))
        return SQL(" AND ").join(terms)

    @property
    def key(self):
        """:return: the same for rows that one pass can read"""
        return repr((self.source, self.where))

    def reach(self, other):
        """:return: Rows that hold these and others with the same key"""
        apart = self.apart if self.apart == other.apart else SQL("TRUE")
        return replace(self, days=hull(self.days, other.days), apart=apart)

    def among(self, whole):
        """:return: SQL after an aggregate of all rows of a wider pass, which leaves these"""
        terms = [] if self.days == whole.days else [within(self.day, self.days)]
        terms += [] if self.apart == whole.apart else [self.apart]
        return SQL(" FILTER (WHERE %s)", SQL(" AND ").join(terms)) if terms else SQL()

    def together(self, having):
        """:return: SQL of the clients whose rows meet a condition"""
        return SQL(
            "SELECT %s FROM %s WHERE %s AND %s IS NOT NULL GROUP BY %s HAVING %s",
            self.partner,
            self.source,
            self.chosen,
            self.partner,
            self.partner,
            having,
        )

    def of_client(self, measure):
        """:return: SQL of a measure over the rows of the client ``f``"""
        return SQL(
            "(SELECT %s FROM %s WHERE %s = %s AND %s)", measure, self.source, self.partner, self.client, self.chosen
        )

    def any(self, joined=True):
        """:param joined: whether PostgreSQL may read everyone's rows for it, else it asks for each client
        :return: SQL of a boolean: the client ``f`` has such rows
        """
        if joined:
            found = SQL("SELECT %s FROM %s WHERE %s", self.partner, self.source, self.chosen)
            return SQL("%s IN (%s AND %s IS NOT NULL)", self.client, found, self.partner)
        return SQL("EXISTS (%s OFFSET 0)", self._of_client())

    def none(self, joined=True):
        """:return: SQL of the opposite; NOT IN would compare each with each"""
        return SQL("NOT EXISTS (%s)", self._of_client()) if joined else SQL("NOT %s", self.any(joined=False))

    def _of_client(self):
        return SQL("SELECT FROM %s WHERE %s = %s AND %s", self.source, self.partner, self.client, self.chosen)

    def all_of(self, having, without, scope):
        """:param having: SQL of what the rows of a client have to meet
        :param without: whether a client without rows meets it
        :return: SQL of a boolean on the facts row ``f``, never NULL
        """
        if scope.are_few(self):
            return self.of_client(having)
        if not without:
            return SQL("%s IN (%s)", self.client, self.together(having))
        other = self.together(negated(having))
        return SQL("NOT EXISTS (SELECT FROM (%s) AS r(client) WHERE r.client = %s)", other, self.client)


class RowsKind(Kind):
    """A kind that measures a client's rows, by default their number."""

    cheap = False
    dated = True
    counts = True  # whether the measure is a number of rows
    unique = False  # whether a client has one row at most, which PostgreSQL knows how to join
    model = ""  # of the rows that show why
    row_id = SQL()
    row_day = SQL()

    def rows(self, condition, scope):
        """:return: Rows"""
        raise NotImplementedError

    def measure(self, condition, scope, among=ALL):
        """:param among: SQL after each aggregate, which says what rows of a pass are meant
        :return: SQL of what is compared
        """
        return SQL("count(*)%s", among)

    def decides_without(self, condition):
        """:return: whether a client without such rows meets the condition, before ``negate``"""
        return condition.holds(Decimal(0))

    def having(self, condition, scope, among=ALL):
        """:return: SQL of the comparison, with ``negate``"""
        having = compare(self.measure(condition, scope, among), condition)
        return negated(having) if condition.negate else having

    def without(self, condition):
        """:return: whether a client without such rows meets the condition, with ``negate``"""
        return self.decides_without(condition) != condition.negate

    def asks_whether(self, condition):
        """:return: whether only none or some rows matter, not how many"""
        probes = {condition.holds(Decimal(number)) for number in (1, 2, 3, 10**9)}
        return self.counts and len(probes) == 1 and condition.holds(Decimal(0)) not in probes

    def light(self, condition, scope):
        """PostgreSQL takes NOT EXISTS in an OR for a sub-query of each client, IN for one of all."""
        if self.reads_facts(condition, scope):
            return True
        return not self.without(condition) and scope.fit(self.rows(condition, scope))

    def by_facts(self, condition, scope):
        """:return: SQL of the same, without ``negate``, where the facts row decides for most clients, else None"""
        return None

    def pass_of(self, condition, scope):
        """:return: Rows where the condition may share a pass with others, else None"""
        return None if self.by_facts(condition, scope) else self.rows(condition, scope)

    def term(self, condition, scope):
        decided = self.by_facts(condition, scope)
        if decided:
            return negated(decided) if condition.negate else decided
        rows, without = self.rows(condition, scope), self.without(condition)
        if self.asks_whether(condition):
            joined = self.unique or not scope.are_few(rows)
            return rows.none(joined) if without else rows.any(joined)
        return rows.all_of(self.having(condition, scope), without, scope)

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
                rows.chosen,
                rows.partner,
                partner.id,
            )
        )
        return [(self.model, row[0]) for row in found]


def in_one_pass(counted, scope):
    """:param counted: list of (condition, kind, Rows) with rows of the same key
    :return: list of SQL of booleans on the facts row ``f`` that together say what the conditions ask
    """
    whole = reduce(Rows.reach, (rows for __, __, rows in counted))
    how_many = [condition for condition, kind, __ in counted if not kind.asks_whether(condition)]
    if len(counted) == 1 or not how_many or not worth_it([rows.days for __, __, rows in counted], scope):
        return [kind.term(condition, scope) for condition, kind, __ in counted]
    having = [kind.having(condition, scope, rows.among(whole)) for condition, kind, rows in counted]
    without = all(kind.without(condition) for condition, kind, __ in counted)
    return [whole.all_of(SQL("(%s)", SQL(" AND ").join(having)), without, scope)]


def worth_it(spans, scope):
    """:return: whether a pass over several periods reads little that none of them asks for"""
    return scope.length(reduce(hull, spans)) <= MOST_WASTE * sum(scope.length(days) for days in set(spans))
