from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestClassTour(HttpCase):
    def test_class_fills_and_the_waiting_list_moves_up(self):
        """Reception books three into a class of two; one cancels, and who waits gets the seat (issue 3)."""
        yoga = self.env["product.product"].create(
            {"name": "Yoga", "type": "service", "clientele_group_class": True, "clientele_capacity": 2}
        )
        names = ("Tour Ann", "Tour Bob", "Tour Eve")
        self.env["res.partner"].create([{"name": name, "is_client": True} for name in names])
        start = fields.Datetime.now().replace(second=0, microsecond=0) + timedelta(days=1)
        session = self.env["clientele.session"].create({"product_id": yoga.id, "start": start})
        self.start_tour(f"/odoo/classes/{session.id}", "clientele_class_fills", login="admin")
        self.assertEqual(session.seat_ids.sorted("seat_no").mapped("partner_id.name"), ["Tour Eve", "Tour Bob"])
        self.assertEqual(session.seat_ids.mapped("state"), ["arrived", "arrived"])
