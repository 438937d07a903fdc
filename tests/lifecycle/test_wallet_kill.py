"""A mass payment and the expiry job, killed and then done by two at once, end as if nothing had happened."""

import time
from decimal import Decimal

from .wallet import WalletLifecycleCase

LOTS_OVER, PARTS = 200, 100
PAID = "SELECT count(*) FROM clientele_receipt WHERE key LIKE 'mass:%'"
EXPIRED = "SELECT count(*) FROM clientele_move WHERE kind = 'expire'"
MOST_SECONDS = 120


class TestWalletKill(WalletLifecycleCase):
    def test_killed_and_shared_work_doubles_and_loses_nothing(self):
        for query, whole in ((PAID, PARTS), (EXPIRED, LOTS_OVER)):
            worker = self.start("wallet_work.py")
            done = self.wait_for_some(query)
            worker.kill()
            worker.communicate()
            self.assertLess(done, whole, "killed too late to tell")
            self.check()
        workers = [self.start("wallet_work.py"), self.start("wallet_work.py")]
        for worker in workers:
            __, errors = worker.communicate(timeout=MOST_SECONDS)
            self.assertEqual(worker.returncode, 0, errors)
        self.check()
        self.assertEqual(self.rows(PAID), [(PARTS,)])
        paid = "SELECT state, count(*), sum(amount_received) FROM clientele_instalment WHERE amount = 10 GROUP BY 1"
        self.assertEqual(self.rows(paid), [("paid", PARTS, 10 * PARTS)])
        expired = "SELECT count(*), sum(quantity), sum(amount) FROM clientele_move WHERE kind = 'expire'"
        self.assertEqual(self.rows(expired), [(LOTS_OVER, -5 * LOTS_OVER, Decimal("-0.07") * LOTS_OVER)])
        self.assertEqual(self.rows("SELECT sum(balance) FROM clientele_lot WHERE kind = 'points'"), [(0,)])

    def wait_for_some(self, query: str) -> int:
        until = time.monotonic() + MOST_SECONDS
        while time.monotonic() < until:
            [(done,)] = self.rows(query)
            if done:
                return done
            time.sleep(0.02)
        raise AssertionError("the work does not go on")
