from odoo import api, fields, models
from odoo.tools import SQL


class ClienteleRhythm(models.Model):
    """The usual gap of the clients of one service category, for clients without a rhythm of their own (FO4)."""

    _name = "clientele.rhythm"
    _description = "Rhythm of a Service Category"
    _order = "company_id, categ_id"
    _rec_name = "categ_id"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    categ_id = fields.Many2one("product.category", string="Category", required=True, index=True, ondelete="cascade")
    median_gap = fields.Float(string="Usual gap (days)", digits=(8, 1))
    client_count = fields.Integer(string="Clients with a rhythm")

    _company_categ = models.UniqueIndex("(company_id, categ_id)")

    @api.model
    def _rebuild(self, company):
        """Rewrite the medians of one root company from its clients' own rhythms; untouched rows stay untouched.

        :return: list of ids of the categories whose median changed
        """
        rows = self.env.execute_query(
            SQL(
                """
                WITH fresh AS (
                    SELECT main_categ_id AS categ_id, count(*) AS client_count,
                           percentile_cont(0.5) WITHIN GROUP (ORDER BY median_gap)::numeric(8, 1) AS median_gap
                      FROM clientele_client
                     WHERE company_id = %(company)s AND main_categ_id IS NOT NULL AND median_gap IS NOT NULL
                     GROUP BY main_categ_id
                ), gone AS (
                    DELETE FROM clientele_rhythm r
                     WHERE r.company_id = %(company)s
                       AND NOT EXISTS (SELECT FROM fresh WHERE fresh.categ_id = r.categ_id)
                    RETURNING categ_id
                ), written AS (
                    INSERT INTO clientele_rhythm AS r (company_id, categ_id, median_gap, client_count)
                    SELECT %(company)s, categ_id, median_gap, client_count FROM fresh
                    ON CONFLICT (company_id, categ_id) DO UPDATE
                       SET median_gap = EXCLUDED.median_gap, client_count = EXCLUDED.client_count
                     WHERE (r.median_gap, r.client_count)
                           IS DISTINCT FROM (EXCLUDED.median_gap, EXCLUDED.client_count)
                )
                SELECT categ_id FROM gone
                UNION ALL
                SELECT fresh.categ_id FROM fresh
                  LEFT JOIN clientele_rhythm old ON old.company_id = %(company)s AND old.categ_id = fresh.categ_id
                 WHERE old.median_gap IS DISTINCT FROM fresh.median_gap
                """,
                company=company.id,
            )
        )
        self.invalidate_model()
        return [row[0] for row in rows]
