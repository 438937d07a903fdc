import logging
from datetime import time, timedelta

from odoo import api, models
from odoo.tools import SQL

from ..client.batches import commit_batch
from . import flag_sql

_logger = logging.getLogger(__name__)


class ClienteleFlagChange(models.Model):
    """The nightly run: what changed since the last one, day by day, and the win-back tasks that follow.

    A company's ``clientele_flag_run_on`` is the last day whose changes are written. A run moves it first, then writes,
    all in one transaction: one that is killed leaves nothing, and of two at once the later is refused by PostgreSQL,
    begins anew and finds nothing to do.
    """

    _inherit = "clientele.flag.change"

    @api.model
    def _cron_run(self):
        """Write the changes of every client base until today, nights that were missed included."""
        roots = self.env["clientele.client"]._roots()
        for nr, root in enumerate(roots, 1):

            def work(root=root, nr=nr):
                self._run(root)
                return {"processed": 1, "remaining": len(roots) - nr}

            commit_batch(self.env, work)

    @api.model
    def _run(self, root):
        """Write the changes of a client base since its last run; the first one only sets the mark (YC6).

        :return: number of changes
        """
        today = root._clientele_default_branch().with_company(root)._today()
        marked = self._move_mark(root, today)
        if not marked or not marked[0][0]:
            return 0
        mark = marked[0][0]
        self.env.flush_all()
        self.env["clientele.client"]._refresh_touched()
        count = sum(self._write_changes(root, mark + timedelta(days=nr)) for nr in range(1, (today - mark).days + 1))
        tasks = self._open_tasks(root, mark, today) if root.sudo().clientele_win_back else 0  # sudo: a setting
        _logger.info("Flags of %s: %s changes, %s win-back tasks", root.name, count, tasks)
        self.env["clientele.flag.change"].invalidate_model()
        self.env["clientele.task"].invalidate_model()
        return count

    def _move_mark(self, root, today):
        """Set the company's mark to that day.

        :return: [(the mark before,)], empty where there is nothing to do
        """
        root.flush_recordset(["clientele_flag_run_on"])
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE res_company c SET clientele_flag_run_on = %(today)s
                  FROM (SELECT id, clientele_flag_run_on AS mark FROM res_company WHERE id = %(company)s) AS old
                 WHERE c.id = old.id AND (c.clientele_flag_run_on IS NULL OR c.clientele_flag_run_on < %(today)s)
                RETURNING old.mark
                """,
                today=today,
                company=root.id,
            )
        )
        root.invalidate_recordset(["clientele_flag_run_on"])
        return rows

    def _write_changes(self, root, day):
        """:return: number of changes of that day"""
        scope = self.env["clientele.client"]._scope(root)
        before, after = self._morning_sql(root, scope, day - timedelta(days=1)), self._morning_sql(root, scope, day)
        columns = {"company_id": SQL("%s::int", root.id), **self._log_columns()}
        self.env.cr.execute(flag_sql.changes(scope, day, before, after, columns))
        return self.env.cr.rowcount

    def _morning_sql(self, root, scope, day):
        """:return: SQL of everyone's flag in the morning of that day"""
        start = root._clientele_default_branch()._utc_of(day, time())
        clients = self.env["clientele.client"].with_company(root).with_context(clientele_today=day)
        return flag_sql.mornings(scope, day, start, clients._sql_flag)

    def _open_tasks(self, root, since, today):
        """Open the win-back tasks of changes after that day, and note them on the changes.

        :return: number of tasks
        """
        scope = self.env["clientele.client"]._scope(root)
        rows = self.env.execute_query(flag_sql.tasks(scope, since, self._task_columns(root, today)))
        self.env.execute_query(
            SQL(
                """
                UPDATE clientele_flag_change h SET task_id = t.id FROM clientele_task t
                 WHERE t.id = ANY(%s) AND h.partner_id = t.partner_id AND h.company_id = t.company_id AND h.day > %s
                   AND h.flag_from = 'ok' AND h.flag_to = 'losing'
                """,
                [task_id for task_id, __ in rows],
                since,
            )
        )
        return len(rows)

    def _task_columns(self, root, today):
        """:return: {column: SQL} that all win-back tasks have"""
        company = root.sudo()  # sudo: settings
        funnel = company.clientele_win_back_funnel_id or self.env.ref(
            "clientele.clientele_funnel_win_back", raise_if_not_found=False
        )
        funnel = funnel or self.env["clientele.funnel"]
        translated = self.with_context(lang=company.partner_id.lang)
        values = {
            "name": translated.env._("Win back"),
            "user_id": company.clientele_win_back_user_id.id or None,
            "kind": "call",
            "priority": "0",
            "deadline": today + timedelta(days=company.clientele_win_back_days),
            "opened_on": today,
            "funnel_id": funnel.id or None,
            "stage_id": funnel._first_stage().id or None,
            "state": "open",
            "attempts": 0,
            "win_back": True,
            "reached": False,
        }
        return {**{name: SQL("%s", value) for name, value in values.items()}, **self._log_columns()}

    def _log_columns(self):
        uid, now = SQL("%s", self.env.uid), SQL("%s::timestamp", self.env.cr.now())
        return {"create_uid": uid, "create_date": now, "write_uid": uid, "write_date": now}
