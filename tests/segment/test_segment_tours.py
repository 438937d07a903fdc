from odoo.tests import HttpCase, tagged

from ...models.client.clientele_export import ClienteleExport
from ..common import run_at_once
from .segment_common import SegmentCase


@tagged("post_install", "-at_install")
class TestSegmentTours(SegmentCase, HttpCase):
    """The editor in a real browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("clientele.today", cls.today)
        cls.env["clientele.client"].search([]).partner_id.active = False
        cls.ann, cls.bob = cls.make_client("Tour Ann"), cls.make_client("Tour Bob")
        for name in ("never", "new", "other"):
            cls.make_client(f"Tour {name}")
        cls.make_visit(cls.ann, "2021-04-21")

    def tour(self, name):
        self.env.flush_all()
        self.start_tour("/odoo/action-clientele.clientele_segment_action", f"clientele_segment_{name}", login="admin")
        self.env.invalidate_all()

    def test_win_back(self):
        """FF4, YC7, YC13: built by hand, counted, explained, saved, opened; a label for all, an export, its log."""
        self.make_history(self.bob, "2021-04-21", "2021-04-22")
        self.env.ref("base.user_admin").email = "admin@example.com"
        with run_at_once(ClienteleExport):
            self.tour("win_back")
        segment = self.env["clientele.segment"].search([("name", "=", "Tour win-back")])
        self.assertEqual((segment.last_count, segment._clients()), (1, self.ann))
        self.assertEqual(self.ann.clientele_label_ids.mapped("name"), ["Tour won back"])
        self.assertFalse(self.bob.clientele_label_ids)

    def test_ready_made(self):
        """FF9, DF6: an employee left and is archived; her clients by one click and one choice."""
        nina = self.practitioner.copy()
        nina.name = "Tour Nina"
        self.make_visit(self.bob, "2021-03-01", lines=[{"product_id": self.service.id, "resource_id": nina.id}])
        nina.active = False
        with self.assertLogs("odoo.http", "WARNING") as refusal:
            self.tour("ready_made")
        self.assertIn("Choose Practitioners", refusal.output[0])
        segment = self.env["clientele.segment"].search([("name", "=", "Clients of an employee who left")])
        self.assertEqual(segment._clients(), self.bob)
