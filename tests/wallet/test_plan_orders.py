from datetime import date, datetime

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .money_common import MoneyCase


@tagged("post_install", "-at_install")
class TestPlanOrders(MoneyCase):
    """A sale order sells plans: one subscription per unit, opened by the money that the order brings."""

    def order(self, quantity=1, *more, plan=None, **values):
        plan = plan or self.package
        price = values.pop("price", plan.price)
        line = self.order_line(plan.product_id, quantity, price, tax_ids=[Command.clear()])
        return self.make_order(self.ann, {**line, **values}, *more)

    def sold(self, order):
        return order.order_line.clientele_subscription_ids

    def test_confirming_sells(self):
        order = self.order(2)
        sold = self.sold(order)
        self.assertEqual(sold.mapped("price"), [1000, 1000])
        self.assertEqual(
            (sold[0].partner_id, sold[0].branch_id, sold[0].plan_id), (self.ann, self.branch, self.package)
        )
        self.assertEqual(sold[0].start_date, date(2021, 7, 21))
        self.assertEqual((self.left(), self.liability()), (0, 0))
        self.assertFalse(self.sold(self.make_order(self.ann, (self.package.product_id, 1), confirm=False)))

    def test_order_of_an_earlier_day(self):
        """An order that was agreed before, such as an imported one, starts on its day on the branch's wall."""
        line = Command.create(self.order_line(self.package.product_id))
        order = self.env["sale.order"].create(
            {
                "partner_id": self.ann.id,
                "state": "sale",
                "date_order": datetime(2021, 6, 30, 21, 30),
                "order_line": [line],
            }
        )
        self.assertEqual(self.sold(order).start_date, date(2021, 7, 1))

    def test_invoice_pays_one_part_after_the_other(self):
        order = self.order()
        invoice = self.invoice(order)
        self.pay(invoice, 500)
        self.assertEqual(self.states(self.sold(order)), ["paid", "due", "due"])
        self.assertEqual(self.sold(order).instalment_ids.mapped("amount_open"), [0, 0, 0], "the invoice asks for it")
        self.pay(invoice, 500)
        self.assertEqual((self.left(), self.liability()), (6, 1000))
        self.assertLedger()

    def test_taking_the_payment_off_closes(self):
        order = self.order()
        invoice = self.invoice(order)
        self.pay(invoice)
        self.use(self.laser)
        invoice.line_ids.remove_move_reconcile()
        self.assertEqual(self.states(self.sold(order)), ["due"] * 3)
        self.assertEqual((self.left(), self.liability()), (0, 0))
        self.assertLedger()

    def test_money_of_one_line_pays_all_its_subscriptions(self):
        order = self.order(2)
        self.pay_online(order, 1500)
        first, second = self.sold(order).sorted("id")
        self.assertEqual(self.states(first), ["paid"] * 3)
        self.assertEqual(self.states(second), ["paid", "due", "due"])
        self.assertEqual(second.instalment_ids.sorted("number")[1].amount_received, 100)
        self.assertLedger()

    def test_mixed_with_goods(self):
        """The plan's line opens by its own share; a part is owed on its own day, the goods at once (DF5)."""
        order = self.order(1, (self.goods, 1))
        self.assertEqual(order.clientele_owed, 100)
        invoice = self.invoice(order)
        self.assertEqual(order.clientele_owed, 0)
        self.pay(invoice)
        self.assertEqual(self.left(), 6)
        self.assertDeal(order, 100)
        self.assertFacts(self.ann, spent=100, deal_count=1, debt=0)

    def test_down_payment(self):
        order = self.order()
        wizard = self.env["sale.advance.payment.inv"].with_context(active_model="sale.order", active_ids=order.ids)
        wizard.create({"advance_payment_method": "fixed", "fixed_amount": 400}).create_invoices()
        order.invoice_ids.action_post()
        self.pay(order.invoice_ids)
        self.assertEqual(self.states(self.sold(order)), ["paid", "due", "due"])
        rest = self.invoice(order, final=True)
        self.assertEqual(self.states(self.sold(order)), ["paid", "due", "due"])
        self.pay(rest)
        self.assertEqual(self.left(), 6)
        self.assertLedger()

    def test_discount_and_taxes_are_in_the_price(self):
        tax = self.make_tax(20, include=False)
        order = self.order(3, price=100, discount=10, tax_ids=[Command.set(tax.ids)])
        self.assertEqual(sum(self.sold(order).mapped("price")), 324)
        self.assertEqual(self.sold(order)[0].instalment_ids.mapped("amount"), [43.2, 43.2, 21.6])

    def test_cents_that_do_not_divide(self):
        order = self.order(3, plan=self.make_credits(100, 50), price=33.333333)
        self.assertEqual(sum(self.sold(order).mapped("price")), 100)

    def test_quantity_raised_and_lowered(self):
        order = self.order()
        order.order_line.product_uom_qty = 3
        self.assertEqual(self.sold(order).mapped("price"), [1000] * 3)
        order.order_line.product_uom_qty = 2
        self.assertEqual(sorted(self.sold(order).mapped("state")), ["active", "active", "cancelled"])
        with self.assertRaisesRegex(UserError, "whole quantity"):
            order.order_line.product_uom_qty = 2.5

    def test_cancelling_the_order(self):
        order = self.order()
        transaction = self.pay_online(order, 400)
        self.assertEqual(self.left(), 2)
        order._action_cancel()
        self.assertEqual((self.sold(order).state, self.left(), self.liability()), ("cancelled", 0, 0))
        self.assertEqual(set(self.states(self.sold(order))), {"cancelled"})
        transaction.state = "cancel"
        order.action_draft()
        order.action_confirm()
        self.assertEqual(sorted(self.sold(order).mapped("state")), ["active", "cancelled"])
        self.assertLedger()

    def test_cancelling_what_was_used(self):
        order = self.order()
        self.pay_online(order, 400)
        self.use(self.laser)
        with self.assertRaisesRegex(UserError, "used already"), self.env.cr.savepoint():
            order._action_cancel()
        self.assertEqual((order.state, self.left()), ("sale", 1))
        self.assertLedger()

    def test_cancelling_what_was_paid_at_reception(self):
        order = self.order()
        self.pay(self.sold(order).instalment_ids[:1])
        with self.assertRaisesRegex(UserError, "Pay them back"), self.env.cr.savepoint():
            order._action_cancel()

    def test_paid_at_reception_and_by_the_order(self):
        """Money beside the order pays its part; what the order brings goes to the others."""
        order = self.order()
        first, second, third = self.sold(order).instalment_ids.sorted("number")
        self.pay(first)
        self.pay_online(order, 600)
        self.assertEqual((second.state, third.state, first.amount_received), ("paid", "paid", 400))
        self.assertLedger()

    def test_the_order_bills_its_parts(self):
        order = self.order()
        parts = self.sold(order).instalment_ids
        for bill in (parts[0].action_invoice, parts[0].action_order, lambda: self.take(parts[0])):
            with self.assertRaisesRegex(UserError, order.name), self.env.cr.savepoint():
                bill()
        invoice = self.invoice(order)
        with self.assertRaisesRegex(UserError, "already"), self.env.cr.savepoint():
            self.pay(parts[0])
        self.take(parts[0], journal_id=self.cash_journal.id)
        self.assertEqual((parts[0].state, invoice.amount_residual), ("paid", 600))
        self.assertLedger()

    def test_credit_note_takes_the_last_parts_back(self):
        order = self.order()
        invoice = self.invoice(order)
        self.pay(invoice)
        refund = self.credit_note(invoice, post=False)
        refund.invoice_line_ids.price_unit = 200
        refund.action_post()
        self.assertEqual(self.states(self.sold(order)), ["paid", "paid", "due"])
        self.assertEqual((self.left(), self.liability()), (4, 800))
        self.assertLedger()

    def test_a_plan_sold_is_no_deal_used_it_is(self):
        """DF2 [EX]: 180 for 200 credits, used in 10 visits of 20: 10 deals, 180 spent, 18 on average."""
        order = self.order(plan=self.make_credits(180, 200))
        self.pay(self.invoice(order))
        self.assertNoDeal(order)
        self.assertFacts(self.ann, deal_count=0, spent=0, debt=0)
        for __ in range(10):
            self.use(self.service, by="credits")
        self.assertFacts(self.ann, deal_count=10, spent=180, average_check=18)
        self.assertEqual(self.left("credits"), 0)
        self.assertLedger()

    def test_salesman_sells(self):
        user = self.make_user("receptionist")
        user.group_ids |= self.env.ref("sales_team.group_sale_salesman_all_leads")
        order = self.make_order(self.ann, (self.package.product_id, 1), confirm=False)
        order.with_user(user).action_confirm()
        self.assertEqual(len(self.sold(order)), 1)

    def test_the_products_price_includes_tax(self):
        """What the client pays on an order is the plan's price, whatever the company's taxes."""
        self.company.account_sale_tax_id = self.make_tax(20, include=False)
        plan = self.make_plan("Taxed", kind="visits", price=1000, visits=2)
        order = self.make_order(self.ann, {"product_id": plan.product_id.id, "discount": 0})
        self.assertEqual((plan.product_id.taxes_id.amount, order.amount_total), (20, 1000))
        plan.price = 45.5
        order = self.make_order(self.ann, {"product_id": plan.product_id.id, "discount": 0})
        self.assertEqual(order.amount_total, 45.5)
