import logging
import tempfile
from contextlib import closing
from datetime import timedelta
from functools import partial

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.table_writer import CsvWriter, WorkbookWriter
from .batches import commit_batch
from .export_columns import reader_of

_logger = logging.getLogger(__name__)

CHUNK = 5000
# A job that gave no sign of life for so long was killed; it says one after each chunk.
SILENCE = timedelta(minutes=3)
MOST_ATTEMPTS = 3
WRITERS = {"xlsx": WorkbookWriter, "csv": CsvWriter}


class Stopped(Exception):
    """Somebody stopped the export, or another worker took it over."""


class ClienteleExport(models.Model):
    """The background job: any number of workers take exports one by one, and each writes one file at a time.

    A file is written in one go, from one snapshot of the database; a job that was killed begins anew.
    """

    _inherit = "clientele.export"

    @api.model
    def _cron_run(self):
        """Write the files that are waiting, one after the other, as long as the job may run."""
        while commit_batch(self.env, lambda: {"remaining": self._waiting()}) and (job := self._claim()):
            job._as_its_user()._work()

    def _waiting(self):
        return self.search_count([("state", "=", "queued")])

    def _claim(self):
        """:return: the next export, now ours; empty if none is waiting"""
        now = fields.Datetime.now()  # signs of life are about the machine, whatever day is being looked at
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE clientele_export
                   SET state = 'running', attempts = COALESCE(attempts, 0) + 1, beat_at = %(now)s, done_count = 0
                 WHERE id = (SELECT id FROM clientele_export
                              WHERE state = 'queued' OR (state = 'running' AND beat_at < %(silent)s)
                              ORDER BY id LIMIT 1
                                FOR NO KEY UPDATE SKIP LOCKED)
             RETURNING id
                """,
                now=now,
                silent=now - SILENCE,
            )
        )
        job = self.browse(row[0] for row in rows)
        job.invalidate_recordset()
        return job

    def _as_its_user(self):
        """:return: the export with the rights, company and language of who asked for it"""
        user = self.user_id or self.env.ref("base.public_user")
        return self.with_user(user).with_company(self.company_id).with_context(lang=user.lang, tz=user.tz)

    def _work(self):
        """Write the file of a claimed export; whatever happens, its user is told and the next one can go on."""
        try:
            self.env["ir.cron"]._commit_progress()  # others see whose it is, and the snapshot is a fresh one
            self._check_work()
            with tempfile.TemporaryFile() as file:
                count = self._write_to(file)
                self.env["ir.cron"]._commit_progress()  # what was said meanwhile is not in the snapshot of the clients
                commit_batch(self.env, lambda: self._finish(file, count))
        except Stopped:
            self.env["ir.cron"]._commit_progress(processed=1)  # nothing was written
        except Exception as error:
            self.env.cr.rollback()
            _logger.warning("Export %s failed", self.id, exc_info=error)
            commit_batch(self.env, partial(self._fail, error))

    def _check_work(self):
        """:raises UserError: when the user may not export any more, or the file takes too long"""
        self._check_right()
        self._check_columns()
        if self.sudo().attempts > MOST_ATTEMPTS:  # sudo: the job's own
            raise UserError(
                self.env._(
                    "The server ended the job %(count)s times before the file was complete. Export fewer clients at "
                    "once, or have the limit of time for jobs raised (limit_time_real_cron).",
                    count=MOST_ATTEMPTS,
                )
            )

    # ---------------------------------------------------------------- the file

    def _write_to(self, file):
        """Write all clients to a binary file, chunk by chunk from a cursor of the database.

        :return: number of clients
        :raises Stopped: when the export is not ours any more
        """
        query, zone = self._query(), self.company_id._clientele_default_branch()._zone().zone
        readers = [reader_of(self.env["res.partner"], name, query, zone) for name in self.field_names]
        writer = WRITERS[self.file_format](file, [reader.column for reader in readers], self.env._("Clients"))
        count = 0
        select = query.select(SQL.identifier(query.table, "id"), *(reader.sql for reader in readers))
        with closing(self._chunks(select)) as chunks:
            for rows in chunks:
                ids, *selected = map(list, zip(*rows, strict=True))
                values = [reader.values(ids, column) for reader, column in zip(readers, selected, strict=True)]
                writer.add_rows(zip(*values, strict=True))
                count += len(ids)
                self._beat(count)
        writer.close()
        return count

    def _chunks(self, select):
        """Yield lists of rows: the server keeps what was not fetched yet."""
        self.env.flush_all()
        with self.env.cr._cnx.cursor(name="clientele_export") as cursor:
            cursor.execute(select.code, select.params)
            while rows := cursor.fetchmany(CHUNK):
                yield rows

    def _beat(self, count):
        """Say how far the export is, past the transaction that reads the clients.

        :raises Stopped: when it is not running any more
        """
        with self.env.registry.cursor() as cr:
            cr.execute(
                SQL(
                    "UPDATE clientele_export SET done_count = %s, beat_at = %s WHERE id = %s AND state = 'running'",
                    count,
                    fields.Datetime.now(),
                    self.id,
                )
            )
            if not cr.rowcount:
                raise Stopped

    # ---------------------------------------------------------------- its end

    def _finish(self, file, count):
        """Keep the file and send the link, unless somebody stopped the export in the meantime.

        :return: arguments of ``ir.cron._commit_progress``
        """
        job = self.sudo()  # sudo: nobody writes exports but the job
        job.invalidate_recordset()
        if job.state != "running":
            raise Stopped
        job.done_count = count
        job._end("done")
        job._keep(file)
        job._send_link()
        return {"processed": 1}

    def _fail(self, error):
        """:return: arguments of ``ir.cron._commit_progress``"""
        job = self.sudo()  # sudo: nobody writes exports but the job
        job.invalidate_recordset()
        if job.state == "running":
            known = isinstance(error, UserError)
            job._end("failed", str(error) if known else self.env._("Something unexpected went wrong: %s", error))
        return {"processed": 1}
