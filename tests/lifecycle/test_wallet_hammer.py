"""Eight processes on three wallets: nothing is overdrawn, nothing lost, nothing done twice (issue 4)."""

import json
from collections import defaultdict

from .wallet import WalletLifecycleCase

PROCESSES, ROUNDS, MOST_SECONDS = 8, 25, 240
# What each kind of operation leaves under its key, once.
LEAVES = {
    "spend": "SELECT DISTINCT operation FROM clientele_move WHERE kind = 'use'",
    "back": "SELECT DISTINCT operation FROM clientele_move WHERE kind = 'return'",
    "expire": "SELECT operation FROM clientele_move WHERE kind = 'expire'",
    "refund": "SELECT key FROM clientele_receipt WHERE amount < 0",
    "earn": "SELECT key FROM clientele_receipt WHERE key LIKE 'hammer%' AND amount = 7.77",
    "merge": "SELECT key FROM clientele_receipt WHERE key LIKE 'hammer%' AND amount = 5",
}


class TestWalletHammer(WalletLifecycleCase):
    def test_hammer(self):
        done = self.hammer()
        self.assertEqual(sum(map(len, done.values())), PROCESSES * ROUNDS)
        for kind, query in LEAVES.items():
            with self.subTest(kind=kind):
                self.assertTrue(done[kind], "it was done")
                self.assertEqual(sorted(key for (key,) in self.rows(query)), sorted(done[kind]))
        self.check()
        self.assertEqual(self.rows("SELECT count(*) FROM res_partner WHERE name = 'Twin'"), [(0,)])
        owners = "SELECT DISTINCT partner_id FROM clientele_lot ORDER BY 1"
        self.assertEqual([owner for (owner,) in self.rows(owners)], sorted(self.ids["clients"]))

    def hammer(self) -> dict[str, list[str]]:
        """:return: the keys of what was done, by kind"""
        numbers = {"PROCESSES": str(PROCESSES), "ROUNDS": str(ROUNDS)}
        script = self.start("wallet_hammer.py", IDS=json.dumps(self.ids), **numbers)
        output, errors = script.communicate(timeout=MOST_SECONDS)
        self.assertEqual(script.returncode, 0, errors)
        done = defaultdict(list)
        for process in json.loads(output.split("DONE")[-1]):
            for kind, keys in process.items():
                done[kind] += keys
        return done
