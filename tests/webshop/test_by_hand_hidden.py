from odoo.tests import tagged

from .points_common import ShopPointsCase


@tagged("post_install", "-at_install")
class TestByHandHidden(ShopPointsCase):
    """Carts do not know programs that are only applied by hand (SK7)."""

    def test_not_shown_and_not_earned(self):
        secret = self.program.copy({"name": "Secret thanks", "clientele_by_hand": True})
        cart = self.put(self.service)
        page = self.url_open("/shop/cart").text
        self.assertNotIn("Secret thanks", page)
        self.assertNotIn(secret, cart.coupon_point_ids.coupon_id.program_id)
        self.assertNotIn(secret, [card.program_id for card in cart._get_claimable_rewards()])
        self.provider_says(self.start_payment(cart))
        self.assertEqual(cart.clientele_award_ids.program_id, self.program)
        self.assertEqual(self.points(), [2])
        self.assertFalse(secret.coupon_ids)
