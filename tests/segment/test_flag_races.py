"""Runs at the same time, each with its own cursor, and one that is killed in the middle."""

from datetime import timedelta

from odoo import SUPERUSER_ID, Command, api
from odoo.tests import tagged

from ..races import RaceCase


@tagged("post_install", "-at_install")
class TestFlagRaces(RaceCase):
    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            self.today = env["clientele.branch"]._today()
            self.mark = env.company.clientele_flag_run_on
            self.service_id = env["product.product"].create({"name": "Haircut", "type": "service"}).id
            self.client_id = env["res.partner"].create({"name": "Ann", "is_client": True}).id
            self.plan_id = env["clientele.call.plan"].create({"name": "Race"}).id
            for number in range(4):  # the rhythm of 20 days breaks today
                day = self.today - timedelta(days=31 + 20 * number)
                env["clientele.visit"].create(
                    {
                        "partner_id": self.client_id,
                        "start": f"{day} 10:00:00",
                        "state": "done",
                        "line_ids": [Command.create({"product_id": self.service_id})],
                    }
                )
            env.company.clientele_flag_run_on = self.today - timedelta(days=1)
        self.addCleanup(self.clean_up)

    def clean_up(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["clientele.visit"].search([("partner_id", "=", self.client_id)]).unlink()
            env["clientele.call.plan"].browse(self.plan_id).unlink()
            cr.execute("DELETE FROM clientele_flag_change WHERE partner_id = %s", (self.client_id,))
            env["clientele.task"].search([("partner_id", "=", self.client_id)]).unlink()
            env["res.partner"].browse(self.client_id).unlink()
            env["product.product"].browse(self.service_id).product_tmpl_id.unlink()
            env.company.clientele_flag_run_on = self.mark

    def run_night(self, env):
        return env["clientele.flag.change"]._run(env.company)

    def written(self):
        """:return: (changes, win-back tasks, mark) as committed"""
        with self.registry.cursor() as cr:
            cr.execute(
                """SELECT (SELECT count(*) FROM clientele_flag_change WHERE partner_id = %(client)s),
                          (SELECT count(*) FROM clientele_task WHERE partner_id = %(client)s AND win_back),
                          (SELECT clientele_flag_run_on FROM res_company WHERE id = 1)""",
                {"client": self.client_id},
            )
            return cr.fetchone()

    def test_two_runs_at_once(self):
        """YC18: two jobs at once write one change and open one task."""
        self.at_once(self.run_night, self.run_night, self.run_night)
        self.assertEqual(self.written(), (1, 1, self.today))

    def test_the_later_run_begins_anew(self):
        """YC18: a run that began before another one was over finds nothing left to do."""
        self.assertEqual(self.interrupted(self.run_night, self.run_night), 2)
        self.assertEqual(self.written(), (1, 1, self.today))

    def test_killed_in_the_middle(self):
        """YC18: a run that dies after it wrote leaves nothing, and the next one does it all."""
        with self.registry.cursor() as cr:
            self.run_night(api.Environment(cr, SUPERUSER_ID, {}))
            cr.execute("SELECT count(*) FROM clientele_flag_change WHERE partner_id = %s", (self.client_id,))
            self.assertEqual(cr.fetchone(), (1,))
            cr.rollback()
        self.assertEqual(self.written(), (0, 0, self.today - timedelta(days=1)))
        self.request(self.run_night)
        self.assertEqual(self.written(), (1, 1, self.today))

    def test_two_spread_at_once(self):
        """YC18: two who put the same client into a plan make one call."""

        def spread(env):
            plan = env["clientele.call.plan"].browse(self.plan_id)
            return plan._spread(env["res.partner"].browse(self.client_id))

        self.assertEqual(sum(self.at_once(spread, spread)), 1)
        with self.registry.cursor() as cr:
            cr.execute("SELECT count(*) FROM clientele_task WHERE plan_id = %s", (self.plan_id,))
            self.assertEqual(cr.fetchone(), (1,))
