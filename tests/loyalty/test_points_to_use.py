from odoo.tests import tagged

from .loyalty_common import LoyaltyCase


@tagged("post_install", "-at_install")
class TestPointsToUse(LoyaltyCase):
    """LO2: the client says how many points pay."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program = cls.make_program({"clientele_rate": 10})
        cls.make_order((cls.cream, 400))

    def make_paid(self, points):
        order = self.make_order(confirm=False, clientele_points_to_use=points)
        order._update_programs_and_rewards()
        [(card, rewards)] = order._get_claimable_rewards().items()
        self.assertFalse(order._apply_program_reward(rewards, card))
        return order

    def test_a_part(self):
        order = self.make_paid(15)
        self.assertEqual(order.amount_total, 85)
        order.action_confirm()
        self.assertEqual((order.amount_total, self.points(self.program)), (85, 40 - 15 + 8.5))

    def test_changed_on_the_quotation(self):
        order = self.make_paid(15)
        for points, total in ((25, 75), (0, 60), (40, 60), (41, 60), (1, 99)):
            order.clientele_points_to_use = points
            self.assertEqual(order.amount_total, total, points)

    def test_as_many_as_possible(self):
        self.assertEqual(self.make_paid(0).amount_total, 60)
