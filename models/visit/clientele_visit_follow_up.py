from odoo import api, fields, models
from odoo.tools import SQL

from .clientele_visit import OPEN_STATES


class ClienteleVisit(models.Model):
    """What follows for the client from booking, coming and cancelling: awake again (TR1), won back (YC18)."""

    _inherit = "clientele.visit"

    cancelled_at = fields.Datetime(string="Cancelled", readonly=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        visits = super().create([self._with_cancelled_at(vals) for vals in vals_list])
        visits._follow_up()
        return visits

    def write(self, vals):
        result = super().write(self._with_cancelled_at(vals))
        if vals.get("partner_id") or vals.get("state") in ("booked", "done"):
            self._follow_up()
        elif vals.get("state") == "cancelled":
            tasks = self.env["clientele.task"].sudo()  # sudo: whoever cancelled the visit
            tasks.search([("visit_id", "in", self.ids)])._lose()
        return result

    @api.model
    def _with_cancelled_at(self, vals):
        if "state" not in vals:
            return vals
        return {**vals, "cancelled_at": self.env["clientele.branch"]._now() if vals["state"] == "cancelled" else False}

    def _follow_up(self):
        """Wake the clients of these visits and win the tasks about them; one look tells whether there are any."""
        coming = self.filtered(lambda visit: visit.partner_id and visit.state in (*OPEN_STATES, "done"))
        if not coming:
            return
        rows = self.env.execute_query(coming._concerned_sql())
        asleep = {partner_id for task_id, partner_id in rows if not task_id}
        for company, visits in (
            coming.filtered(lambda visit: visit.partner_id.id in asleep).grouped("company_id").items()
        ):
            visits._wake_clients(company)
        tasks = self.env["clientele.task"].sudo()  # sudo: whoever recorded the visit
        tasks.browse(task_id for task_id, __ in rows if task_id)._win(coming)

    def _concerned_sql(self):
        """:return: SQL selecting (task id or NULL, partner id) of tasks without a visit and of inactive clients"""
        self.env["clientele.task"].flush_model(["partner_id", "state", "visit_id"])
        self.env["clientele.client"].flush_model(["partner_id", "inactive"])
        return SQL(
            """
            SELECT id, partner_id FROM clientele_task
             WHERE partner_id = ANY(%(partners)s) AND company_id = ANY(%(roots)s) AND state <> 'cancelled'
               AND visit_id IS NULL
            UNION ALL
            SELECT NULL, partner_id FROM clientele_client WHERE inactive AND partner_id = ANY(%(partners)s)
            """,
            partners=self.partner_id.ids,
            roots=self.company_id._clientele_root().ids,
        )

    def _wake_clients(self, company):
        """A visit from before the client was put to sleep, recorded late, wakes nobody."""
        since = {row.partner_id: row.inactive_since for row in self.partner_id._clientele_rows(company)}
        awake = self.filtered(lambda visit: visit.day >= (since.get(visit.partner_id) or visit.day))
        if awake:
            reason = self.env._("visit or booking of %(day)s", day=min(awake.mapped("day")))
            self.env["clientele.client"]._wake(awake.partner_id, company, reason)
