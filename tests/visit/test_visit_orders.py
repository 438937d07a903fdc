from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import DealCase


@tagged("post_install", "-at_install")
class TestVisitOrders(DealCase):
    """A done visit together with its order is one deal (DF1); each amount counts and is owed once (DF5)."""

    def setUp(self):
        super().setUp()
        self.client = self.make_client("Ann")
        self.work = self.make_service("Repair", 100)
        self.work.invoice_policy = "order"
        self.part = self.make_goods("Part", 900)

    def bill(self, visit, *lines, **values):
        return self.make_order(self.client, *lines, clientele_visit_id=visit.id, **values)

    def empty_visit(self):
        visit = self.make_visit(self.client, "2021-07-01")
        visit.line_ids.unlink()
        visit.amount_paid = 0
        return visit

    def test_service_and_part_in_one_order(self):
        """[EX TR20] Service 100 + part 900 in one order: 100, 900, 1000; one deal, owed on the order."""
        lines = [{"product_id": self.work.id, "resource_id": self.practitioner.id}]
        visit = self.make_visit(self.client, "2021-07-01", lines=lines, amount_paid=0)
        self.assertEqual((visit.amount_total, visit.amount_due), (100, 100))
        order = self.bill(visit, (self.work, 1), (self.part, 1))
        self.assertNoDeal(order)
        self.assertEqual((visit.amount_service, visit.amount_product, visit.amount_total), (100, 900, 1000))
        self.assertEqual((len(visit.line_ids), visit.amount_due), (2, 0))
        work = visit.line_ids.filtered("resource_id")
        self.assertEqual((work.sale_line_id, work.commission_base), (order.order_line[0], 100))
        self.assertFacts(self.client, visit_count=1, deal_count=1, spent=1000, debt=1000)
        self.pay(self.invoice(order))
        self.assertFacts(self.client, visit_count=1, deal_count=1, spent=1000, debt=0)

    def test_visit_without_lines_takes_all(self):
        visit = self.empty_visit()
        self.bill(visit, (self.work, 1), (self.part, 1))
        self.assertEqual((visit.amount_service, visit.amount_product, visit.amount_total), (100, 900, 1000))

    def test_quotation_brings_nothing(self):
        visit = self.empty_visit()
        order = self.bill(visit, (self.part, 1), confirm=False)
        self.assertFalse(visit.line_ids)
        order.action_confirm()
        self.assertEqual(visit.amount_total, 900)
        order._action_cancel()
        self.assertFalse(visit.line_ids)

    def test_link_and_unlink_later(self):
        """A paid order is a sale of its own until it gets its visit, and again afterwards."""
        order = self.sell(self.client, (self.part, 1), (self.work, 1))
        self.assertDeal(order, 1000)
        lines = [{"product_id": self.work.id, "resource_id": self.practitioner.id, "price_unit": 120}]
        visit = self.make_visit(self.client, "2021-07-01", lines=lines)
        self.assertFacts(self.client, visit_count=1, deal_count=2, spent=1120)
        order.clientele_visit_id = visit
        self.assertNoDeal(order)
        self.assertEqual(visit.amount_total, 1000, "the bill rules")
        self.assertFacts(self.client, visit_count=1, deal_count=1, spent=1000)
        order.clientele_visit_id = False
        self.assertDeal(order, 1000)
        self.assertEqual((visit.amount_total, visit.line_ids.amount), (120, 120))
        self.assertFalse(visit.line_ids.sale_line_id)
        self.assertFacts(self.client, visit_count=1, deal_count=2, spent=1120)

    def test_moved_to_another_visit(self):
        first, second = self.empty_visit(), self.empty_visit()
        order = self.bill(first, (self.part, 1))
        order.clientele_visit_id = second
        self.assertEqual((first.amount_total, second.amount_total), (0, 900))

    def test_lines_change_and_go(self):
        visit = self.empty_visit()
        order = self.bill(visit, (self.part, 1), (self.goods, 1))
        order.order_line[1].product_uom_qty = 2
        self.assertEqual(visit.amount_total, 1100)
        order._action_cancel()
        order.action_draft()
        order.order_line[1].unlink()
        order.action_confirm()
        self.assertEqual(visit.line_ids.product_id, self.part)

    def test_refunded_lines_go(self):
        lines = [{"product_id": self.work.id, "resource_id": self.practitioner.id}]
        visit = self.make_visit(self.client, "2021-07-01", lines=lines)
        order = self.bill(visit, (self.work, 1), (self.part, 1))
        invoice = self.invoice(order)
        self.pay(invoice)
        self.credit_note(invoice, {self.part: 1})
        self.assertEqual((visit.amount_total, len(visit.line_ids)), (100, 1))
        self.credit_note(invoice, {self.work: 1})
        self.assertEqual((visit.amount_total, visit.state, visit.line_ids.amount), (0, "done", 0))
        self.assertFacts(self.client, visit_count=1, deal_count=1, spent=0)

    def test_one_order_line_for_two_practitioners(self):
        """A line of 3 pieces stands for own lines of 1 and 2; the bill is shared by their prices."""
        lines = [{"product_id": self.work.id, "quantity": quantity} for quantity in (1, 2)]
        visit = self.make_visit(self.client, "2021-07-01", lines=lines)
        self.bill(visit, self.order_line(self.work, 3, discount=10))
        self.assertEqual(visit.line_ids.mapped("amount"), [90, 180])

    def test_named_line_is_not_doubled(self):
        """A visit line that names its order line stands for it, also where the products differ."""
        visit = self.make_visit(self.client, "2021-07-01", lines=[{"product_id": self.service.id}])
        order = self.make_order(self.client, (self.work, 1), confirm=False)
        visit.line_ids.sale_line_id = order.order_line
        order.clientele_visit_id = visit
        self.assertEqual((visit.amount_total, visit.line_ids.billed), (20, False))
        order.action_confirm()
        self.assertEqual((visit.amount_total, len(visit.line_ids)), (100, 1))

    def test_visit_that_does_not_take_place(self):
        """A paid order is a sale once its visit is cancelled, and the visit's again when it is reopened."""
        visit = self.make_visit(self.client, "2021-07-21", state="booked", lines=[{"product_id": self.work.id}])
        order = self.bill(visit, (self.work, 1))
        self.pay(self.invoice(order))
        self.assertNoDeal(order)
        self.assertFacts(self.client, deal_count=0, spent=0)
        visit.action_cancel()
        self.assertDeal(order, 100)
        visit.action_reopen()
        self.assertNoDeal(order)
        visit.action_done()
        self.assertEqual((visit.amount_total, visit.amount_paid, visit.amount_due), (100, 0, 0))
        self.assertFacts(self.client, deal_count=1, spent=100)

    def test_order_settled_at_the_till(self):
        """Where pos_sale is installed: what the till settles is its deal, or the visit's, and owed no more."""
        order = self.make_order(self.client, (self.part, 1))
        tills, lines = self.env.registry["pos.order.line"], self.env.registry["sale.order"]
        sold = self.env["pos.order.line"]

        def till_lines(orders):
            return sold if order in orders else sold.browse()

        def settled_orders(lines):
            return order if lines & sold else order.browse()

        with (
            patch.object(lines, "_clientele_till_lines", till_lines),
            patch.object(tills, "_clientele_settled_orders", settled_orders),
        ):
            self.assertFacts(self.client, debt=900)
            till = self.ring(self.client, (self.part, 1))
            sold = till.lines
            till._clientele_sync_deal()
            self.assertDeal(till, 900)
            self.assertNoDeal(order)
            self.assertFacts(self.client, deal_count=1, spent=900, debt=0)
            visit = self.empty_visit()
            order.clientele_visit_id = visit
            self.assertNoDeal(till)
            self.assertEqual(visit.amount_total, 900)
            order.clientele_visit_id = False
            self.assertDeal(till, 900)

    def test_deleted_visit(self):
        visit = self.empty_visit()
        order = self.bill(visit, (self.part, 1))
        self.pay(self.invoice(order))
        visit.unlink()
        self.assertFalse(order.clientele_visit_id)
        self.assertDeal(order, 900)

    def test_two_orders(self):
        """A till sale and an order of one visit."""
        visit = self.empty_visit()
        self.bill(visit, (self.work, 1))
        till = self.ring(self.client, (self.goods, 1))
        self.assertDeal(till, 100)
        till.clientele_visit_id = visit
        self.assertNoDeal(till)
        self.assertEqual((visit.amount_service, visit.amount_product), (100, 100))
        self.ring_refund(till, {till.lines: 1})
        self.assertEqual((visit.amount_service, visit.amount_product), (100, 0))

    def test_what_follows_an_order_is_changed_there(self):
        """Staff may say who served; the money is the order's."""
        receptionist = self.make_user("receptionist")
        order = self.sell(self.client, (self.goods, 1))
        row = self.row_of(order).with_user(receptionist)
        row.line_ids.resource_id = self.practitioner
        row.note = "Was in a hurry"
        for change in (
            lambda: row.action_reopen(),
            lambda: row.write({"partner_id": self.make_client("Bob").id}),
            lambda: row.line_ids.write({"price_unit": 1}),
            lambda: row.line_ids.unlink(),
        ):
            with self.assertRaisesRegex(UserError, "change it there"):
                change()
        self.assertDeal(order, 100)

    def test_prepaid_in_the_visits_order(self):
        """DF1: the sale of a gift card is no part of the deal."""
        visit = self.empty_visit()
        card = self.env.ref("loyalty.gift_card_product_50")
        self.bill(visit, (self.part, 1), self.order_line(card, 1, 50, tax_ids=[Command.clear()]))
        self.assertEqual(visit.amount_total, 900)
