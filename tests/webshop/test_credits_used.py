from odoo.tests import tagged

from .prepaid_common import PrepaidShopCase


@tagged("post_install", "-at_install")
class TestCreditsUsed(PrepaidShopCase):
    """A client claims credits in the cart: core offers them, the settlement says what they pay (CR8, DESIGN 3)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls.make_plan("Credits", kind="credits", price=90, credits=100, tax_kind="multi")

    def test_claimed_and_paid(self):
        """Credits pay the massage, money the haircut; the credits are held while the payment is under way."""
        self.sell(self.plan)
        self.put(self.massage)
        cart = self.put(self.service, 3)
        self.assertTrue(self.offered())
        self.claim(self.plan)
        lines = cart.order_line.filtered(lambda line: not line.reward_id)
        self.assertEqual(lines.mapped("clientele_paid_by"), ["credits", False])
        self.assertEqual((cart.amount_total, lines[0].price_unit), (60, 45))
        self.assertFalse(self.offered(), "50 credits that are left do not pay 60")
        transaction = self.start_payment(cart)
        self.assertEqual(self.left(), (100, 50))
        self.provider_says(transaction)
        self.assertEqual((cart.state, self.left()), ("sale", (50, 0)))
        self.assertFacts(self.ann, deal_count=1, spent=105)

    def test_nothing_to_pay(self):
        """What credits pay wholly is confirmed without a payment."""
        self.sell(self.plan)
        cart = self.put(self.massage)
        self.claim(self.plan)
        self.assertEqual(cart.amount_total, 0)
        self.url_open("/shop/payment/validate")
        self.env.invalidate_all()
        self.assertEqual((cart.state, self.left()), ("sale", (50, 0)))
        self.assertFacts(self.ann, deal_count=1, spent=45)

    def test_given_up_and_too_much(self):
        """Taking the reward out of the cart, or more than the credits pay, lets money pay."""
        self.sell(self.plan)
        cart = self.put(self.massage)
        self.claim(self.plan)
        reward = cart.order_line.filtered("reward_id")
        self.make_jsonrpc_request("/shop/cart/update", {"line_id": reward.id, "quantity": 0})
        self.env.invalidate_all()
        self.assertEqual((cart.amount_total, cart.order_line.mapped("clientele_paid_by")), (50, [False]))
        self.claim(self.plan)
        self.assertEqual(cart.amount_total, 0)
        line = cart.order_line.filtered(lambda line: not line.reward_id)
        self.make_jsonrpc_request("/shop/cart/update", {"line_id": line.id, "quantity": 3})
        self.env.invalidate_all()
        self.assertEqual((cart.amount_total, cart.order_line.mapped("clientele_paid_by")), (150, [False]))

    def test_others_are_offered_nothing(self):
        self.sell(self.plan)
        self.log_in(self.make_account(self.make_buyer("Boris")))
        self.put(self.massage)
        self.assertFalse(self.offered())
        self.log_in(None)
        self.put(self.massage)
        self.assertFalse(self.offered())
