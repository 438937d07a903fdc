"""Runs at the same time, stopped and killed in the middle, each with its own cursor: nothing is lost or done twice."""

from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.tests import tagged
from odoo.tools import SQL

from ..races import RaceCase

RUN = "odoo.addons.clientele.models.segment.clientele_action_run"
CLIENTS = 20


@tagged("post_install", "-at_install")
class TestActionRaces(RaceCase):
    def setUp(self):
        super().setUp()
        self.startPatcher(patch(f"{RUN}.AT_ONCE", 0))
        self.startPatcher(patch(f"{RUN}_work.BATCH", 3))
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            clients = env["res.partner"].create([{"name": f"C {nr}", "is_client": True} for nr in range(CLIENTS)])
            self.client_ids = clients.ids
            self.group_id = env["clientele.group"].create({"name": "Racers"}).id
            self.label_id = env["clientele.label"].create({"name": "Raced"}).id
            self.run_ids = [
                self.launch(env, kind="group", group_id=self.group_id),
                self.launch(env, kind="label_add", label_id=self.label_id),
            ]
        self.addCleanup(self.clean_up)

    def launch(self, env, **values):
        return env["clientele.action.run"]._launch(SQL("SELECT unnest(%s)", self.client_ids), **values).id

    def clean_up(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["clientele.action.run"].browse(self.run_ids).unlink()
            env["res.partner"].browse(self.client_ids).unlink()
            env["clientele.group"].browse(self.group_id).unlink()
            env["clientele.label"].browse(self.label_id).unlink()

    # ---------------------------------------------------------------- requests

    def batch(self, run_id):
        return lambda env: env["clientele.action.run"].browse(run_id)._as_its_user()._work_batch()

    def work(self, run_id):
        """What a worker does: batches, each committed, until there are none."""

        def work(env):
            counts = []
            run = env["clientele.action.run"].browse(run_id)._as_its_user()
            while count := run._work_batch():
                counts.append(count)
                env.cr.commit()
            return counts

        return work

    def outcome(self, run_id):
        """:return: (state of the run, number of clients done, of clients who have it)"""

        def read(env):
            run = env["clientele.action.run"].browse(run_id)
            clients = env["res.partner"].browse(self.client_ids)
            wanted = [
                client.clientele_group_id.id == self.group_id
                if run.kind == "group"
                else self.label_id in client.clientele_label_ids.ids
                for client in clients
            ]
            return run.state, run.changed_count, sum(wanted)

        return self.request(read)

    # ---------------------------------------------------------------- tests

    def test_two_workers_on_one_run(self):
        """One works, the other leaves it alone or goes on where the first ended; each client is changed once."""
        counts = self.at_once(*[self.work(self.run_ids[0])] * 3)
        self.assertEqual(sum(map(sum, counts)), CLIENTS)
        self.request(self.work(self.run_ids[0]))
        self.assertEqual(self.outcome(self.run_ids[0]), ("done", CLIENTS, CLIENTS))

    def test_two_runs_at_once(self):
        """Two runs over the same clients; a batch that met the other is done anew."""
        self.at_once(*map(self.work, self.run_ids))
        for run_id in self.run_ids:
            self.request(self.work(run_id))
            self.assertEqual(self.outcome(run_id), ("done", CLIENTS, CLIENTS))

    def test_killed_in_the_middle(self):
        """A batch that was not committed is done again, with all its clients."""
        run_id = self.run_ids[0]
        self.request(self.batch(run_id))
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self.assertEqual(self.batch(run_id)(env), 3)
            cr.rollback()
        self.assertEqual(self.outcome(run_id), ("running", 3, 3))
        self.request(self.work(run_id))
        self.assertEqual(self.outcome(run_id), ("done", CLIENTS, CLIENTS))

    def test_run_that_another_worker_holds(self):
        """While one worker is at a batch, another gets nothing and does not wait."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self.assertEqual(self.batch(self.run_ids[0])(env), 3)
            self.assertIsNone(self.request(self.batch(self.run_ids[0])))
            cr.rollback()

    def test_stopped_between_batches(self):
        """Who stops it comes in between two batches, without a conflict."""
        run_id = self.run_ids[0]
        self.request(self.batch(run_id))

        def stop(env):
            env["clientele.action.run"].browse(run_id).action_stop()

        self.assertEqual(self.interrupted(stop, self.batch(run_id)), 1)
        self.assertIsNone(self.request(self.batch(run_id)))
        self.assertEqual(self.outcome(run_id), ("stopped", 6, 6))
