import math
from decimal import Decimal

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

    def test_credits_pay_lines_to_the_cent(self):
        """CR5, CR7: 100 → 150 and 1000 → 1300 credits on lines of 600 and 45.50, three times, tax in or on top."""
        for paid, credits in ((100, 150), (1000, 1300)):
            for include in (True, False):
                for price in (600, 45.5):
                    with self.subTest(paid=paid, price=price, include=include):
                        self._use_credits(paid, credits, price, include)

    def _use_credits(self, paid, credits, price, include):
        client = self.make_client(f"{paid} {price} {include}")
        service = self.make_service("Service", price)
        service.taxes_id = [Command.set(self.make_tax(20, include).ids)]
        need = 3 * Decimal(str(price)) * (1 if include else Decimal("1.2"))
        plan, lots = self.make_credits(paid, credits), math.ceil(need / credits)
        for __ in range(lots):
            self.sell(plan, client)
        line = self.use(service, by="credits", client=client, quantity=3)
        whole, rest = divmod(need, credits)
        worth = float(whole * paid + round(rest * paid / credits, 2))
        self.assertEqual(line.price_unit, float(need / 3))
        self.assertAlmostEqual(self.left("credits", client), float(lots * credits - need))
        self.assertAlmostEqual(line.amount, worth)
        self.assertAlmostEqual(self.liability(client), lots * paid - worth)
        line.visit_id.action_reopen()
        self.assertAlmostEqual(self.liability(client), lots * paid)
        self.assertLedger()

    def test_visits_cost_what_the_client_pays(self):
        """The price of a line, of a package and of a plan's single visit includes tax, whatever the product's price."""
        service = self.make_service("Massage", 100)
        service.taxes_id = [Command.set(self.make_tax(20, include=False).ids)]
        visit = self.make_visit(self.ann, self.today, lines=[{"product_id": service.id}])
        self.assertEqual((visit.line_ids.price_unit, visit.amount_total), (120, 120))
        plan = self.make_plan("Massages", kind="visits", price=500, visits=5, service_ids=[Command.set(service.ids)])
        self.assertEqual((plan.single_price, plan.single_total), (120, 600))
