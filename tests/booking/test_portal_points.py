from decimal import Decimal

from odoo.tests import tagged

from ..wallet.points_common import program_values
from .test_portal_wallet import URL, PortalWalletCase


@tagged("post_install", "-at_install")
class TestPortalPoints(PortalWalletCase):
    """CR9: the client sees the points, what expires next, and core's history of them."""

    def setUp(self):
        super().setUp()
        self.program = self.env["loyalty.program"].create(program_values("Bonus", clientele_points_months=12))

    def cards(self):
        return self.texts(self.page(URL), "//li[contains(@class, 'clientele_points_card')]")

    def test_points(self):
        self.assertEqual(self.cards(), [])
        card = self.program._clientele_card(self.ann)
        card._clientele_earn("test:earn", Decimal(10), reason="Welcome")
        self.assertEqual(self.cards(), ["Bonus History 10 Points 10 Points until Jul 21, 2022"])
        history = self.page(f"/my/loyalty_card/{card.id}/history")
        self.assertIn("Welcome", history.text_content())

    def test_what_is_owed(self):
        self.program._clientele_card(self.ann)._clientele_spend("test:spend", Decimal(4), overdraw=True)
        self.assertEqual(self.cards(), ["Bonus History 0 Points 4 Points of what you earn next settle what is open"])

    def test_only_own_ones(self):
        self.program._clientele_card(self.bob)._clientele_earn("test:earn", Decimal(10))
        self.assertEqual(self.cards(), [])
