from odoo.tests import tagged
from odoo.tools import SQL

from .common import DealCase


@tagged("post_install", "-at_install")
class TestRefunds(DealCase):
    """DF2: spent is net of refunds; a refund lowers the deal that it refunds, zero takes it out."""

    def setUp(self):
        super().setUp()
        self.client = self.env["res.partner"].create({"name": "Ann"})

    def test_part_and_rest_at_the_till(self):
        """The till stores -1 piece with an amount of +100; the deal falls all the same."""
        order = self.ring(self.client, (self.goods, 3), (self.other_goods, 1), date_order="2021-06-01 09:00:00")
        goods, comb = order.lines
        refund = self.ring_refund(order, {goods: 1})
        self.assertEqual((refund.amount_total, refund.lines.price_subtotal_incl), (-100, 100))
        self.assertDeal(order, 240)
        self.assertNoDeal(refund)
        self.assertEqual(self.row_of(order).line_ids.mapped("quantity"), [2, 1])
        self.ring_refund(order, {comb: 1})
        self.assertDeal(order, 200)
        self.assertEqual(self.row_of(order).line_ids.product_id, self.goods)
        self.assertFacts(self.client, deal_count=1, spent=200)
        self.ring_refund(order, {goods: 2})
        self.assertNoDeal(order)
        self.assertEqual(self.row_of(order).state, "cancelled")
        self.assertFacts(self.client, deal_count=0, spent=0, last_visit=False)

    def test_from_the_back_office(self):
        """The back office stores -100; so do its reward lines."""
        order = self.ring(self.client, (self.goods, 1), self.till_line(self.service, 1, -10, is_reward_line=True))
        self.assertDeal(order, 90)
        refund = order._refund()
        self.assertDeal(order, 90)
        context = {"active_ids": refund.ids, "active_id": refund.id}
        payment = self.env["pos.make.payment"].with_context(**context).create({"payment_method_id": self.cash.id})
        payment.with_context(**context).check()
        self.assertEqual(refund.state, "paid")
        self.assertNoDeal(order)
        self.assertNoDeal(refund)

    def test_refund_of_the_full_price(self):
        """Two at 100 less 20: one comes back at 100, 80 stays."""
        order = self.ring(self.client, (self.goods, 1), (self.goods, 1), self.till_line(self.service, 1, -20))
        self.ring_refund(order, {order.lines[0]: 1})
        self.assertDeal(order, 80)

    def test_exchange(self):
        """What is bought in the order that refunds is a deal of its own."""
        order = self.ring(self.client, (self.goods, 1))
        back = self.till_line(
            self.goods, -1, refunded_orderline_id=order.lines.id, price_subtotal=100, price_subtotal_incl=100
        )
        exchange = self.ring(self.client, back, (self.other_goods, 3))
        self.assertEqual(exchange.amount_total, 20)
        self.assertNoDeal(order)
        self.assertDeal(exchange, 120)

    def test_return_without_its_order(self):
        """Nothing to lower, and a return is no deal."""
        self.assertNoDeal(self.ring(self.client, (self.goods, -1)))
        self.assertDeal(self.ring(self.client, (self.goods, 1), (self.other_goods, -1)), 60)

    def test_draft_refund_lowers_nothing(self):
        order = self.ring(self.client, (self.goods, 1))
        refund = self.ring_refund(order, {order.lines: 1}, state="draft")
        self.assertEqual(refund.state, "draft")
        self.assertDeal(order, 100)
        refund.action_pos_order_cancel()
        self.assertDeal(order, 100)

    def test_nothing_read_is_forgotten(self):
        """Core's till relies on what it has read: taking a line out of a deal must not empty the cache."""
        order = self.ring(self.client, (self.goods, 1))
        refund = self.ring_refund(order, {order.lines: 1}, state="draft")
        self.env.flush_all()
        self.assertTrue(self.goods.name)
        refund.state = "paid"
        with self.assertQueryCount(0):
            self.assertTrue(self.goods.name)
        self.assertNoDeal(order)

    def test_refund_of_an_order_from_before(self):
        """The refund of an order that the intake has not reached makes the order's deal, net."""
        order = self.ring(self.client, (self.goods, 2))
        self.env.flush_all()
        self.env.cr.execute(SQL("DELETE FROM clientele_visit WHERE pos_order_id = %s", order.id))
        self.env.invalidate_all()
        self.ring_refund(order, {order.lines: 1})
        self.assertDeal(order, 100)

    def test_credit_note(self):
        """A posted credit note lowers the order, a draft does not; the order stays paid."""
        order = self.sell(self.client, (self.goods, 3), (self.other_goods, 1))
        invoice = order.invoice_ids
        refund = self.credit_note(invoice, {self.goods: 1}, post=False)
        self.assertDeal(order, 340)
        refund.action_post()
        self.assertDeal(order, 240)
        refund.button_draft()
        self.assertDeal(order, 340)
        refund.action_post()
        self.assertDeal(order, 240)
        self.credit_note(invoice, {self.goods: 2, self.other_goods: 1})
        self.assertNoDeal(order)
        self.assertFacts(self.client, deal_count=0, spent=0)

    def test_reversed_invoice_and_new_one(self):
        order = self.make_order(self.client, (self.goods, 1))
        invoice = self.invoice(order)
        invoice._reverse_moves([{"invoice_date": invoice.invoice_date}], cancel=True)
        self.assertEqual(invoice.payment_state, "reversed")
        self.assertNoDeal(order)
        self.pay(self.invoice(order))
        self.assertDeal(order, 100)

    def test_credit_note_and_rest_paid(self):
        order = self.make_order(self.client, (self.goods, 1))
        invoice = self.invoice(order)
        refund = self.credit_note(invoice, {self.goods: 0.2})
        (invoice | refund).line_ids.filtered(lambda line: line.account_type == "asset_receivable").reconcile()
        self.assertNoDeal(order)
        self.pay(invoice)
        self.assertDeal(order, 80)

    def test_credit_note_of_an_order_paid_online(self):
        order = self.make_order(self.client, (self.goods, 2))
        self.pay_online(order)
        self.credit_note(self.invoice(order), {self.goods: 1})
        self.assertDeal(order, 100)
