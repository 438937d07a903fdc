from decimal import Decimal

from odoo.tests import tagged

from ...models.wallet.clientele_lot import Overdrawn
from .points_common import PointsCase


@tagged("post_install", "-at_install")
class TestPointsDebts(PointsCase):
    """Points that were spent and are taken back, or overdrawn by what happened already (LO11, DESIGN 3)."""

    def test_overdraw(self):
        self.earn(10)
        spent = self.spend(14, overdraw=True, reason="Order 7")
        self.assertEqual((self.card.points, self.owed()), (0, [(4, "open")]))
        self.assertEqual(self.spend(14, overdraw=True), spent)
        self.assertEqual(self.owed(), [(4, "open")])
        self.assertEqual(self.card.clientele_shortfall_ids.origin, "Order 7")
        self.assertLedger()

    def test_what_is_earned_next_settles_it(self):
        self.spend(4, overdraw=True)
        moves = self.earn(3)
        self.assertEqual((self.card.points, self.owed()), (0, [(1, "open")]))
        self.assertEqual([(move.kind, move.quantity) for move in moves], [("issue", 3), ("use", -3)])
        self.assertEqual(self.earn(3), moves)
        self.earn(3, key="test:earn:2")
        self.assertEqual((self.card.points, self.owed()), (2, [(0, "settled")]))
        self.assertLedger()

    def test_oldest_debt_first(self):
        self.spend(4, overdraw=True)
        self.spend(5, key="test:spend:2", overdraw=True)
        self.earn(6)
        self.assertEqual(self.owed(), [(0, "settled"), (3, "open")])

    def test_overdrawn_spending_is_given_back(self):
        """First what is owed is owed no more, then points come back; also those that settled it meanwhile."""
        self.earn(10)
        self.spend(16, overdraw=True)
        self.earn(2, key="test:earn:2")
        self.assertEqual((self.card.points, self.owed()), (0, [(4, "open")]))
        for __ in range(2):
            self.card._clientele_give_back("test:return", "test:spend", Decimal(5))
            self.assertEqual((self.card.points, self.owed()), (1, [(0, "settled")]))
        self.card._clientele_give_back("test:return:2", "test:spend")
        self.assertEqual((self.card.points, self.lots()), (12, [10, 2]))
        self.assertLedger()

    def test_taken_back_as_debt(self):
        self.earn(10)
        self.spend(7)
        for __ in range(2):
            self.take_back(10, operations=["test:earn"])
            self.assertEqual((self.card.points, self.owed()), (0, [(7, "open")]))
        moves = self.earn(8, key="test:earn:2")
        self.assertEqual(set(moves.mapped("kind")), {"take_back", "issue"})
        self.assertEqual(self.card.points, 1)
        self.assertLedger()

    def test_taken_back_as_far_as_there_is(self):
        self.program.clientele_spent_policy = "rest"
        self.earn(10)
        self.spend(7)
        self.take_back(10)
        self.assertEqual((self.card.points, self.owed()), (0, [(0, "forgiven")]))
        self.earn(8, key="test:earn:2")
        self.take_back(10)
        self.assertEqual(self.card.points, 8, "done again it takes nothing")

    def test_taking_back_is_refused(self):
        self.program.clientele_spent_policy = "refuse"
        self.earn(10)
        self.spend(7)
        with self.assertRaises(Overdrawn):
            self.take_back(10)
        self.take_back(3, key="test:back:2")
        self.assertEqual((self.card.points, self.owed()), (0, []))
