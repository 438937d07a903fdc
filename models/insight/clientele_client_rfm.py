from odoo import api, fields, models
from odoo.tools import SQL

from ...tools import rfm
from .clientele_client import TURNOVER

RFM_SEGMENTS = [
    ("champions", "Champions"),
    ("loyal", "Loyal"),
    ("potential", "Potential loyals"),
    ("new", "New"),
    ("at_risk", "At risk"),
    ("cannot_lose", "Cannot lose"),
    ("hibernating", "Hibernating"),
    ("lost", "Lost"),
]
# score → the fact that it ranks
RANKED = {"recency_score": "last_visit", "frequency_score": "deal_count", "money_score": "turnover"}


class ClienteleClient(models.Model):
    """Recency, frequency, money: in which fifth of the base a client lies, 5 being the best; empty without a deal.

    * recency: the day of the last deal
    * frequency: deals of all time, because the deals of a year cannot tell a regular who left from a passer-by
    * money: the turnover of 12 months

    Like what depends on today, scores are not stored but compared with the limits of last night when read.
    """

    _inherit = "clientele.client"

    recency_score = fields.Integer(
        string="Recency",
        compute="_compute_rfm",
        aggregator="avg",
        help="1 to 5 by the day of the last deal; 5 is late.",
    )
    frequency_score = fields.Integer(
        string="Frequency", compute="_compute_rfm", aggregator="avg", help="1 to 5 by the number of deals; 5 is many."
    )
    money_score = fields.Integer(
        string="Money",
        compute="_compute_money_score",
        aggregator="avg",
        groups=TURNOVER,
        help="1 to 5 by the turnover of 12 months; 5 is much.",
    )
    rfm_segment = fields.Selection(
        RFM_SEGMENTS,
        string="RFM segment",
        compute="_compute_rfm",
        help="What recency and frequency together say of the client; empty without a deal.",
    )

    # ---------------------------------------------------------------- for one client

    @api.depends("last_visit", "deal_count")
    def _compute_rfm(self):
        for client in self:
            recency, frequency = client._rfm_score("last_visit"), client._rfm_score("deal_count")
            client.recency_score = recency
            client.frequency_score = frequency
            client.rfm_segment = rfm.segment(recency, frequency) if recency else False

    @api.depends("last_visit", "turnover")
    def _compute_money_score(self):
        for client in self:
            client.money_score = client._rfm_score("turnover")

    def _rfm_score(self, fact):
        """:return: 1 to 5, 0 without a deal or before the first night"""
        limits = self._rfm_limits(fact)
        return rfm.score(self[fact], limits) if self.last_visit and limits else 0

    @api.model
    def _rfm_limits(self, fact):
        """:return: list of the four limits of a fact in the current client base, empty before the first night"""
        root = (self.company_id or self.env.company)._clientele_root().sudo()  # sudo: limits tell nothing of a client
        return root.clientele_rfm_cut_ids.mapped(fact)

    # ---------------------------------------------------------------- in SQL

    def _sql_recency_score(self, column):
        return self._sql_rfm_score(column, "last_visit")

    def _sql_frequency_score(self, column):
        return self._sql_rfm_score(column, "deal_count")

    def _sql_money_score(self, column):
        return self._sql_rfm_score(column, "turnover")

    def _sql_rfm_score(self, column, fact):
        limits = self.env["clientele.client"]._rfm_limits(fact)
        if not limits:
            return SQL("NULL::int")
        cases = SQL(" ").join(
            SQL("WHEN %s <= %s THEN %s", column(fact), limit, score) for score, limit in enumerate(limits, 1)
        )
        return SQL("CASE WHEN %s IS NULL THEN NULL %s ELSE %s END", column("last_visit"), cases, rfm.BEST)

    def _sql_rfm_segment(self, column):
        return SQL(
            "(%s::varchar[])[(%s - 1) * %s + %s]",
            [segment for row in rfm.SEGMENTS for segment in row],
            self._sql_recency_score(column),
            rfm.BEST,
            self._sql_frequency_score(column),
        )
