from odoo.tests import HttpCase, tagged

from .loyalty_common import LoyaltyCase


@tagged("post_install", "-at_install")
class TestByHandTour(LoyaltyCase, HttpCase):
    def test_pin_on_an_order(self):
        """SK7: a wrong PIN, the right one, and what the order will earn."""
        self.make_program()
        self.make_program(
            {"clientele_rate": 10},
            name="Tour thanks",
            clientele_by_hand=True,
            clientele_pin="1234",
            clientele_description="For waiting",
        )
        order = self.make_order(confirm=False)
        self.start_tour(f"/odoo/sales/{order.id}", "clientele_by_hand", login="admin")
        self.assertFalse(self.env["clientele.pin.try"].search([]), "the right PIN forgot the wrong one")
