from odoo import api, fields, models
from odoo.tools import SQL

from ...tools import rfm
from .clientele_client import TURNOVER


class ClienteleRfmCut(models.Model):
    """Where the fifths of a client base end: who has at most this much scores at most this.

    Four rows per root company, rewritten every night from the active clients with a deal. Scores are compared with
    them when somebody reads, so no client's row is rewritten when the limits move.
    """

    _name = "clientele.rfm.cut"
    _description = "Limit of RFM Scores"
    _order = "company_id, score"
    _rec_name = "score"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one("res.currency", related="company_id.currency_id")
    score = fields.Integer(required=True, aggregator=None)
    last_visit = fields.Date(
        string="Last deal until", help="Recency: whose last deal is not later scores at most this."
    )
    deal_count = fields.Integer(
        string="Deals up to", aggregator=None, help="Frequency: who has had no more deals scores at most this."
    )
    turnover = fields.Monetary(
        string="Turnover of 12 months up to",
        aggregator=None,
        groups=TURNOVER,
        help="Money: who spent no more in the last 12 months scores at most this.",
    )

    _company_score = models.UniqueIndex("(company_id, score)")

    @api.model
    def _rebuild(self, company):
        """Cut one root company's base into fifths anew; rows that stay right stay untouched."""
        self.env.execute_query(
            SQL(
                """
                WITH base AS (
                    SELECT percentile_disc(%(shares)s::float[]) WITHIN GROUP (ORDER BY last_visit) AS last_visit,
                           percentile_disc(%(shares)s::float[]) WITHIN GROUP (ORDER BY deal_count) AS deal_count,
                           percentile_disc(%(shares)s::float[]) WITHIN GROUP (ORDER BY turnover) AS turnover
                      FROM clientele_client
                     WHERE company_id = %(company)s AND active AND last_visit IS NOT NULL
                ), fresh AS (
                    SELECT score, last_visit[score], deal_count[score], turnover[score]
                      FROM base, generate_series(1, %(limits)s) AS score
                     WHERE last_visit IS NOT NULL
                ), gone AS (
                    DELETE FROM clientele_rfm_cut
                     WHERE company_id = %(company)s AND NOT EXISTS (SELECT FROM fresh)
                )
                INSERT INTO clientele_rfm_cut AS w (company_id, score, last_visit, deal_count, turnover)
                SELECT %(company)s, fresh.* FROM fresh
                    ON CONFLICT (company_id, score) DO UPDATE
                   SET last_visit = EXCLUDED.last_visit, deal_count = EXCLUDED.deal_count, turnover = EXCLUDED.turnover
                 WHERE (w.last_visit, w.deal_count, w.turnover)
                       IS DISTINCT FROM (EXCLUDED.last_visit, EXCLUDED.deal_count, EXCLUDED.turnover)
             RETURNING w.id
                """,
                shares=list(rfm.SHARES),
                limits=len(rfm.SHARES),
                company=company.id,
            )
        )
        self.invalidate_model()
        company.invalidate_recordset(["clientele_rfm_cut_ids"])
