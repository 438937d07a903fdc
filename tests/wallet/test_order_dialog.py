from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .order_common import OrderCase


@tagged("post_install", "-at_install")
class TestOrderDialog(OrderCase):
    """*Pay from the wallet* on an order: what is proposed, what is chosen, what core's reward wizard does (CR8)."""

    def ask(self, order):
        action = order.action_clientele_pay()
        return self.env[action["res_model"]].browse(action["res_id"])

    def test_proposal_is_applied(self):
        self.sell(self.package, pay=1)
        order = self.quote((self.laser, 1, 200), (self.service, 1, 20), (self.goods, 1, 100))
        self.assertTrue(order.clientele_may_be_prepaid)
        dialog = self.ask(order)
        self.assertEqual(
            [(row["name"], [one["label"] for one in row["options"] if one["chosen"]]) for row in dialog.board],
            [("Laser", ["Six laser sessions"]), ("Haircut", ["Money"])],
        )
        self.assertEqual(dialog.to_pay, 20)
        dialog.action_apply()
        self.assertEqual((order.amount_total, order.clientele_has_prepaid), (120, True))
        dialog = self.ask(order)
        dialog.choices = {**dialog.choices, str(self.lines(order)[0].id): "money"}
        self.assertEqual(dialog.to_pay, 220)
        dialog.action_apply()
        self.assertEqual((order.amount_total, order.clientele_has_prepaid, self.reward(order).ids), (320, False, []))

    def test_nothing_left(self):
        order = self.quote((self.laser, 1, 200))
        self.assertFalse(order.clientele_may_be_prepaid)
        with self.assertRaisesRegex(UserError, "Sell credits or a package first"):
            order.action_clientele_pay()

    def test_rights(self):
        order = self.quote((self.laser, 1, 200))
        with self.assertRaises(AccessError):
            order.with_user(self.make_user("practitioner")).action_clientele_pay()

    def test_core_wizard_claims_and_delete_lets_go(self):
        """Core's *Reward* takes what the settlement proposes; without the reward's line money pays again."""
        self.sell(self.make_credits(90, 100, tax_kind="multi"))
        order = self.quote((self.service, 1, 60), (self.laser, 1, 60))
        order.action_open_reward_wizard()
        self.assertEqual((order.amount_total, self.reward(order).price_unit), (60, -54))
        self.assertEqual(self.lines(order).mapped("clientele_paid_by"), ["credits", False])
        order._update_programs_and_rewards()
        self.assertEqual((order.amount_total, self.reward(order).price_unit), (60, -54))
        with Form(order) as form:
            form.order_line.remove(index=2)
        self.assertEqual((order.amount_total, self.reward(order).ids), (120, []))
        self.assertFalse(order.order_line._clientele_chosen())

    def test_price_of_a_paid_line(self):
        """It follows from what pays it; another price or pricelist waits until money pays."""
        self.sell(self.package, pay=1)
        order = self.pay_by("visits", (self.laser, 1, 200), confirm=False)
        line = self.lines(order)
        with self.assertRaisesRegex(UserError, "Let money pay it first"), self.env.cr.savepoint():
            line.price_unit = 50
        self.laser.list_price = 250
        order._recompute_prices()
        order._recompute_taxes()
        self.assertEqual((order.amount_total, line.clientele_list_price), (0, 250))
        line.product_id = self.service
        self.assertEqual((order.amount_total, line.clientele_paid_by), (20, False))

    def test_what_is_spent_elsewhere_is_paid_by_money(self):
        self.sell(self.package, pay=1)
        order = self.pay_by("visits", (self.laser, 2, 200), confirm=False)
        self.pay_by("visits", (self.laser, 1, 200))
        with self.assertRaisesRegex(UserError, "2 visits are needed, 1 can be used"), self.env.cr.savepoint():
            order.action_confirm()
        order._update_programs_and_rewards()
        self.assertEqual((order.amount_total, self.lines(order).clientele_paid_by), (400, False))

    def test_copy_is_paid_by_money(self):
        self.sell(self.make_credits(90, 100, tax_kind="multi"))
        copy = self.pay_by("credits", self.order_line(self.service, 1, 30, discount=10)).copy()
        self.assertEqual((copy.amount_total, len(copy.order_line), copy.order_line.discount), (27, 1, 10))
        self.assertEqual(copy.order_line._clientele_prepaid_share(), 0)

    def test_other_client(self):
        """A shared package pays; who changes the customer lets money pay."""
        package = self.make_plan(
            "Shared", kind="visits", price=400, visits=2, shareable=True, service_ids=self.laser.ids
        )
        boris = self.make_client("Boris")
        self.sell(package).guest_ids = boris
        order = self.quote((self.laser, 1, 200), client=boris)
        self.choose(order, "visits", payer=self.ann)
        self.assertEqual(self.lines(order).clientele_prepaid_text, "1 of Ann: Shared")
        order.action_confirm()
        self.assertEqual((self.left(), order.amount_total), (1, 0))
        quotation = self.quote((self.laser, 1, 200))
        self.choose(quotation, "visits")
        quotation.partner_id = self.make_client("Vera")
        self.assertEqual(quotation.amount_total, 200)
