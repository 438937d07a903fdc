from odoo import Command
from odoo.tests import tagged

from ..wallet.money_common import MoneyCase


@tagged("post_install", "-at_install")
class TestOverdueInstalments(MoneyCase):
    """DF5: parts of plans due today or earlier are debt; what an invoice or an order asks for counts there, once."""

    def setUp(self):
        super().setUp()
        self.subscription = self.sell(self.package, pay=0)
        self.first, self.second, self.third = self.subscription.instalment_ids.sorted("number")

    def assertDebt(self, amount, day=None, client=None):
        client = (client or self.ann).with_env(self.on(day or self.today))
        root = self.company.with_env(client.env)
        client.env["clientele.client"]._verify(root)
        self.assertEqual(client.clientele_debt, amount)

    def test_due_on_its_day(self):
        self.assertEqual(self.ann.clientele_debt, 400, "at once, without the nightly check")
        self.assertDebt(400)
        self.assertDebt(400, "2021-09-14")
        self.assertDebt(800, "2021-09-15")
        self.assertDebt(1000, "2021-11-10")

    def test_payments_lower_it(self):
        self.pay(self.first, 150)
        self.assertEqual(self.ann.clientele_debt, 250)
        self.pay(self.first, key="the rest")
        self.assertEqual(self.ann.clientele_debt, 0)
        self.assertDebt(400, "2021-09-15")

    def test_billed_counts_once(self):
        invoice = self.invoice_parts(self.first, post=False)
        self.assertDebt(400)
        invoice.action_post()
        self.assertDebt(400)
        self.pay(invoice, 100)
        self.assertDebt(300)
        self.pay(invoice)
        self.assertDebt(0)
        invoice.button_draft()
        self.assertEqual(self.first.amount_open, 400, "asked for by nothing")

    def test_invoice_made_before_its_day(self):
        """It is owed from the part's own day on."""
        self.pay(self.first)
        self.invoice_parts(self.second)
        self.assertDebt(0)
        self.assertDebt(400, "2021-09-15")

    def test_order_of_a_part_counts_once(self):
        self.first.action_order()
        self.assertDebt(400)
        order = self.first.ordered_line_ids.order_id
        order.action_confirm()
        self.assertDebt(400)
        self.pay(self.invoice(order))
        self.assertDebt(0)

    def test_order_that_sold_the_plan_counts_its_parts_by_their_days(self):
        other = self.make_client("Bob")
        line = self.order_line(self.plan_product, 1, 1000, tax_ids=[Command.clear()])
        order = self.make_order(other, line, (self.goods, 1))
        self.assertEqual(other.clientele_debt, 500)
        self.assertDebt(900, "2021-09-15", other)
        invoice = self.invoice(order)
        invoice.line_ids.filtered("date_maturity").date_maturity = self.today
        self.assertEqual(other.clientele_debt, 1100, "the invoice asks for all of it")
        self.pay(invoice)
        self.assertEqual(other.clientele_debt, 0)
        self.assertLedger()

    def test_cancelled_is_no_debt(self):
        self.subscription.sudo()._cancel_sale()
        self.assertEqual(self.ann.clientele_debt, 0)
        self.assertDebt(0, "2021-12-01")
