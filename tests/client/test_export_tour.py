from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from ...models.client.clientele_export import ClienteleExport


@tagged("post_install", "-at_install")
class TestExportTour(HttpCase):
    """YC13 in a browser: search, export all that were found, see the job end, find it in the log."""

    def test_from_the_list_to_the_log(self):
        admin = self.env.ref("base.user_admin")
        admin.email = "admin@example.com"
        self.env["res.partner"].create([{"name": f"Tour {n}", "is_client": True} for n in range(3)])

        def run_at_once(job):
            """A test has no scheduler: what the job would do next, it does now."""
            job.sudo().env["clientele.export"]._cron_run()  # sudo: as the scheduler

        with patch.object(ClienteleExport, "_trigger", run_at_once):
            self.start_tour("/odoo/clients", "clientele_export_tour", login="admin")
        job = self.env["clientele.export"].search([("user_id", "=", admin.id)], limit=1)
        self.assertEqual((job.state, job.done_count, job.field_names), ("done", 3, ["complete_name"]))
