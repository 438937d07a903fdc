from odoo.tests import tagged

from .test_portal_wallet import PortalWalletCase


@tagged("post_install", "-at_install")
class TestPortalWalletTour(PortalWalletCase):
    """On a phone, where nothing is wider than the screen."""

    browser_size = "390x844"
    touch_enabled = True

    def test_client_looks_at_the_wallet_and_cancels_a_visit(self):
        """CR9, FO8"""
        self.sell(self.package, pay=1)
        self.use(self.laser)
        visit = self.make_visit(self.ann, "2021-07-25", state="booked")
        self.start_tour("/my", "clientele_portal_wallet", login=self.ann_user.login)
        self.assertEqual(visit.state, "cancelled")
