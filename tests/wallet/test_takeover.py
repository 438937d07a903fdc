from contextlib import suppress
from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.clientele.models.wallet import loyalty_program_takeover as takeover

from .points_common import PointsCase


class Killed(Exception):
    """Somebody pulled the plug."""


@tagged("post_install", "-at_install")
class TestTakeover(PointsCase):
    """A program with many cards comes into the wallet in the background, batch by batch, and is not used meanwhile."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.classPatch(takeover, "AT_ONCE", 3)
        cls.classPatch(takeover, "BATCH", 2)
        cls.core = cls.make_program("Core", clientele_managed=False)
        clients = [cls.make_client(f"Client {nr}") for nr in range(6)]
        values = [
            *({"partner_id": client.id, "points": 10 + nr} for nr, client in enumerate(clients)),
            *({"partner_id": client.id, "points": 5} for client in clients[:3]),  # a second card
            {"partner_id": cls.make_client("Debtor").id, "points": -3},
            {"partner_id": cls.make_client("Nothing").id, "points": 0.001},
            {"points": 2},  # nobody's
        ]
        cls.cards = cls.env["loyalty.card"].create([{**row, "program_id": cls.core.id} for row in values])

    def run_job(self):
        with self.enter_registry_test_mode():
            self.env.ref(takeover.CRON).method_direct_trigger()
        self.env.invalidate_all()

    def assertTakenOver(self):
        """Everything is there once: 90 points of six clients, and 3 that another one owes."""
        self.assertEqual((self.core.active, self.core.clientele_managed), (True, True))
        self.assertFalse(self.core.clientele_takeover)
        kept = self.cards.filtered("active")
        self.assertEqual([card.points for card in kept], [15, 16, 17, 13, 14, 15, 0, 0, 2])
        self.assertEqual(sum(kept.clientele_lot_ids.mapped("balance")), 90)
        self.assertEqual(sum(kept.clientele_shortfall_ids.mapped("left")), 3)
        self.assertEqual(len(kept.clientele_lot_ids.move_ids), 6)
        self.assertEqual(self.env["clientele.ledger"]._cards_without_lots(), [])
        self.assertLedger()

    def test_in_the_background(self):
        self.core.write({"clientele_managed": True, "name": "Club"})
        self.assertEqual((self.core.name, self.core.active, self.core.clientele_managed), ("Club", False, False))
        self.assertEqual((self.core.clientele_takeover, self.core.clientele_takeover_left), ("join", 11))
        self.run_job()
        self.assertTakenOver()
        before = self.env["clientele.move"].search_count([])
        self.run_job()
        self.assertEqual(self.env["clientele.move"].search_count([]), before, "again changes nothing")

    def test_few_at_once(self):
        with patch.object(takeover, "AT_ONCE", 200):
            self.core.clientele_managed = True
        self.assertTakenOver()

    def test_killed_and_resumed(self):
        """Killed within a batch, in each of the steps: what was committed stays, the batch is done anew."""
        self.core.clientele_managed = True
        steps = 0
        while self.core.clientele_takeover:
            name = "_clientele_join_doubles" if self.core.clientele_takeover == "join" else "_clientele_open"
            self.kill_in(name)
            left = self.core.clientele_takeover_left
            self.core._clientele_take_over()
            self.env.flush_all()
            self.assertLessEqual(self.core.clientele_takeover_left, left)
            steps += 1
        self.assertEqual(steps, 3 + 5, "3 doubles and 8 cards, 2 at a time, and the end of each step")
        self.assertTakenOver()

    def kill_in(self, name):
        """Do a batch and die at its end, before it is committed."""
        cards = type(self.env["loyalty.card"])
        original = getattr(cards, name)

        def die(records):
            original(records)
            raise Killed

        with patch.object(cards, name, die):
            savepoint = self.env.cr.savepoint()
            with suppress(Killed):  # the last batch of a step has nothing to do
                self.core._clientele_take_over()
                self.env.flush_all()
            savepoint.rollback()
        self.env.invalidate_all()

    def test_not_used_meanwhile(self):
        self.core.clientele_managed = True
        for values in ({"active": True}, {"clientele_managed": False}, {"clientele_managed": True}):
            with self.assertRaises(UserError):
                self.core.write(values)
        self.core.name = "Its name can change"
        self.assertEqual(self.env["clientele.ledger"]._cards_without_lots(), [], "no alarm while it is under way")

    def test_refused_at_once(self):
        """What the wallet cannot keep is told before anything begins."""
        self.core.company_id = False
        with self.assertRaises(ValidationError):
            self.core.clientele_managed = True
        self.assertTrue(self.core.active)
