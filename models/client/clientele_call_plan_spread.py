from odoo import models
from odoo.tools import SQL

from ...tools.deal_out import turns

BATCH = 10000


class ClienteleCallPlan(models.Model):
    """Making the calls of a plan, for any number of clients at once."""

    _inherit = "clientele.call.plan"

    def _spread(self, clients):
        """Make a call for each of the clients, spread evenly over the users of the plan.

        Who is in the plan already stays with whom the call is; so doing it again makes nothing. Archived clients and
        contacts that are no clients of this company are left out; whether inactive or blocked clients are to be called
        is for the caller to say.

        :param clients: res.partner, or SQL that selects ids of partners
        :return: number of calls made
        """
        made, after = 0, 0
        while after is not None:
            count, after = self._spread_batch(clients, after)
            made += count
        return made

    def _spread_batch(self, clients, after=0, limit=BATCH):
        """As ``_spread``, for the next clients only: for jobs that commit between.

        :param after: id of the last client of the batch before
        :return: (number of calls made, id of the last client looked at or None where there are no more)
        """
        self.ensure_one()
        self._flush_spread()
        if isinstance(clients, models.BaseModel):
            clients = SQL("SELECT unnest(%s)", clients.ids)
        [(count, made, last)] = self.env.execute_query(self._spread_sql(clients, after, limit))
        self.env["clientele.task"].invalidate_model()
        self.invalidate_recordset(["task_ids"])
        return made, last if count == limit else None

    def _flush_spread(self):
        for name in ("clientele.task", "clientele.client", "clientele.call.plan", "clientele.task.stage"):
            self.env[name].flush_model()

    def _loads(self):
        """:return: {id of a user: number of calls in this plan}, of those who call for it"""
        groups = self.env["clientele.task"]._read_group([("plan_id", "=", self.id)], ["user_id"], ["__count"])
        loads = dict(groups)
        return {user.id: loads.get(user, 0) for user in self.user_ids.filtered("active")}

    def _spread_sql(self, clients, after, limit):
        """:return: SQL of one row: clients looked at, calls made, the last client's id

        The users are dealt out beforehand, one for each client that is new to the plan.
        """
        return SQL(
            """
            WITH chosen AS (
                SELECT c.partner_id, c.branch_id FROM clientele_client c
                 WHERE c.company_id = %(company)s AND c.active AND c.partner_id > %(after)s
                   AND c.partner_id IN (%(clients)s)
                 ORDER BY c.partner_id LIMIT %(limit)s
            ), fresh AS (
                SELECT partner_id, branch_id, row_number() OVER (ORDER BY partner_id) AS nr FROM chosen
                 WHERE NOT EXISTS (SELECT 1 FROM clientele_task t
                                    WHERE t.plan_id = %(plan)s AND t.partner_id = chosen.partner_id)
            ), made AS (
                INSERT INTO clientele_task (name, partner_id, company_id, branch_id, user_id, kind, priority, deadline,
                                            opened_on, funnel_id, stage_id, plan_id, state, attempts, win_back, reached,
                                            create_uid, create_date, write_uid, write_date)
                SELECT %(name)s, partner_id, %(company)s, branch_id, (%(users)s::int[])[nr], %(kind)s, '0',
                       %(deadline)s, %(today)s, %(funnel)s, %(stage)s, %(plan)s, 'open', 0, FALSE, FALSE,
                       %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM fresh ORDER BY nr
                ON CONFLICT (plan_id, partner_id) WHERE plan_id IS NOT NULL DO NOTHING
                RETURNING 1
            )
            SELECT (SELECT count(*) FROM chosen), (SELECT count(*) FROM made), (SELECT max(partner_id) FROM chosen)
            """,
            company=self.company_id.id,
            after=after,
            clients=clients,
            limit=limit,
            plan=self.id,
            name=self.name,
            users=turns(self._loads(), limit),
            kind=self.kind,
            deadline=self.deadline,
            today=self.env["clientele.branch"]._today(),
            funnel=self.funnel_id.id or None,
            stage=self.funnel_id._first_stage().id or None,
            uid=self.env.uid,
            now=self.env.cr.now(),
        )
