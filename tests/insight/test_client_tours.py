from datetime import date

from odoo.tests import HttpCase, tagged

from ..common import ClienteleCase


@tagged("post_install", "-at_install")
class TestClientTours(ClienteleCase, HttpCase):
    """The back office in a real browser, on a day that is set."""

    today = date(2021, 6, 30)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("clientele.today", cls.today)
        cls.ann = cls.make_client("Tour Ann", phone="+359 888 123 456")

    def test_label_click(self):
        """FO7: one click on the card."""
        label = self.env["clientele.label"].create({"name": "Tour label"})
        self.start_tour("/odoo/clients", "clientele_label_click", login="admin")
        self.ann.invalidate_recordset()
        self.assertEqual(self.ann.clientele_label_ids, label)

    def test_visit_flow(self):
        """Recording a visit by phone, its states, cancelling with a reason."""
        self.start_tour("/odoo/visits", "clientele_visit_flow", login="admin")
        visit = self.env["clientele.visit"].search([("partner_id", "=", self.ann.id)], order="id desc", limit=1)
        self.assertEqual((visit.state, visit.cancel_reason), ("cancelled", "Fell ill"))
