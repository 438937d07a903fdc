from odoo.tests import HttpCase, tagged

from ...models.client.clientele_export import ClienteleExport
from ..common import run_at_once


@tagged("post_install", "-at_install")
class TestExportTour(HttpCase):
    """YC13 in a browser: search, export all that were found, see the job end, find it in the log."""

    def test_from_the_list_to_the_log(self):
        admin = self.env.ref("base.user_admin")
        admin.email = "admin@example.com"
        self.env["res.partner"].create([{"name": f"Tour {n}", "is_client": True} for n in range(3)])

        with run_at_once(ClienteleExport):
            self.start_tour("/odoo/clients", "clientele_export_tour", login="admin")
        job = self.env["clientele.export"].search([("user_id", "=", admin.id)], limit=1)
        self.assertEqual((job.state, job.done_count, job.field_names), ("done", 3, ["complete_name"]))
