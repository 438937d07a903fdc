import logging
from dataclasses import dataclass, field
from itertools import chain, islice

import psycopg2
from psycopg2 import errorcodes

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ...tools.import_matching import Clients
from ...tools.import_rows import Refused
from ...tools.import_values import RowKeys
from ...tools.sheet_reader import SheetError
from . import set_wise
from .clientele_import import COUNTED, RUNNING, SETTLED
from .clientele_import_file import SAMPLE_ROWS, headed

_logger = logging.getLogger(__name__)

BATCH = 4000
# Rows of a batch that may fail one by one; with more, something else is wrong and the import stops.
MOST_FAILURES = 20
CONFLICTS = (errorcodes.SERIALIZATION_FAILURE, errorcodes.DEADLOCK_DETECTED, errorcodes.LOCK_NOT_AVAILABLE)


@dataclass
class Row:
    """A row on its way: what it says, what was planned, what becomes of it.

    ``client`` is a partner's id, or a negative number while the client is still to be made; ``planned`` is the
    preview's outcome.
    """

    number: int
    key: str = ""
    data: dict = field(default_factory=dict)
    outcome: str = "new"
    client_outcome: str | None = None
    problem: str | None = None
    client: int | None = None
    choice: str | None = None
    planned: str = ""
    id: int = 0


@dataclass
class Memory:
    """What is known while rows pass: of the whole file in a preview, of one batch in the import itself."""

    clients: Clients = field(default_factory=Clients)
    documents: dict = field(default_factory=dict)
    made: int = 0


class ClienteleImport(models.Model):
    """Checking the rows, and importing them batch by batch."""

    _inherit = "clientele.import"

    # ---------------------------------------------------------------- preview

    def _check(self):
        """Read all rows and note what would become of each; nothing but the rows of this import is written."""
        self.ensure_one()
        self._remember()
        self._delete_rows()
        try:
            with self._open() as sheet:
                __, __, rows = headed(sheet.rows)
                self._stage(rows)
        except SheetError as error:
            self._delete_rows()
            self._fail(error)
            return
        self.write({"state": "ready", "error": False, "position": 0})
        self._count()

    def _stage(self, rows):
        columns = {column.place: column.field for column in self.column_ids if column.field}
        first = list(islice(rows, SAMPLE_ROWS))
        handler = self._handler()
        reader = handler._reader(self._settings(columns, [cells for __, cells in first]))
        keys, memory = RowKeys(self.source), Memory()
        rows = chain(first, rows)
        while batch := list(islice(rows, BATCH)):
            read = [self._read_row(handler, reader, keys, columns, number, cells) for number, cells in batch]
            handler._plan(self, read, memory)
            self._store(read)

    def _read_row(self, handler, reader, keys, columns, number, cells):
        """:return: :class:`Row` of the cells, refused with the reason where they say nothing useful"""
        picked = {name: cells[place] for place, name in columns.items() if place < len(cells)}
        row = Row(number)
        try:
            row.data, problems = reader.row(picked)
            row.problem = " ".join(self._remark(code, value) for code, value in problems) or None
        except Refused as refusal:
            row.outcome, row.problem = "refused", self._remark(refusal.code, refusal.value)
        # Every row counts for the ordinals among equal rows, also one that is refused.
        row.key = handler._key(keys, row.data) or keys.content(cells)
        return row

    def _store(self, rows):
        """Write the rows of a preview."""
        set_wise.insert(
            self.env["clientele.import.row"],
            {"import_id": self.id},
            [
                {
                    "number": row.number,
                    "key": row.key,
                    "data": row.data,
                    "outcome": row.outcome,
                    "client_outcome": row.client_outcome,
                    "problem": row.problem,
                    "client": row.client if (row.client or 0) > 0 else None,
                }
                for row in rows
            ],
        )

    def _delete_rows(self):
        self.env.cr.execute(SQL("DELETE FROM clientele_import_row WHERE import_id = %s", self.id))
        self.env["clientele.import.row"].invalidate_model()

    def _count(self):
        """Note how many rows there are of each outcome."""
        counts = self.env.execute_query(
            SQL(
                """
                SELECT outcome, client_outcome, number <= %s, count(*), count(problem)
                  FROM clientele_import_row WHERE import_id = %s GROUP BY 1, 2, 3
                """,
                self.position,
                self.id,
            )
        )
        vals = {f"{outcome}_count": sum(row[3] for row in counts if row[0] == outcome) for outcome in COUNTED}
        vals["row_count"] = sum(row[3] for row in counts)
        vals["done_count"] = sum(row[3] for row in counts if row[0] in SETTLED or (row[2] and row[0] != "decide"))
        vals["problem_count"] = sum(row[4] for row in counts)
        vals["new_client_count"] = sum(row[3] for row in counts if row[1] == "new")
        self.write(vals)

    # ---------------------------------------------------------------- import

    @api.model
    def _cron_run(self):
        """Go on with every import that is waiting or was interrupted."""
        for job in self.search([("state", "in", RUNNING)], order="id"):
            if not job._as_its_user()._work():
                return

    def _as_its_user(self):
        """:return: the import with the rights and the company of the user who made it"""
        job = self.with_user(self.create_uid).with_company(self.company_id)
        return set_wise.quiet(job.with_context(lang=self.create_uid.lang, clientele_created_from="import"))

    def _work(self):
        """Do what is to do until the end, a stop, or the end of the job's time.

        :return: whether there is time for another import
        """
        try:
            return self._work_on()
        except psycopg2.Error as error:
            self.env.cr.rollback()
            if error.pgcode in CONFLICTS:
                # Another worker has this import, or somebody has just changed it: the next run sees what is left.
                self.env["ir.cron"]._commit_progress(remaining=1)
                return False
            self._give_up(error)
        except Exception as error:
            # Whatever it is: its user is told, and the other imports go on.
            self.env.cr.rollback()
            self._give_up(error)
        return True

    def _work_on(self):
        cron = self.env["ir.cron"]
        if self.state == "checking":
            self._check()
            return cron._commit_progress(processed=1) > 0
        if self.state == "queued" and not self._start():
            return True
        cron._commit_progress(remaining=self.row_count - self.done_count)
        while (processed := self._run_batch()) is not None:
            left = max(self.row_count - self.done_count, 1) if processed else 0
            if not cron._commit_progress(processed=processed, remaining=left):
                return False
            if not processed:
                return True
        cron._commit_progress(remaining=0)
        return True

    def _start(self):
        """:return: whether the import may run now: one of each client base at a time"""
        if self.search_count([("root_id", "=", self.root_id.id), ("state", "=", "running")], limit=1):
            return False
        self.state = "running"
        self.flush_recordset()
        return True

    def _give_up(self, error):
        """Say what stopped the import; it can go on from there."""
        _logger.warning("Import %s stopped", self.id, exc_info=error)
        message = self.env._("Something unexpected stopped the import: %s", error)
        self.invalidate_recordset()
        self.write({"state": "columns" if self.state == "checking" else "ready", "error": message})
        self._after_run()
        self.env["ir.cron"]._commit_progress(remaining=0)

    def _run_batch(self):
        """Import the next rows in one transaction, which the caller commits.

        :return: number of rows, 0 when there are none left, None when the import is not ours to run
        """
        self.env.invalidate_all()
        # The lock comes first: it fixes what this transaction sees (REPEATABLE READ). Whoever runs the same import
        # meanwhile gets nothing, and whoever comes just after its commit gets a conflict from the changed row.
        if not self.env.execute_query(
            SQL(
                "SELECT id FROM clientele_import WHERE id = %s AND state = 'running' FOR NO KEY UPDATE SKIP LOCKED",
                self.id,
            )
        ):
            return None
        rows = self._next_rows()
        if not rows:
            self._finish()
            return 0
        self._write_safely(rows)
        self._mark(rows)
        self._after_batch({row.client for row in rows if row.client and row.outcome not in ("decide", *SETTLED)})
        return len(rows)

    def _next_rows(self):
        """:return: list of :class:`Row` that are to be imported next, with all further lines of their documents"""
        planned = SQL("number > %s AND outcome IN ('new', 'match', 'merge')", self.position)
        if rows := self._rows_where(planned):
            return rows
        # What is decided from now on lies behind the position and is recognised by its outcome.
        last = SQL("SELECT COALESCE(max(number), 0) FROM clientele_import_row WHERE import_id = %s", self.id)
        self._move_on(self.env.execute_query(last)[0][0], 0)
        return self._rows_where(SQL("outcome = 'decide' AND choice IS NOT NULL"))

    def _rows_where(self, condition):
        query = SQL(
            """
            WITH head AS (
                SELECT id, number, key, data, outcome, choice FROM clientele_import_row
                 WHERE import_id = %(job)s AND %(condition)s ORDER BY number LIMIT %(limit)s
            )
            SELECT * FROM head
             UNION ALL
            SELECT id, number, key, data, outcome, choice FROM clientele_import_row
             WHERE import_id = %(job)s AND outcome = 'line' AND key IN (SELECT key FROM head)
             ORDER BY 2
            """,
            job=self.id,
            condition=condition,
            limit=BATCH,
        )
        return [
            Row(number, key, data, choice=choice, planned=outcome, id=row_id)
            for row_id, number, key, data, outcome, choice in self.env.execute_query(query)
        ]

    def _write_safely(self, rows, failures=0):
        """Plan and write rows; when they fail together, find the one that is to blame and refuse only that.

        :param failures: rows of this batch that failed before
        :return: the same with those of ``rows``
        :raises Exception: when so many fail that it is not the rows
        """
        handler = self._handler()
        try:
            with self.env.cr.savepoint():
                handler._plan(self, rows, Memory())
                handler._write(self, [row for row in rows if row.outcome not in ("decide", *SETTLED)])
        except (psycopg2.Error, UserError, ValidationError, ValueError) as error:
            if getattr(error, "pgcode", None) in CONFLICTS:
                raise
            self.env.invalidate_all(flush=False)
            groups = self._halves(rows)
            if len(groups) == 1:
                if failures >= MOST_FAILURES:
                    raise
                _logger.info("Import %s: row %s refused", self.id, rows[0].number, exc_info=error)
                for row in rows:
                    row.outcome, row.problem, row.client = "refused", str(error).strip().splitlines()[0], None
                return failures + 1
            for part in groups:
                for row in part:
                    row.outcome, row.client = "new", None
                failures = self._write_safely(part, failures)
        return failures

    @staticmethod
    def _halves(rows):
        """:return: the rows in two parts, or in one when they belong to one document"""
        keys = list(dict.fromkeys(row.key for row in rows))
        first = set(keys[: (len(keys) + 1) // 2])
        parts = [row for row in rows if row.key in first], [row for row in rows if row.key not in first]
        return [part for part in parts if part]

    def _mark(self, rows):
        """Note how far the import is, and on the rows where something else came of them than the preview said."""
        changed = []
        for row in rows:
            # What joined a row of an earlier batch joins a client that is there by now: the preview's word stays.
            if row.planned in ("merge", "line") and row.outcome in ("match", "new"):
                row.outcome = row.planned
            if row.outcome != row.planned:
                client = row.client if row.outcome == "match" else None
                changed.append(
                    {
                        "id": row.id,
                        "outcome": row.outcome,
                        "client_outcome": row.client_outcome,
                        "client": client,
                        "problem": row.problem,
                    }
                )
        set_wise.update(self.env["clientele.import.row"], changed)
        heads = [row.number for row in rows if row.planned not in ("line", "decide")]
        done = sum(row.outcome != "decide" for row in rows)
        self._move_on(max(heads, default=0), done)
        self.env["clientele.import.row"].invalidate_model()

    def _move_on(self, position, done):
        """Note that the rows up to ``position`` are imported, ``done`` more than before."""
        self.env.cr.execute(
            SQL(
                """UPDATE clientele_import SET position = GREATEST(position, %s), done_count = done_count + %s
                    WHERE id = %s""",
                position,
                done,
                self.id,
            )
        )
        self.invalidate_recordset(["position", "done_count"])

    def _after_batch(self, partner_ids):
        """Called in the transaction that imported something of these clients; a hook for what follows from it."""

    def _after_run(self):
        """Called when an import ends, is stopped or gives up; a hook for what follows from all its rows."""

    def _finish(self):
        """The last row is done."""
        self._after_run()
        self._count()
        self.write({"state": "done", "finished_at": fields.Datetime.now(), "error": False})
        self._message_log(
            body=self.env._(
                "%(done)s of %(all)s rows imported, %(clients)s new clients, %(refused)s refused, "
                "%(decide)s to be decided.",
                done=self.row_count - self.refused_count - self.decide_count - self.same_count,
                all=self.row_count,
                clients=self.new_client_count,
                refused=self.refused_count,
                decide=self.decide_count,
            )
        )
