from odoo.tests import tagged

from .points_common import ShopPointsCase


@tagged("post_install", "-at_install")
class TestPointsEarned(ShopPointsCase):
    """Carts earn by what sale orders do, nothing is written for the web shop (LO1, LO2)."""

    def test_paid_cart_earns(self):
        cart = self.put(self.service)
        transaction = self.start_payment(cart)
        self.assertEqual(self.points(), [0])
        self.provider_says(transaction)
        self.assertEqual(self.points(), [2])
        self.assertEqual(sum(cart.clientele_award_ids.mapped("points")), 2)

    def test_refused_payment_earns_nothing(self):
        self.provider_says(self.start_payment(self.put(self.service)), "error")
        self.assertEqual(self.points(), [0])

    def test_two_orders_of_a_new_client_are_on_one_card(self):
        self.buy(self.service)
        self.buy(self.massage)
        self.assertEqual(self.points(), [7])

    def test_asking_twice_earns_once(self):
        cart = self.buy(self.service)
        transaction = cart.transaction_ids
        transaction._post_process()
        self.assertEqual(self.points(), [2])

    def test_visitor_earns_once_somebody_knows_who_it_is(self):
        """The shop's public visitor has no card; the contact who gives an address gets one with the paid order."""
        self.log_in(None)
        nobody = self.website.user_id.partner_id
        cart = self.put(self.service)
        self.assertFalse(self.cards(nobody))
        bea = self.make_buyer("Bea")
        cart.write({"partner_id": bea.id, "partner_invoice_id": bea.id, "partner_shipping_id": bea.id})
        self.provider_says(self.start_payment(cart))
        self.assertEqual(cart.state, "sale")
        self.assertEqual((self.points(bea), self.points(nobody)), ([2], []))
