from odoo import models
from odoo.tools import SQL, format_list

from ..models.visit.clientele_visit import OPEN_STATES

LAST_VISITS = 3


class ClienteleAbsence(models.TransientModel):
    """Before somebody goes on leave: regular clients who have not booked yet, to ask them to come early (YC16)."""

    _inherit = "clientele.absence"

    def action_open_regulars(self):
        """List the clients who usually come to these practitioners and are expected before the absence ends."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_client_action")
        names = format_list(self.env, self.practitioner_ids.mapped("name"))
        return {
            **action,
            "name": self.env._("Usually with %(names)s, not booked", names=names),
            "path": False,
            "domain": [("clientele_listed", "=", True), ("id", "in", self._regulars().ids)],
        }

    def _regulars(self):
        """:return: clients most of whose last visits were with these practitioners, who have no booking, and who are
        expected by the end of the absence, or of whom nobody knows when they come
        """
        ids = [client for (client,) in self.env.execute_query(self._regulars_sql())]
        last_day = self.env["clientele.visit"]._default_branch()._day_of(self.date_to)
        return self.env["res.partner"].search(
            [
                ("id", "in", ids),
                "|",
                ("clientele_expected_visit", "=", False),
                ("clientele_expected_visit", "<=", last_day),
            ]
        )

    def _regulars_sql(self):
        for name in ("clientele.visit", "clientele.visit.line"):
            self.env[name].flush_model()
        return SQL(
            """WITH own AS (
                   SELECT DISTINCT partner_id FROM clientele_visit_line
                    WHERE state = 'done' AND resource_id = ANY(%(people)s) AND company_id = ANY(%(companies)s)
               ), latest AS (
                   SELECT v.id, v.partner_id, row_number() OVER (PARTITION BY v.partner_id ORDER BY v.start DESC) AS nr
                     FROM clientele_visit v JOIN own USING (partner_id)
                    WHERE v.state = 'done' AND v.kind = 'visit' AND v.company_id = ANY(%(companies)s)
               )
               SELECT l.partner_id FROM latest l
                WHERE l.nr <= %(last)s AND NOT EXISTS (
                          SELECT FROM clientele_visit b
                           WHERE b.partner_id = l.partner_id AND b.state IN %(open)s AND b.stop > %(now)s)
                GROUP BY l.partner_id
               HAVING 2 * count(*) FILTER (WHERE EXISTS (
                          SELECT FROM clientele_visit_line s
                           WHERE s.visit_id = l.id AND s.resource_id = ANY(%(people)s))) > count(*)""",
            people=self.practitioner_ids.ids,
            companies=self.env.companies.ids,
            last=LAST_VISITS,
            open=OPEN_STATES,
            now=self.env["clientele.branch"]._now(),
        )
