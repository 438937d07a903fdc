from odoo import fields, models
from odoo.tools import SQL

from ..models.client.clientele_task import KINDS
from ..models.insight.clientele_client import TURNOVER


class ClienteleTaskReport(models.Model):
    """What tasks about clients brought: reached, booked, came, and for how much (YC16, YC18)."""

    _name = "clientele.task.report"
    _description = "Results of Tasks"
    _auto = False
    _order = "opened_on desc, id desc"
    _rec_name = "partner_id"
    _depends = {
        "clientele.task": ["partner_id", "state", "stage_id", "result_id", "user_id", "visit_id", "reached"],
        "clientele.visit": ["state", "amount_total"],
    }

    task_id = fields.Many2one("clientele.task", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Client", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", related="company_id.currency_id")
    branch_id = fields.Many2one("clientele.branch", readonly=True)
    user_id = fields.Many2one("res.users", string="Who", readonly=True)
    funnel_id = fields.Many2one("clientele.funnel", readonly=True)
    stage_id = fields.Many2one("clientele.task.stage", readonly=True)
    plan_id = fields.Many2one("clientele.call.plan", string="Call plan", readonly=True)
    result_id = fields.Many2one("clientele.task.result", readonly=True)
    kind = fields.Selection(KINDS, readonly=True)
    win_back = fields.Boolean(string="Win-back", readonly=True)
    opened_on = fields.Date(string="Opened", readonly=True)
    tasks = fields.Integer(readonly=True)
    closed = fields.Integer(readonly=True)
    reached = fields.Integer(readonly=True, help="Someone talked to the client.")
    booked = fields.Integer(readonly=True, help="The client booked or bought something afterwards.")
    came = fields.Integer(readonly=True, help="The client came, or bought something.")
    value = fields.Monetary(readonly=True, groups=TURNOVER, help="Of the visit or sale that came first.")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT t.id, t.id AS task_id, t.partner_id, t.company_id, t.branch_id, t.user_id, t.funnel_id, t.stage_id,
                   t.plan_id, t.result_id, t.kind, t.win_back, t.opened_on, 1 AS tasks,
                   (t.state = 'done')::int AS closed, (t.reached IS TRUE)::int AS reached,
                   (v.id IS NOT NULL)::int AS booked, (v.state IS NOT DISTINCT FROM 'done')::int AS came,
                   CASE WHEN v.state = 'done' THEN v.amount_total ELSE 0 END AS value
              FROM clientele_task t
              LEFT JOIN clientele_visit v ON v.id = t.visit_id
             WHERE t.partner_id IS NOT NULL AND t.state <> 'cancelled' AND %s
            """,
            self.env["res.users"]._clientele_own_branches_sql(SQL("t.branch_id")),
        )
