from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from ..visit.common import DealCase
from ..wallet.points_common import WRONG_CARDS, program_values


@tagged("post_install", "-at_install")
class TestTillEarns(DealCase):
    """What the till sold earns as a deal; what comes back is taken back (LO1, LO9, LO11). Everything earns 10 %."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["loyalty.program"].search([]).active = False  # what a database brings along would earn, too
        rules = [Command.clear(), Command.create({"reward_point_mode": "money", "clientele_rate": 10})]
        cls.program = cls.env["loyalty.program"].create(program_values(rule_ids=rules))
        cls.client = cls.env["res.partner"].create({"name": "Ann"})

    def assertPoints(self, expected, client=None):
        self.env.cr.flush()
        mine = [("program_id", "=", self.program.id), ("partner_id", "=", (client or self.client).id)]
        self.assertEqual(sum(self.env["loyalty.card"].search(mine).mapped("points")), expected)
        self.env.cr.execute(WRONG_CARDS)
        self.assertEqual(self.env.cr.fetchall(), [], "cards whose points are not those of their lots")

    def test_sale(self):
        order = self.ring(self.client, (self.goods, 2), (self.service, 1))
        self.assertPoints(22)
        self.assertEqual(self.row_of(order).clientele_award_ids.mapped("points"), [20, 2])

    def test_anonymous_sale_until_the_client_is_told(self):
        order = self.ring(None, (self.goods, 1))
        self.assertPoints(0)
        order.partner_id = self.client
        self.assertPoints(10)

    def test_sent_twice_earns_once(self):
        order = self.ring(self.client, (self.goods, 1))
        self.ring(self.client, (self.goods, 1), uuid=order.uuid)
        self.assertPoints(10)

    def test_refunds(self):
        order = self.ring(self.client, (self.goods, 3), (self.service, 1))
        self.assertPoints(32)
        self.ring_refund(order, {order.lines[0]: 1})
        self.assertPoints(22)
        self.ring_refund(order, {order.lines[0]: 2, order.lines[1]: 1})
        self.assertPoints(0)

    def test_discount_by_hand_is_promotional(self):
        self.ring(self.client, self.till_line(self.goods, 1, discount=5), (self.service, 1))
        self.assertPoints(2)

    def test_lower_price_by_hand_is_promotional(self):
        self.ring(self.client, (self.goods, 1, 99.99), (self.service, 1, 20))
        self.assertPoints(2)

    def test_visit_that_the_till_bills(self):
        """It earned when it was closed, and does so once."""
        visit = self.make_visit(self.client, self.today)
        self.assertPoints(2)
        order = self.ring(self.client, (self.service, 1), (self.goods, 1), clientele_visit_id=visit.id)
        self.assertEqual(visit.pos_order_ids, order)
        self.assertPoints(12)
        self.ring_refund(order, {order.lines[0]: 1})
        self.assertPoints(10)

    def test_order_that_the_till_settles(self):
        """It earned when it was confirmed."""
        order = self.make_order(self.client, self.order_line(self.goods))
        self.assertPoints(10)
        with patch.object(self.registry["pos.order.line"], "_clientele_settled_orders", lambda line: order):
            self.ring(self.client, (self.goods, 1))
            self.assertPoints(10)

    def test_nothing_is_asked_without_programs(self):
        """A till without loyalty pays nothing for it."""
        self.program.action_archive()
        self.program.unlink()
        order = self.ring(self.client, (self.goods, 1))
        self.env.cr.flush()
        self.assertFalse(self.row_of(order).points_begun)
