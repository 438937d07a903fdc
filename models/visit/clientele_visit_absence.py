from odoo import api, fields, models
from odoo.tools import SQL

from . import shift_sql
from .clientele_visit import OPEN_STATES

ACTIVITY = "clientele.clientele_activity_type_absence"


class ClienteleVisit(models.Model):
    """Visits that are booked while their practitioner is away (YC16)."""

    _inherit = "clientele.visit"

    during_absence = fields.Boolean(
        string="Practitioner is away",
        compute="_compute_during_absence",
        search="_search_during_absence",
        help="Booked in a leave of the practitioner, or on a holiday.",
    )

    @api.depends("state", "line_ids.resource_id", "line_ids.start", "line_ids.stop")
    def _compute_during_absence(self):
        away = self.search([("id", "in", self.ids), ("during_absence", "=", True)])
        for visit in self:
            visit.during_absence = visit._origin in away

    def _search_during_absence(self, operator, value):
        if operator not in ("in", "not in") or set(value) != {True}:
            return NotImplemented
        found = [self._during_absence_sql(company) for company in self.env.companies]
        ids = [visit for query in found for (visit,) in self.env.execute_query(query)]
        return [("id", operator, ids)]

    @api.model
    def _during_absence_sql(self, company):
        """:return: SQL of the ids of visits to come whose practitioner has a leave, or a holiday, meanwhile"""
        for model in ("clientele.visit.line", "resource.calendar.leaves", "resource.resource"):
            self.env[model].flush_model()
        now = self.env["clientele.branch"]._now()
        people = self.env["resource.resource"].sudo().search([("is_practitioner", "=", True)])  # sudo: of the company
        companies = company.sudo().parent_ids.ids  # sudo: holidays of the companies above count
        return SQL(
            """SELECT DISTINCT l.visit_id FROM clientele_visit_line l
                 JOIN (%(leaves)s) a ON a.resource_id = l.resource_id AND l.start < a.stop AND l.stop > a.start
                WHERE l.company_id = %(company)s AND l.state IN %(open)s AND l.stop > %(now)s""",
            leaves=shift_sql.leaves(people.ids, companies, now, fields.Datetime.add(now, years=5)),
            company=company.id,
            open=OPEN_STATES,
            now=now,
        )

    def _change_as_planned(self, plan):
        """Give services to somebody else, or move the visit, all at once. Nobody pays more because of it.

        :param plan: see ``wizards.absence_board``
        :raises SlotTaken: where somebody is not free any more
        """
        visit = self.with_context(clientele_scheduling=True)
        for line in visit.line_ids.filtered(lambda line: str(line.id) in plan["lines"]):
            line._take_over(plan["lines"][str(line.id)])
        if plan["start"]:
            visit.start = plan["start"]
        self._schedule()

    def _ask_about_absence(self, leave):
        """Ask reception, on the first of these visits, to decide about all of them."""
        first = self.sorted("start")[:1]
        name = leave.resource_id.name
        asked_before = [("summary", "like", name)]
        self.activity_search([ACTIVITY], additional_domain=asked_before).unlink()
        others = self.env._("%(count)s clients are booked while %(name)s is away", count=len(self), name=name)
        one = self.env._("A client is booked while %(name)s is away", name=name)
        first.activity_schedule(
            ACTIVITY,
            date_deadline=first.branch_id._today(),
            summary=others if len(self) > 1 else one,
            user_id=first._who_decides().id,
        )

    def _who_decides(self):
        """:return: who decides about the visit: the user, if that is reception's work, else somebody of its branch"""
        return self.branch_id._who_decides(self.company_id)
