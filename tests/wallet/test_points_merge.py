from odoo.tests import tagged

from .points_common import PointsCase


@tagged("post_install", "-at_install")
class TestPointsMerge(PointsCase):
    """Merged clients have one card per program: lots, debts and history go along (DESIGN 3, merge)."""

    def setUp(self):
        super().setUp()
        self.anne = self.make_client("Anne")

    def merge(self, kept=None):
        kept = kept or self.ann
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.ann | self.anne).ids, kept)
        self.env.invalidate_all()

    def test_both_have_a_card(self):
        other = self.program._clientele_card(self.anne)
        self.earn(10)
        self.earn(5, key="test:earn:2", card=other)
        code, other_code = self.card.code, other.code
        self.merge()
        self.assertEqual((self.card.points, self.card.code, self.lots()), (15, code, [10, 5]))
        self.assertEqual((other.points, other.active, other.code), (0, False, other_code))
        self.assertEqual(self.card.clientele_lot_ids.partner_id, self.ann)
        self.assertEqual(sorted(self.card.history_ids.mapped("issued")), [5, 10])
        self.spend(12)
        self.assertLedger()

    def test_only_the_other_has_one(self):
        self.earn(10)
        self.merge(kept=self.anne)
        self.assertEqual((self.card.partner_id, self.card.points), (self.anne, 10))
        self.assertEqual(self.card.clientele_lot_ids.partner_id, self.anne)
        self.assertEqual(self.program._clientele_card(self.anne), self.card)
        self.assertLedger()

    def test_what_one_owes_and_the_other_has(self):
        other = self.program._clientele_card(self.anne)
        self.spend(4, overdraw=True)
        self.earn(10, card=other)
        self.merge()
        self.assertEqual((self.card.points, self.owed()), (6, [(0, "settled")]))
        self.assertLedger()

    def test_operations_go_on(self):
        """What was earned before a merge is taken back, what was used is given back after it."""
        other = self.program._clientele_card(self.anne)
        self.earn(10, card=other)
        other._clientele_spend("test:spend", 4)
        self.merge()
        self.card._clientele_give_back("test:return", "test:spend")
        self.take_back(10, operations=["test:earn"])
        self.assertEqual((self.card.points, self.owed()), (0, []))
        self.assertLedger()

    def test_cards_of_core(self):
        program = self.make_program("Core", clientele_managed=False)
        cards = self.env["loyalty.card"].create(
            [{"program_id": program.id, "partner_id": client.id, "points": 5} for client in self.ann | self.anne]
        )
        self.merge()
        self.assertEqual((cards[0].points, cards[1].active), (10, False))

    def test_orders_of_joined_cards(self):
        other = self.program._clientele_card(self.anne)
        order = self.env["sale.order"].create({"partner_id": self.anne.id})
        order._add_points_for_coupon({other: 3})
        self.merge()
        self.assertEqual(order.coupon_point_ids.coupon_id, self.card)
