from pathlib import Path

from odoo import Command
from odoo.tests import HttpCase, tagged

from odoo.addons.clientele.models.client.clientele_import import ClienteleImport

from ..common import run_at_once

SAMPLE = Path(__file__).parents[1] / "data" / "cdnow_sample.csv"


@tagged("post_install", "-at_install")
class TestHistoryTour(HttpCase):
    """A real history in a real browser: from the file to the flag that turns."""

    def test_import_find_and_win_back(self):
        """Import, sort by spent, filter losing, read why, record a visit, see the flag turn (TR2, TR4, YC6, YC14)."""
        self.env["ir.config_parameter"].set_param("clientele.today", "1998-07-01")
        service = {"name": "Haircut for the tour", "type": "service", "list_price": 20}
        self.env["product.product"].create({**service, "taxes_id": [Command.clear()]})
        self.env["ir.attachment"].create(
            {"name": "cdnow.csv", "url": "/clientele/cdnow.csv", "public": True, "raw": SAMPLE.read_bytes()}
        )
        with run_at_once(ClienteleImport):
            self.start_tour("/odoo/action-clientele.clientele_import_action", "clientele_history_tour", login="admin")
        visit = self.env["clientele.visit"].search([("line_ids.product_id.name", "=", "Haircut for the tour")])
        self.assertEqual(visit.state, "done")
        self.assertEqual(visit.partner_id.clientele_deal_count, 25)
        self.assertEqual(visit.partner_id.clientele_flag, "ok")
