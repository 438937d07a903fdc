from odoo import SUPERUSER_ID, api
from odoo.tests import tagged
from odoo.tools import SQL

from ..races import RaceCase


@tagged("post_install", "-at_install")
class TestExportRace(RaceCase):
    """YC13: any number of workers, and each export is written by one of them."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self.request, self.clean)
        self.job_ids = self.request(self.ask)

    def ask(self, env):
        env.user.email = env.user.email or "root@example.com"
        partner = env["res.partner"].create({"name": "Race", "is_client": True})
        asked = {"domain": repr([("id", "=", partner.id)]), "field_names": ["complete_name"]}
        return env["clientele.export"].create([asked, asked]).ids

    def clean(self, env):
        """The log is deleted past the ORM, which refuses."""
        env.cr.execute(SQL("DELETE FROM clientele_export_log WHERE export_id = ANY(%s)", self.job_ids))
        jobs = env["clientele.export"].browse(self.job_ids)
        env["mail.mail"].search([("model", "=", jobs._name), ("res_id", "in", jobs.ids)]).unlink()
        jobs.unlink()
        env["res.partner"].search([("name", "=", "Race")]).unlink()

    def claim(self, env):
        return env["clientele.export"]._claim().ids

    def test_two_workers_take_two_exports(self):
        """Neither waits for the other, and none is taken twice."""
        taken = self.at_once(self.claim, self.claim, self.claim)
        self.assertEqual(sorted(sum(taken, [])), self.job_ids)

    def test_no_conflict_with_its_own_signs_of_life(self):
        """The clients are read from one snapshot, which ends before the end is noted."""
        with self.assertNoLogs("odoo.addons.clientele.models.client", "INFO"), self.registry.cursor() as cr:
            api.Environment(cr, SUPERUSER_ID, {})["clientele.export"]._cron_run()
        states = self.request(lambda env: env["clientele.export"].browse(self.job_ids).mapped("state"))
        self.assertEqual(states, ["done", "done"])

    def test_stopped_while_a_worker_takes_it(self):
        """Who stops an export at the same instant is heard: the one that comes second begins anew."""

        def stop(env):
            job = env["clientele.export"].browse(self.job_ids[0])
            if job.state in ("queued", "running"):
                job.action_stop()

        self.interrupted(stop, self.claim)
        state = self.request(lambda env: env["clientele.export"].browse(self.job_ids[0]).state)
        self.assertEqual(state, "stopped")
