import logging

import psycopg2

from odoo import api, models
from odoo.exceptions import RedirectWarning, UserError
from odoo.tools import SQL

from ..client import set_wise
from ..client.batches import CONFLICTS, commit_batch
from .clientele_action_run import OPEN

_logger = logging.getLogger(__name__)

BATCH = 500


class ClienteleActionRun(models.Model):
    """Working through the clients of a run, batch by batch, each in one transaction.

    A batch holds a lock on its run and changes nothing of it, so that any number of workers may run and somebody who
    stops the run gets in between. A job that was killed loses the batch it was at, whose clients are still waiting.
    """

    _inherit = "clientele.action.run"

    @api.model
    def _cron_work(self):
        """Go on with the runs that are waiting or were interrupted: a batch of each in turn, so that a short one does
        not wait for a long one."""
        advanced = True
        while advanced:
            advanced = False
            for run in self.search([("state", "in", OPEN)], order="id"):
                progress = {}
                if not commit_batch(self.env, lambda run=run, progress=progress: run._as_its_user()._step(progress)):
                    return
                advanced |= progress["count"] is not None

    def _as_its_user(self):
        """:return: the run with the rights, company and language of who started it"""
        user = self.user_id or self.env.ref("base.public_user")
        return self.with_user(user).with_company(self.company_id).with_context(lang=user.lang, tz=user.tz)

    def _step(self, progress):
        """Do a batch, which the caller commits.

        :param progress: dict that gets ``count``, the number of clients dealt with, None where another worker has it
        :return: arguments of ``ir.cron._commit_progress``
        """
        try:
            count = self._work_batch()
        except CONFLICTS:
            raise
        except Exception as error:
            # Whatever it is: its user is told, and the other runs go on.
            self.env.cr.rollback()
            _logger.warning("Action %s failed", self.id, exc_info=error)
            message = str(error) if isinstance(error, UserError) else self.env._("Something unexpected: %s", error)
            self.sudo()._end("failed", message)  # sudo: nobody writes runs but the job
            count = 0
        progress["count"] = count
        return {"processed": count or 0, "remaining": self._waiting() if count else 0}

    def _waiting(self):
        domain = [("run_id", "=", self.id), ("outcome", "=", "queued")]
        return self.env["clientele.action.run.client"].sudo().search_count(domain)  # sudo: the job's own rows

    def _work_now(self):
        """Deal with all clients in this transaction."""
        while self._work_batch():
            pass

    def _work_batch(self):
        """Deal with the next clients.

        :return: their number, 0 when none was left, None when the run is not ours to work on
        """
        self.env.invalidate_all()
        # The lock comes first: it fixes what this transaction sees (REPEATABLE READ).
        locked = self.env.execute_query(
            SQL(
                """SELECT state FROM clientele_action_run WHERE id = %s AND state IN %s
                      FOR NO KEY UPDATE SKIP LOCKED""",
                self.id,
                OPEN,
            )
        )
        if not locked:
            return None
        self._check_right(self.kind)
        if locked[0][0] == "queued":
            self.sudo().state = "running"  # sudo: nobody writes runs but the job
        ids = self._next_ids()
        if ids:
            self._note(ids, *self._apply_safely(ids))
        else:
            self.sudo()._end("done", totals=self._totals())  # sudo: likewise
        return len(ids)

    def _next_ids(self):
        query = SQL(
            """SELECT partner_id FROM clientele_action_run_client
                WHERE run_id = %s AND outcome = 'queued' ORDER BY partner_id LIMIT %s""",
            self.id,
            BATCH,
        )
        return [row[0] for row in self.env.execute_query(query)]

    def _apply_safely(self, ids):
        """Do it with clients; when they fail together, find those who are to blame and leave only them out.

        :return: ({partner id: what was before} of those changed, {partner id: reason} of those refused)
        """
        try:
            with self.env.cr.savepoint():
                return self._apply(self._clients_of(ids)), {}
        except CONFLICTS:
            raise
        except (psycopg2.Error, UserError, RedirectWarning) as error:
            self.env.invalidate_all(flush=False)
            if len(ids) == 1:
                return {}, {ids[0]: str(error.args[0]).strip().splitlines()[0]}
        half = len(ids) // 2
        (changed, refused), (more, others) = self._apply_safely(ids[:half]), self._apply_safely(ids[half:])
        return changed | more, refused | others

    def _clients_of(self, ids):
        """:return: facts rows of the clients that the user sees, also of archived ones"""
        clients = self.env["clientele.client"].with_context(active_test=False)
        return clients.search([("partner_id", "in", ids), ("company_id", "=", self.company_id.id)], order="partner_id")

    def _note(self, ids, changed, refused):
        """Write what came of each client."""
        same = self.env._("Was so already, or was changed since.")
        rows = [
            {
                "partner_id": partner_id,
                "outcome": "done" if partner_id in changed else "failed" if partner_id in refused else "skipped",
                "reason": refused.get(partner_id) or (None if partner_id in changed else same),
                "before": changed.get(partner_id),
            }
            for partner_id in ids
        ]
        self._update_rows(rows)

    def _update_rows(self, rows):
        Row = self.env["clientele.action.run.client"]
        Row.flush_model()
        set_wise.update(Row, [{"id": row_id, **rows[nr]} for nr, row_id in enumerate(self._row_ids(rows))])
        Row.invalidate_model()
        self.invalidate_recordset(["done_count", "changed_count", "skipped_count", "failed_count", "progress"])

    def _row_ids(self, rows):
        found = self.env.execute_query(
            SQL(
                "SELECT partner_id, id FROM clientele_action_run_client WHERE run_id = %s AND partner_id = ANY(%s)",
                self.id,
                [row["partner_id"] for row in rows],
            )
        )
        id_of = dict(found)
        return [id_of[row["partner_id"]] for row in rows]
