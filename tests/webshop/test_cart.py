from odoo.tests import tagged

from .common import WebShopCase


@tagged("post_install", "-at_install")
class TestCart(WebShopCase):
    """What the web shop sells, without a line of code for it: orders alone are extended (DF1, FF14)."""

    def test_paid_cart_is_a_deal_of_a_new_client(self):
        cart = self.buy(self.service, self.massage)
        self.assertEqual(cart.state, "sale")
        self.assertTrue(self.ann.is_client)
        self.assertEqual(self.ann.created_from, "web_shop")
        self.assertFacts(self.ann, deal_count=1, spent=70)

    def test_payment_under_way_or_refused_sells_nothing(self):
        cart = self.put(self.service)
        transaction = self.start_payment(cart)
        self.assertEqual(cart.state, "draft")
        self.provider_says(transaction, "cancel")
        self.assertEqual(cart.state, "draft")
        self.assertFalse(self.ann.is_client)

    def test_visitor_is_nobody(self):
        self.log_in(None)
        cart = self.put(self.service)
        self.assertEqual(cart.partner_id, self.website.user_id.partner_id)
        self.assertFalse(cart.partner_id.is_client)
