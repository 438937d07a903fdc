from odoo import api, models
from odoo.tools import SQL

from .batches import commit_batch

BATCH = 100


class ClienteleTask(models.Model):
    """Reminding employees of calls and tasks at the moment that was set."""

    _inherit = "clientele.task"

    @api.model
    def _cron_remind(self):
        """Remind of what is due, batch by batch. A task is claimed before anyone is told, so it is told once."""

        def work():
            tasks = self._claim_reminders(BATCH)
            tasks._remind()
            return {"processed": len(tasks), "remaining": int(len(tasks) == BATCH) * BATCH}

        while commit_batch(self.env, work) and self._claimable():
            continue

    @api.model
    def _claimable(self):
        """:return: whether there is a task to remind of now"""
        return bool(self.env.execute_query(SQL("%s LIMIT 1", self._due_sql())))

    @api.model
    def _due_sql(self):
        self.flush_model(["remind_at", "reminded_at", "state"])
        return SQL(
            "SELECT id FROM clientele_task WHERE remind_at <= %s AND reminded_at IS NULL AND state = 'open'",
            self.env["clientele.branch"]._now(),
        )

    @api.model
    def _claim_reminders(self, limit):
        """:return: tasks that are now ours to remind of; those that another worker holds are left to it"""
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE clientele_task SET reminded_at = %s
                 WHERE id = ANY(ARRAY(%s ORDER BY remind_at, id LIMIT %s FOR UPDATE SKIP LOCKED)) RETURNING id
                """,
                self.env["clientele.branch"]._now(),
                self._due_sql(),
                limit,
            )
        )
        tasks = self.browse(sorted(row[0] for row in rows))
        tasks.invalidate_recordset(["reminded_at"])
        return tasks

    def _remind(self):
        """Tell those who have to do it: on their screen, and as Odoo tells them of everything else."""
        for task in self.filtered("user_id"):
            title = self.env._("Reminder: %(task)s", task=task.display_name)
            task.message_notify(
                partner_ids=task.user_id.partner_id.ids,
                subject=title,
                body=task.description or task.display_name,
            )
            task.user_id._bus_send("simple_notification", {"type": "warning", "sticky": True, "message": title})
