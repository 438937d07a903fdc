from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .order_common import OrderCase


@tagged("post_install", "-at_install")
class TestOrderCreditNotes(OrderCase):
    """Credit notes give back their part to the lots it came from, the last one takes the remainder (LO11)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.laser | cls.service).write({"invoice_policy": "order", "taxes_id": [Command.clear()]})

    def test_visits_in_parts(self):
        self.sell(self.package, pay=2)
        order = self.pay_by("visits", (self.laser, 3, 200))
        line, invoice = self.lines(order), self.invoice(order)
        self.assertEqual((self.left(), self.liability(), self.deal(order).amount_total), (1, 200, 600))
        first = self.credit_note(invoice, {self.laser: 1})
        self.assertEqual((self.left(), self.liability(), self.deal(order).amount_total), (2, 400, 400))
        self.credit_note(invoice, {self.laser: 2})
        self.assertEqual((self.left(), self.liability(), line.clientele_units_taken), (4, 800, 0))
        self.assertFalse(self.deal(order).filtered("amount_total"))
        first.button_draft()
        self.assertEqual((self.left(), self.liability(), line.clientele_units_taken), (3, 600, 1))
        first.action_post()
        self.assertEqual((self.left(), self.liability()), (4, 800))
        self.assertLedger()

    def test_credits_in_parts(self):
        """100 for 150 on 3 × 45.50: two lots, given back pro rata, exact at the end."""
        for __ in range(2):
            self.sell(self.make_credits(100, 150, tax_kind="multi"))
        order = self.pay_by("credits", self.order_line(self.service, 3, 45.5))
        invoice = self.invoice(order)
        self.assertEqual((self.left("credits"), self.liability()), (163.5, 109))
        for left in (209, 254.5, 300):
            self.credit_note(invoice, {self.service: 1})
            self.assertAlmostEqual(self.left("credits"), left)
        self.assertEqual(self.liability(), 200)
        self.assertLedger()

    def test_cancelled_after_a_credit_note(self):
        """What came back before does not come back twice."""
        self.sell(self.package, pay=2)
        order = self.pay_by("visits", (self.laser, 3, 200))
        self.credit_note(self.invoice(order), {self.laser: 1})
        order._action_cancel()
        self.assertEqual((self.left(), self.liability()), (4, 800))
        self.assertLedger()

    def test_confirmed_again_after_a_credit_note(self):
        """What was returned before belongs to the sale that was cancelled: all of it is taken anew (LO11)."""
        for kind, plan, lots in (("visits", self.package, 2), ("credits", self.make_credits(540, 600), 2)):
            with self.subTest(kind):
                for part in self.sell(plan, pay=lots).instalment_ids[lots:]:
                    self.pay(part)
                whole = self.left(kind)
                order = self.pay_by(kind, (self.laser, 2, 200))
                each = (whole - self.left(kind)) / 2
                self.credit_note(self.invoice(order), {self.laser: 1})
                self.assertEqual(self.left(kind), whole - each)
                order._action_cancel()
                self.assertEqual(self.left(kind), whole)
                order.action_draft()
                order.action_confirm()
                self.assertEqual((self.left(kind), self.lines(order).qty_to_invoice), (whole - 2 * each, 1))
                self.credit_note(self.invoice(order), {self.laser: 1})
                self.assertEqual(self.left(kind), whole - each)
                self.assertLedger()

    def test_what_an_invoice_bills_stays(self):
        self.sell(self.package, pay=1)
        order = self.pay_by("visits", (self.laser, 1, 200))
        self.invoice(order)
        with self.assertRaisesRegex(UserError, "Make a credit note"), self.env.cr.savepoint():
            self.choose(order, None)
        self.assertEqual(self.offered(order), [])

    def test_quitting(self):
        """IN4: what orders used is charged at list price: 1000 paid, 2 used, 600 go back."""
        subscription = self.sell(self.package)
        self.pay_by("visits", (self.laser, 2, 200))
        self.assertEqual(tuple(map(float, subscription._quitting())), (1000, 400, 600))

    def test_other_currency(self):
        """Credits are units of the company's currency: 40 of a currency of which two make one take 20."""
        currency = self.env["res.currency"].create({"name": "XYZ", "symbol": "X", "rounding": 0.01})
        self.env["res.currency.rate"].create(
            {"currency_id": currency.id, "company_id": self.company.id, "rate": 2, "name": "2021-01-01"}
        )
        pricelist = self.env["product.pricelist"].create({"name": "XYZ", "currency_id": currency.id})
        self.sell(self.make_credits(180, 200, tax_kind="multi"))
        order = self.quote({"product_id": self.service.id}, pricelist_id=pricelist.id)
        self.assertEqual((order.amount_total, self.offered(order)), (40, [("Haircut", "credits", 20)]))
        self.choose(order, "credits")
        order.action_confirm()
        self.assertEqual((self.left("credits"), self.liability()), (180, 162))
        self.assertEqual((self.lines(order).price_total, order.amount_total), (36, 0))
        self.assertEqual(self.deal(order).amount_total, 18)

    def test_salesman(self):
        """Whoever sells needs no right to see balances: core's reward takes what the settlement proposes."""
        self.sell(self.make_credits(180, 200, tax_kind="multi"))
        groups = "sales_team.group_sale_salesman_all_leads"
        salesman = self.env["res.users"].create({"name": "Sales", "login": "sales", "group_ids": self.env.ref(groups)})
        order = self.quote((self.service, 1, 20)).with_user(salesman)
        order.action_open_reward_wizard()
        self.assertEqual(order.order_line[0].clientele_prepaid_text, "20 credits of 200 credits")
        order.action_confirm()
        self.assertEqual((order.amount_total, self.left("credits")), (0, 180))
        order.order_line[0].product_uom_qty = 2
        self.assertEqual((order.amount_total, self.left("credits")), (0, 160))
        order._action_cancel()
        self.assertEqual(self.left("credits"), 200)
        self.assertLedger()
