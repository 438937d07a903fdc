from copy import copy
from functools import cached_property
from math import inf

from odoo.tools import SQL

SAMPLE = 5000  # rows of facts that tell how many clients are left
# Asking the rows of one client costs about as much as reading so many rows of everybody.
PROBE = 20
MOST_HASHED = 100_000  # rows that PostgreSQL surely keeps in memory, to look each client up among them


class Scope:
    """What a condition is compiled for: a client base, a day that is today, and whether it is a day of the past.

    In the query the client's facts row stands as ``f``.

    :param today: the day from which relative periods count
    :param as_of: a past day: what happened later is not seen; None for now
    :param path: ids of the segments that lead here from the outermost on, to refuse circles
    :param terms: SQL that holds for the clients in question
    """

    def __init__(self, env, root, today, as_of=None, path=(), terms=()):
        self.env = env
        self.root = root
        self.today = today
        self.as_of = as_of
        self.path = path
        self.terms = terms
        self.products = {}

    @cached_property
    def authors(self):
        """:return: the users whose rights count where nobody asks, those who wrote the conditions"""
        segment = self.env["clientele.segment"].sudo().browse(self.path[-1:])  # sudo: who wrote it is no secret
        return segment.condition_ids.create_uid or segment.user_id if segment else self.env.user

    def among(self, terms):
        """:return: Scope of the clients for whom the terms hold"""
        scope = copy(self)
        scope.terms = terms
        scope.__dict__.pop("candidates", None)
        return scope

    @cached_property
    def company_ids(self):
        return self.root._clientele_tree().ids

    def products_below(self, category_ids):
        """:return: list of ids of the products of categories and those below them, archived ones too (DF6, FF7)"""
        if category_ids not in self.products:
            products = self.env["product.product"].sudo().with_context(active_test=False)  # sudo: all of them are meant
            self.products[category_ids] = products.search([("categ_id", "child_of", list(category_ids))]).ids
        return self.products[category_ids]

    @cached_property
    def week_start(self):
        """:return: the first day of a week by the company's language, 0 for Monday (DF3)"""
        code = self.root.partner_id.sudo().lang or "en_US"  # sudo: a setting
        lang = self.env["res.lang"].with_context(active_test=False)._get_data(code=code)
        return int(lang.week_start or 1) - 1

    @cached_property
    def history(self):
        """:return: about the days of the base's first and last deal"""
        first, last = self.env["clientele.segment"]._guess(
            SQL(
                """SELECT min(e.first), max(e.last)
                     FROM unnest(%s) AS company(id), LATERAL (
                         SELECT min(day) AS first, max(day) AS last
                           FROM clientele_visit WHERE company_id = company.id AND state = 'done') AS e""",
                self.company_ids,
            )
        )
        return first or self.today, last or self.today

    @cached_property
    def candidates(self):
        """:return: about how many clients the terms leave, by a sample of the facts"""
        if not self.terms:
            return inf
        segments = self.env["clientele.segment"]
        share = min(1, SAMPLE / segments._guess_clients())
        [found] = segments._guess(
            SQL(
                "SELECT count(*) FROM clientele_client f TABLESAMPLE SYSTEM (%s) REPEATABLE (0) WHERE %s",
                share * 100,
                SQL(" AND ").join(self.terms),
            )
        )
        return found / share

    def are_few(self, rows):
        """:return: whether reading the rows of the clients in question is less work than reading those of everyone"""
        return self.candidates * PROBE < self._expected(rows)

    def fit(self, rows):
        """:return: whether PostgreSQL keeps those of everyone in memory, wherever in the query it asks for them"""
        return self._expected(rows) < MOST_HASHED

    def _expected(self, rows):
        """:return: about how many rows there are"""
        query = SQL("SELECT FROM %s WHERE %s", rows.source, rows.chosen)
        return self.env["clientele.segment"]._guess_plan(query)[1]

    def length(self, days):
        """:return: days of the history that lie in a period"""
        first, last = days
        start, end = self.history
        return max((min(last or end, end) - max(first or start, start)).days, 0)

    def days(self, condition):
        """:return: first and last day of the condition's period, cut off at ``as_of``"""
        return condition.period.days(self.today, self.week_start if condition.period.weekly else 0)

    def fact(self, name):
        """:return: SQL of a field of the facts row, stored or one that depends on today"""
        Client = self.env["clientele.client"].with_company(self.root).sudo()  # sudo: kinds say who may use them
        return Client._field_to_sql("f", name)

    def owned(self, alias):
        """:return: SQL that a row belongs to a company of the base"""
        return self.owned_by(SQL.identifier(alias, "company_id"))

    def owned_by(self, company):
        if len(self.company_ids) == 1:  # an equality keeps the order of an index that starts with the company
            return SQL("%s = %s", company, self.company_ids[0])
        return SQL("%s = ANY(%s)", company, self.company_ids)

    def seen(self, day):
        """:return: SQL that a dated row had happened; to add to a WHERE"""
        return SQL("%s <= %s", day, self.as_of) if self.as_of else SQL("TRUE")


class ScopeOfOne(Scope):
    """A scope whose ``terms`` name one client: rows are read for that client alone, without asking how many there are.

    :param base: Scope of the same base and day, whose days of history many share
    :param path: ids of segments, as for a Scope
    """

    def __init__(self, base, path):
        super().__init__(base.env, base.root, base.today, path=path)
        self.base = base

    def among(self, terms):
        return self

    def are_few(self, rows):
        return True

    @property
    def company_ids(self):
        return self.base.company_ids

    @property
    def history(self):
        return self.base.history
