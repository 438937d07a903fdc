import re

from odoo import api, fields, models
from odoo.tools import SQL, ormcache

EXPECTED = re.compile(r"\.\.([\d.]+) rows=(\d+)")


class ClienteleSegment(models.Model):
    """What is guessed about a question, to choose how to ask it; whatever the guess, the answer is the same.

    Each process keeps its guesses for an hour, by a hash of the query.
    """

    _inherit = "clientele.segment"

    @api.model
    def _guess(self, query):
        """:return: the first row of a query, as of some time in this hour"""
        return self._kept_guess(query, hash(repr(query)), f"{fields.Datetime.now():%d %H}")

    @api.model
    @ormcache("key", "hour")
    def _kept_guess(self, query, key, hour):
        return self.env.execute_query(query)[0]

    @api.model
    def _guess_plan(self, query):
        """:return: (cost, number of rows) that PostgreSQL expects of a query"""
        [line] = self._guess(SQL("EXPLAIN %s", query))
        cost, rows = EXPECTED.search(line).groups()
        return float(cost), int(rows)

    @api.model
    def _guess_clients(self):
        """:return: number of all rows of facts"""
        [size] = self._guess(SQL("SELECT reltuples FROM pg_class WHERE oid = 'clientele_client'::regclass"))
        return max(size, 1)
