from odoo.tests import tagged

from ..visit.test_occupancy import at
from .common import PortalCase


@tagged("post_install", "-at_install")
class TestPortalTour(PortalCase):
    """On a phone, where nothing is wider than the screen."""

    browser_size = "390x844"
    touch_enabled = True

    def test_client_books_waits_and_gives_up(self):
        """FO5"""
        free, full = self.make_class(at(18)), self.make_class(at(20), capacity=1)
        self.fill(full, self.bob)
        self.start_tour("/my", "clientele_portal_classes", login=self.ann_user.login)
        self.assertEqual(self.who(free), ({}, []))
        self.assertEqual(self.who(full), ({1: "Bob"}, ["Ann"]))
