"""What a database looks like from outside: its tables, what they hold, what Odoo's registry records of the addon."""

import subprocess
import threading
import time
import unittest
from pathlib import Path

import psycopg2
from devtools import databases, log_check, settings
from psycopg2 import sql

SCRIPTS = Path(__file__).with_name("scripts")

SCHEMA = """
    SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable
      FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT 'index ' || indexname FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || conname FROM pg_constraint
    UNION ALL SELECT 'trigger ' || tgname FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'sequence ' || sequencename FROM pg_sequences
    UNION ALL SELECT 'function ' || proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE nspname = 'public'
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') -- of an extension
    UNION ALL SELECT 'model ' || model FROM ir_model
    UNION ALL SELECT 'field ' || model || '.' || name FROM ir_model_fields
    UNION ALL SELECT 'cron ' || cron_name FROM ir_cron
    UNION ALL SELECT 'parameter ' || key FROM ir_config_parameter
    UNION ALL SELECT 'view ' || model || ' ' || name FROM ir_ui_view
    UNION ALL SELECT 'menu ' || id FROM ir_ui_menu
    UNION ALL SELECT 'rule ' || id FROM ir_rule
    UNION ALL SELECT 'external id ' || name FROM ir_model_data WHERE module = 'clientele'
"""


class LifecycleCase(unittest.TestCase):
    maxDiff = None

    def database(self, source: str) -> str:
        """A copy of a template, dropped at the end."""
        return self.enterContext(databases.clone(source))

    def odoo(self, database: str, log: str, *arguments: str) -> None:
        """Run Odoo to its end; its log must be clean."""
        path = databases.run_odoo(database, f"lifecycle-{log}", *arguments)
        self.assertEqual(log_check.problems(path), [], f"see {path}")

    def script(self, database: str, name: str) -> None:
        command = databases.script_command(database, SCRIPTS / name)
        result = subprocess.run(command, env=settings.odoo_environment(), capture_output=True, text=True)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)

    def schema(self, database: str) -> set[str]:
        return {row for (row,) in databases.execute(SCHEMA, database=database)}

    def content(self, database: str, tables: list[str]) -> dict[str, str]:
        """A fingerprint of each table's rows, without who wrote them last and when."""
        query = sql.SQL(
            """SELECT coalesce(md5(string_agg(row, ',' ORDER BY row)), '')
                 FROM (SELECT (to_jsonb(t) - ARRAY['write_date', 'write_uid'])::text AS row FROM {} t) r"""
        )
        return {
            table: databases.execute(query.format(sql.Identifier(table)), database=database)[0][0] for table in tables
        }

    def places(self, database: str, table: str) -> dict[int, str]:
        """Where each row lies: an update moves it."""
        query = sql.SQL("SELECT id, ctid::text FROM {}").format(sql.Identifier(table))
        return dict(databases.execute(query, database=database))


class LockWatch:
    """How long one table could not be written to, looked at from a second connection."""

    BLOCKING = ("ShareLock", "ShareRowExclusiveLock", "ExclusiveLock", "AccessExclusiveLock")
    PAUSE = 0.05

    def __init__(self, database: str, table: str) -> None:
        self.database, self.table, self.seconds = database, table, 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> "LockWatch":
        self._thread.start()
        return self

    def __exit__(self, *_error) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        query = """SELECT 1 FROM pg_locks WHERE relation = %s::regclass AND mode = ANY(%s) AND granted
                      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""
        connection = psycopg2.connect(dbname=self.database)
        connection.autocommit = True
        longest_since = None
        with connection.cursor() as cursor:
            while not self._stop.wait(self.PAUSE):
                cursor.execute(query, (self.table, list(self.BLOCKING)))
                if cursor.fetchone():
                    longest_since = longest_since or time.monotonic()
                    self.seconds = max(self.seconds, time.monotonic() - longest_since)
                else:
                    longest_since = None
        connection.close()
