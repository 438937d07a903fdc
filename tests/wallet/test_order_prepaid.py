from odoo.exceptions import UserError
from odoo.tests import tagged

from .order_common import OrderCase


@tagged("post_install", "-at_install")
class TestOrderPrepaid(OrderCase):
    """Credits and packages pay lines of sale orders: whole lines, taken when the order is confirmed (CR7, CR8)."""

    def test_package_makes_the_line_free(self):
        """IN2, DF2: the line is free and untaxed, the deal counts the money of the visit."""
        self.laser.taxes_id = self.make_tax(20, include=False)
        self.sell(self.package, pay=1)
        order = self.quote((self.laser, 1, 200))
        self.assertEqual((order.amount_total, self.offered(order)), (240, [("Laser", "visits", 1)]))
        self.choose(order, "visits")
        line = self.lines(order)
        self.assertEqual((order.amount_total, order.amount_tax, line.clientele_list_price), (0, 0, 200))
        self.assertEqual((line.clientele_prepaid_text, self.left()), ("1 of Six laser sessions", 2))
        order.action_confirm()
        self.assertEqual((order.amount_total, self.left(), self.liability()), (0, 1, 200))
        self.assertEqual((line.clientele_units_taken, self.deal(order).amount_total), (1, 200))
        self.assertFacts(self.ann, deal_count=1, spent=200, debt=0)
        self.assertLedger()

    def test_instalments_open_visits(self):
        """IN2: the third visit is refused until the second part is paid; the sentence says so."""
        subscription = self.sell(self.package, pay=1)
        self.pay_by("visits", (self.laser, 2, 200))
        order = self.quote((self.laser, 1, 200))
        self.assertEqual(self.offered(order), [])
        self.choose(order, "visits")
        self.assertEqual((order.amount_total, self.lines(order).clientele_prepaid_text), (200, "Does not suffice"))
        with self.assertRaisesRegex(UserError, "take its payment first"), self.env.cr.savepoint():
            order.action_confirm()
        self.pay(subscription.instalment_ids[1])
        order.action_confirm()
        self.assertEqual((order.amount_total, self.left()), (0, 1))
        self.assertLedger()

    def test_whole_lines_only(self):
        """CR8: 100 credits pay neither 600 nor 350; of 60 and 60, after one is taken the other is not offered."""
        self.sell(self.make_credits(90, 100))
        order = self.quote((self.service, 1, 600), (self.laser, 1, 350))
        self.assertEqual(self.offered(order), [])
        order = self.quote((self.service, 1, 60), (self.laser, 1, 60))
        self.laser.list_price = 60
        self.assertEqual(len(self.offered(order)), 2)
        self.choose(order, "credits")
        self.assertEqual(self.offered(order), [("Haircut", "credits", 60)])
        self.assertEqual(order._clientele_proposal(), {self.lines(order)[0].id: ("credits", self.ann.id)})
        self.assertEqual(order.amount_total, 60)

    def test_spent_is_the_paid_share(self):
        """CR3-CR6: 180 for 200 credits, a service of 20 counts 18."""
        self.sell(self.make_credits(180, 200))
        order = self.pay_by("credits", (self.service, 1, 20))
        self.assertEqual((self.left("credits"), self.liability(), self.deal(order).amount_total), (180, 162, 18))

    def test_close_reopen_close_takes_once(self):
        self.sell(self.package, pay=1)
        order = self.pay_by("visits", (self.laser, 1, 200))
        order._action_cancel()
        self.assertEqual((self.left(), self.liability(), self.deal(order).amount_total), (2, 400, 0))
        order.action_draft()
        self.assertEqual(order.amount_total, 0)
        order.action_confirm()
        self.assertEqual((self.left(), self.liability(), order.amount_total), (1, 200, 0))
        self.assertLedger()

    def test_money_again_restores_the_line(self):
        """Price, discount and taxes come back as they were."""
        self.laser.taxes_id = self.make_tax(20, include=True)
        self.sell(self.package, pay=1)
        order = self.quote(self.order_line(self.laser, 1, 123.45, discount=7.5))
        line = self.lines(order)
        before = (line.price_unit, line.discount, line.tax_ids, line.price_total)
        for __ in range(2):
            self.choose(order, "visits")
            self.assertEqual((line.price_unit, line.discount, line.tax_ids.ids, line.price_total), (0, 0, [], 0))
            self.choose(order, None)
            self.assertEqual((line.price_unit, line.discount, line.tax_ids, line.price_total), before)
            self.assertFalse(line.clientele_list_terms)
