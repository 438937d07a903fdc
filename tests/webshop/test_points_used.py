from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from .points_common import ShopPointsCase


@tagged("post_install", "-at_install")
class TestPointsUsed(ShopPointsCase):
    """Points that lower a cart are promised to its payment, and no payment that took place is lost (LO2)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls.give(cls, 15)

    def make_cart(self):
        cart = self.put(self.service)
        self.claim()
        self.assertEqual(cart.amount_total, 5)
        return cart

    def take_meanwhile(self, points):
        """The till, say, takes points while the client is paying."""
        self.card._clientele_spend(f"test:meanwhile:{points}", points)

    def test_points_are_used(self):
        cart = self.make_cart()
        self.provider_says(self.start_payment(cart))
        self.assertEqual(cart.state, "sale")
        self.assertEqual(self.points(), [0.5])  # a tenth of the 5 that were paid with money
        self.assertEqual(self.held(), 0)

    def test_points_are_held_while_the_payment_is_under_way(self):
        cart = self.make_cart()
        self.assertEqual(self.held(), 0, "a cart alone promises nothing")
        self.start_payment(cart)
        self.assertEqual(self.held(), 15)
        self.assertEqual(self.card._clientele_free(), 0)
        other = self.env["sale.order"].create({"partner_id": self.ann.id})
        self.assertEqual(other._get_real_points_for_coupon(self.card), 0)

    def test_payment_that_fails_frees_them(self):
        cart = self.make_cart()
        for state in ("cancel", "error"):
            with self.subTest(state=state):
                transaction = self.start_payment(cart)
                self.assertEqual(self.held(), 15)
                self.provider_says(transaction, state)
                self.assertEqual((self.held(), self.points()), (0, [15]))

    def test_second_try_takes_over_what_the_first_held(self):
        cart = self.make_cart()
        self.start_payment(cart)
        transaction = self.start_payment(cart)
        self.assertEqual(self.held(), 15)
        self.provider_says(transaction)
        self.assertEqual((self.held(), self.points()), (0, [0.5]))

    def test_points_that_are_gone_stop_the_payment_before_it_begins(self):
        cart = self.make_cart()
        self.take_meanwhile(10)
        with self.assertRaises(JsonRpcException), mute_logger("odoo.http"):
            self.start_payment(cart)
        self.assertEqual((cart.state, self.held(), self.points()), ("draft", 0, [5]))

    def test_paid_order_is_never_blocked(self):
        """The promise ended before the payment came, and the points were taken: the client owes them."""
        cart = self.make_cart()
        transaction = self.start_payment(cart)
        transaction.clientele_hold_ids._release()
        self.take_meanwhile(10)
        self.provider_says(transaction)
        self.assertEqual((cart.state, cart.amount_total), ("sale", 5))
        owed = self.card.clientele_shortfall_ids
        self.assertEqual(owed.quantity, 10)
        self.assertEqual(self.card.points + owed.settled, 0.5, "what the order earned settles some of it")

    def test_cancelled_order_gives_them_back(self):
        cart = self.make_cart()
        self.provider_says(self.start_payment(cart))
        cart._action_cancel()
        self.assertEqual(self.points(), [15])
