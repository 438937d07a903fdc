from odoo import Command
from odoo.tests import tagged

from .money_common import MoneyCase

AMOUNTS = (400, 45.51, 0.03, 333.33)


@tagged("post_install", "-at_install")
class TestPlanTaxes(MoneyCase):
    """A plan's price includes tax: whatever is billed for it comes to the amount, to the cent."""

    def test_instalments_on_invoices_and_orders(self):
        for rate in (0, 20):
            for include in (True, False):
                self.plan_product.taxes_id = [Command.set(self.make_tax(rate, include).ids)]
                for amount in AMOUNTS:
                    with self.subTest(rate=rate, include=include, amount=amount):
                        self._bill(rate, amount)

    def _bill(self, rate, amount):
        subscription = self.sell(self.package, price=amount * 2, pay=0)
        parts = subscription.instalment_ids.filtered("amount_due")
        invoice = self.invoice_parts(parts[0])
        self.assertEqual(invoice.amount_total, parts[0].amount)
        self.assertAlmostEqual(invoice.amount_tax, parts[0].amount * rate / (100 + rate), delta=0.0101)
        parts[1:].action_order()
        order = parts[1:].ordered_line_ids.order_id
        self.assertAlmostEqual(order.amount_total, sum(parts[1:].mapped("amount")))
        order.action_confirm()
        self.pay(invoice)
        self.pay(self.invoice(order))
        self.assertEqual(set(subscription.instalment_ids.mapped("state")), {"paid"})
