from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .order_common import OrderCase


@tagged("post_install", "-at_install")
class TestCreditsOwed(OrderCase):
    """What a paid order took of a plan that was used up is owed; buying the plan again settles it (DESIGN 3)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.laser | cls.goods).write({"invoice_policy": "order", "taxes_id": [Command.clear()]})

    def owe(self, kind, plan, quantity=1):
        """Ann pays an order online after what was to pay its laser was used elsewhere.

        :return: the order
        """
        self.sell(plan)
        order = self.choose(self.quote((self.laser, quantity, 200), (self.goods, 1, 100)), kind)
        transaction = self.pay_online(order, state="draft")
        transaction.clientele_hold_ids._release()
        self.pay_by(kind, (self.laser, quantity, 200))
        transaction.state = "done"
        transaction._check_amount_and_confirm_order()
        self.assertEqual((order.state, self.left(kind)), ("sale", 0))
        return order

    def owed(self):
        """:return: [(still owed, state)]"""
        rows = self.env["clientele.shortfall"].search([("partner_id", "=", self.ann.id)], order="id")
        return [(row.left, row.state) for row in rows]

    def multi(self, credits, **values):
        return self.make_credits(credits * 0.9, credits, tax_kind="multi", **values)

    def test_less_as_much_and_more(self):
        """200 are owed; what the plan brings next settles them, whatever is more is left."""
        for credits, owed, left in ((150, 50, 0), (200, 0, 0), (200.01, 0, 0.01), (300, 0, 100)):
            with self.subTest(credits=credits):
                savepoint = self.env.cr.savepoint()
                plan = self.multi(200)
                self.owe("credits", plan)
                self.assertEqual(self.owed(), [(200, "open")])
                plan.credits = credits
                self.sell(plan)
                self.assertEqual(self.owed(), [(owed, "open" if owed else "settled")])
                self.assertEqual((self.left("credits"), self.card(plan).points), (left, left))
                self.assertLedger()
                savepoint.rollback()
                self.env.invalidate_all()

    def card(self, plan):
        return plan.program_id._clientele_card(self.ann)

    def test_bought_in_parts(self):
        """Visits that each instalment opens settle what is owed; another plan does not."""
        plan = self.make_plan("Three", kind="visits", price=600, visits=3, service_ids=self.laser.ids)
        self.owe("visits", plan, 3)
        self.sell(self.package, pay=1)
        self.assertEqual((self.owed(), self.left()), ([(3, "open")], 2))
        plan.instalment_ids = [Command.create({"amount": 200 * count, "units": count, "days": 84}) for count in (2, 1)]
        subscription = self.sell(plan, pay=1)
        self.assertEqual(self.owed(), [(1, "open")])
        self.pay(subscription.instalment_ids[1])
        self.assertEqual((self.owed(), self.left()), ([(0, "settled")], 2))
        self.assertLedger()

    def test_what_settled_a_debt_was_used(self):
        """Only what is left of the new part can be paid back."""
        plan = self.multi(200)
        self.owe("credits", plan)
        plan.credits = 300
        part = self.sell(plan).instalment_ids
        with self.assertRaisesRegex(UserError, "60.00 of Part 1 are unused"):
            part._refund(part.amount, "test:all")
        part._refund(60, "test:back")
        self.assertEqual((self.owed(), self.left("credits"), self.liability()), ([(0, "settled")], 0, 0))
        self.assertLedger()

    def test_given_back(self):
        """The order is cancelled after its debt was settled: the units come back to the lot that settled it."""
        plan = self.multi(200)
        order = self.owe("credits", plan)
        plan.credits = 300
        self.sell(plan)
        order._action_cancel()
        self.assertEqual((self.owed(), self.left("credits")), ([(0, "settled")], 300))
        self.assertLedger()

    def test_credited(self):
        """A credit note first lets off what is owed, then gives back what has settled it (LO11)."""
        plan = self.multi(400)
        order = self.owe("credits", plan, 2)
        invoice = self.invoice(order)
        first = self.credit_note(invoice, {self.laser: 1})
        self.assertEqual(self.owed(), [(200, "open")])
        plan.credits = 500
        self.sell(plan)
        self.assertEqual((self.owed(), self.left("credits")), ([(0, "settled")], 300))
        self.credit_note(invoice, {self.laser: 1})
        self.assertEqual((self.owed(), self.left("credits")), ([(0, "settled")], 500))
        first._clientele_orders()._clientele_sync_deal()
        self.assertEqual(self.left("credits"), 500)
        self.assertLedger()

    def test_taxes_of_what_settles(self):
        """What is taxed at use is taxed as the service that was owed."""
        plan = self.multi(200)
        self.owe("credits", plan)
        self.sell(plan)
        settling = self.env["clientele.move"].search([("shortfall_id", "!=", False)])
        self.assertEqual((settling.kind, settling.quantity, settling.product_id), ("use", -200, self.laser))
