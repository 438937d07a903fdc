from odoo.tests import HttpCase, tagged

from .loyalty_common import LoyaltyCase


@tagged("post_install", "-at_install")
class TestLoyaltyTours(LoyaltyCase, HttpCase):
    """Points on the screens, in a real browser. Everything earns 10 %."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("clientele.today", cls.today)
        cls.program = cls.make_program({"clientele_rate": 10})
        cls.client_ann = cls.make_client("Tour Ann")

    def test_visit(self):
        """LO1: the visit says what it would earn, earns when it is closed, and gives it back when it is reopened."""
        lines = [{"product_id": product.id} for product in (self.service, self.product)]
        visit = self.make_visit(self.client_ann, self.today, state="arrived", lines=lines)
        self.env.flush_all()
        self.start_tour(f"/odoo/visits/{visit.id}", "clientele_visit_points", login="admin")
        self.env.invalidate_all()
        self.assertEqual(visit.state, "arrived")
        self.assertEqual(self.points(self.program, self.client_ann), 0)
        kinds = self.program.coupon_ids.clientele_lot_ids.move_ids.sorted("id").mapped("kind")
        self.assertEqual(kinds, ["issue", "take_back"])
