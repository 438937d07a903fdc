"""An import whose workers are killed, and that two workers do at once, ends as if nothing had happened."""

import subprocess
import time
from decimal import Decimal

from devtools import databases, settings

from .common import SCRIPTS, LifecycleCase

ROWS, CLIENTS = 1500, 211
SPENT = sum(Decimal(number % 90 + 1) + Decimal("0.25") for number in range(ROWS))
DONE = "SELECT count(*) FROM clientele_visit"
KILLS = 2
MOST_SECONDS = 120


class TestImportKill(LifecycleCase):
    def test_killed_and_shared_work_doubles_and_loses_nothing(self):
        database = self.database(databases.addon_template())
        self.script(database, "import_prepare.py")
        before = 0
        for _kill in range(KILLS):
            worker = self.start_worker(database)
            before = self.wait_for_more(database, before)
            worker.kill()
            worker.wait()
            self.assertLess(before, ROWS, "killed too late to tell")
        workers = [self.start_worker(database), self.start_worker(database)]
        for worker in workers:
            __, errors = worker.communicate(timeout=MOST_SECONDS)
            self.assertEqual(worker.returncode, 0, errors)
        self.check(database)

    def start_worker(self, database: str) -> subprocess.Popen:
        command = databases.script_command(database, SCRIPTS / "import_work.py")
        return subprocess.Popen(
            command, env=settings.odoo_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def wait_for_more(self, database: str, before: int) -> int:
        """Wait until more deals than before are there."""
        until = time.monotonic() + MOST_SECONDS
        while time.monotonic() < until:
            done = databases.execute(DONE, database=database)[0][0]
            if done > before:
                return done
            time.sleep(0.05)
        raise AssertionError("the import does not go on")

    def check(self, database: str) -> None:
        deals = databases.execute(
            "SELECT count(*), count(DISTINCT import_key), sum(amount_total) FROM clientele_visit", database=database
        )
        self.assertEqual(deals, [(ROWS, ROWS, SPENT)])
        lines = databases.execute("SELECT count(*), sum(amount) FROM clientele_visit_line", database=database)
        self.assertEqual(lines, [(ROWS, SPENT)])
        facts = databases.execute(
            "SELECT count(*), sum(deal_count), sum(spent) FROM clientele_client WHERE created_from = 'import'",
            database=database,
        )
        self.assertEqual(facts, [(CLIENTS, ROWS, SPENT)])
        job = databases.execute(
            "SELECT state, new_count, done_count, row_count, refused_count FROM clientele_import", database=database
        )
        self.assertEqual(job, [("done", ROWS, ROWS, ROWS, 0)])
