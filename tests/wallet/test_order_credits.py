import math
from decimal import Decimal

from odoo import Command
from odoo.tests import tagged

from .order_common import OrderCase


@tagged("post_install", "-at_install")
class TestOrderCredits(OrderCase):
    """Credits that are taxed at use: the released money is the price, the reward takes it off (DESIGN 3)."""

    def multi(self, price, credits, **values):
        return self.make_credits(price, credits, tax_kind="multi", **values)

    def test_100_for_150(self):
        """A percentage of 33.33 would make 400.02: 600 credits of four such plans were bought for 400."""
        for __ in range(4):
            self.sell(self.multi(100, 150))
        order = self.pay_by("credits", (self.service, 1, 600))
        line, rewards = self.lines(order), self.reward(order)
        self.assertEqual((line.price_unit, line.discount, line.clientele_list_price), (400, 0, 600))
        self.assertEqual((rewards.mapped("price_unit"), rewards.mapped("points_cost")), ([-100] * 4, [150] * 4))
        self.assertEqual((order.amount_total, self.left("credits"), self.liability()), (0, 0, 0))
        self.assertEqual(self.deal(order).amount_total, 400)
        self.assertLedger()

    def test_tax_on_the_money_that_is_paid(self):
        """20 % of VAT, in the price or on top: 100 for 150 and 1000 for 1300 on 600 and 45.50, one and three times."""
        for paid, credits in ((100, 150), (1000, 1300)):
            for include in (True, False):
                for price, quantity in ((600, 1), (45.5, 1), (45.5, 3)):
                    with self.subTest(paid=paid, price=price, quantity=quantity, include=include):
                        self._use_credits(paid, credits, price, quantity, include)

    def _use_credits(self, paid, credits, price, quantity, include):
        client = self.make_client(f"{paid} {price} {quantity} {include}")
        service = self.make_service("Service", price)
        service.write({"taxes_id": [Command.set(self.make_tax(20, include).ids)], "invoice_policy": "order"})
        need = quantity * Decimal(str(price)) * (1 if include else Decimal("1.2"))
        plan, lots = self.multi(paid, credits), math.ceil(need / credits)
        for __ in range(lots):
            self.sell(plan, client)
        order = self.pay_by("credits", self.order_line(service, quantity), client=client)
        whole, rest = divmod(need, credits)
        worth = float(whole * paid + round(rest * paid / credits, 2))
        line = self.lines(order)
        self.assertAlmostEqual(line.price_total, worth)
        self.assertAlmostEqual(line.price_tax, round(worth / 6, 2), delta=0.0101)
        self.assertAlmostEqual(-self.reward(order).price_unit, worth)
        self.assertAlmostEqual(order.amount_total, 0)
        self.assertAlmostEqual(self.left("credits", client), float(lots * credits - need))
        invoice = self.invoice(order)
        self.assertAlmostEqual(invoice.amount_total, 0)
        self.assertAlmostEqual(invoice.amount_tax, line.price_tax)
        self.assertAlmostEqual(self.deal(order).amount_total, worth)
        self.credit_note(invoice)
        self.assertAlmostEqual(self.left("credits", client), lots * credits)
        self.assertAlmostEqual(self.liability(client), lots * paid)
        self.assertFalse(self.deal(order).filtered("amount_total"))
        self.assertLedger()

    def test_mix_of_plans(self):
        """CR11: what expires first pays first; what was taxed when it was sold is free, the rest has its own price."""
        self.service.taxes_id = self.make_tax(20, include=True)
        self.sell(self.make_credits(9, 10, validity="dates", date_to="2021-08-01"))
        self.sell(self.multi(80, 100, validity="dates", date_to="2021-09-01"))
        order = self.pay_by("credits", (self.service, 1, 45.5))
        line, rewards = self.lines(order), self.reward(order)
        self.assertEqual((line.price_total, round(line.price_tax, 2)), (28.4, 4.73))
        self.assertEqual(sorted(rewards.mapped("price_unit")), [-28.4, 0])
        self.assertEqual((order.amount_total, self.deal(order).amount_total), (0, 37.4))
        self.assertLedger()

    def test_money_pays_the_other_line(self):
        self.sell(self.multi(90, 100))
        order = self.quote((self.service, 1, 60), (self.goods, 1, 40))
        self.choose(order, "credits")
        self.assertEqual((order.amount_total, self.reward(order).name), (40, "100 credits: 60 credits"))
        order.action_confirm()
        self.assertEqual((order.amount_total, self.left("credits")), (40, 40))
        self.pay(self.invoice(order))
        self.assertEqual(self.deal(order).amount_total, 94)

    def test_discounts_do_not_combine(self):
        """CR7: credits pay the list price whatever the discount, by hand or by a pricelist, unless the plan allows."""
        self.sell(self.multi(90, 100))
        pricelist = self.env["product.pricelist"].create(
            {"name": "Friends", "item_ids": [Command.create({"compute_price": "percentage", "percent_price": 25})]}
        )
        cheap = self.quote(self.order_line(self.service, 1, 20, discount=10))
        cut = self.quote((self.service, 1, 15))
        group = self.quote({"product_id": self.service.id}, pricelist_id=pricelist.id)
        self.assertEqual((cheap.amount_total, cut.amount_total, group.amount_total), (18, 15, 15))
        for order in (cheap, cut, group):
            self.assertEqual(self.offered(order), [("Haircut", "credits", 20)])
        order = self.choose(cheap, "credits")
        order.action_confirm()
        self.assertEqual((self.left("credits"), self.lines(order).price_unit, order.amount_total), (80, 18, 0))
        boris = self.make_client("Boris")
        self.sell(self.multi(90, 100, combine_discounts=True), boris)
        self.pay_by("credits", self.order_line(self.service, 1, 20, discount=10), client=boris)
        self.assertEqual(self.left("credits", boris), 82)
        self.assertLedger()

    def test_edit_and_unpay(self):
        """A change of the confirmed order settles anew; money again restores the line and gives all back."""
        self.sell(self.multi(100, 150))
        order = self.pay_by("credits", (self.service, 1, 20))
        line = self.lines(order)
        line.product_uom_qty = 3
        self.assertEqual((self.left("credits"), order.amount_total, self.reward(order).points_cost), (90, 0, 60))
        self.assertEqual((line.price_total, self.deal(order).amount_total), (40, 40))
        line.product_uom_qty = 0
        self.assertEqual((self.left("credits"), order.amount_total), (150, 0))
        line.product_uom_qty = 1
        self.choose(order, None)
        self.assertEqual((self.left("credits"), order.amount_total, line.price_unit), (150, 20, 20))
        self.assertEqual(self.reward(order).price_unit, 0)
        self.assertLedger()
