"""What must hold of the ledger in any database, seen from outside (DESIGN 3)."""

import json
import subprocess

from devtools import databases, settings

from .common import SCRIPTS, LifecycleCase

# Each is a list of what is wrong: B1, B2, the running sums, what is held, what is worth something although it is empty.
FAULTS = {
    "balances": """
        SELECT l.id FROM clientele_lot l LEFT JOIN clientele_move m ON m.lot_id = l.id GROUP BY l.id
        HAVING l.balance <> coalesce(sum(m.quantity), 0) OR l.value <> coalesce(sum(m.amount), 0)""",
    "overdrawn": "SELECT id FROM clientele_lot WHERE balance < 0 OR held < 0 OR held > balance OR value < 0",
    "worth without units": "SELECT id FROM clientele_lot WHERE balance = 0 AND value <> 0",
    "running": """
        SELECT id FROM (
            SELECT id, balance_after, sum(quantity) OVER (PARTITION BY lot_id ORDER BY id) AS running
              FROM clientele_move) moves
         WHERE balance_after <> running""",
    "held": """
        SELECT l.id FROM clientele_lot l LEFT JOIN clientele_hold h ON h.lot_id = l.id AND h.state = 'open'
         GROUP BY l.id HAVING l.held <> coalesce(sum(h.quantity), 0)""",
    "given back more than taken": """
        SELECT t.id FROM clientele_move t JOIN clientele_move b ON b.reverses_id = t.id
         GROUP BY t.id HAVING sum(b.quantity) > -t.quantity OR sum(b.amount) > -t.amount""",
    "received": """
        SELECT i.id FROM clientele_instalment i LEFT JOIN clientele_receipt r ON r.instalment_id = i.id
         GROUP BY i.id HAVING i.amount_received <> coalesce(sum(r.amount), 0)""",
    "paid and not opened once": """
        SELECT i.id FROM clientele_instalment i
         WHERE (i.state = 'paid') <> ((SELECT count(*) FROM clientele_lot l WHERE l.instalment_id = i.id) = 1)""",
}


class WalletLifecycleCase(LifecycleCase):
    def setUp(self):
        super().setUp()
        self.db = self.database(databases.addon_template())
        command = databases.script_command(self.db, SCRIPTS / "wallet_prepare.py")
        result = subprocess.run(command, env=settings.odoo_environment(), capture_output=True, text=True)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        ready = next(line for line in result.stdout.splitlines() if line.startswith("READY"))
        self.ids = json.loads(ready.removeprefix("READY"))

    def start(self, script: str, *arguments: str, **environment: str) -> subprocess.Popen:
        return subprocess.Popen(
            databases.script_command(self.db, SCRIPTS / script, *arguments),
            env={**settings.odoo_environment(), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def rows(self, query: str) -> list[tuple]:
        return databases.execute(query, database=self.db)

    def check(self) -> None:
        for name, query in FAULTS.items():
            with self.subTest(fault=name):
                self.assertEqual(self.rows(query), [])
