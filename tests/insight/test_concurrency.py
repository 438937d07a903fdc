"""Two requests on one client at once, with their own cursors: one gives way, tries again, and the facts are right."""

import threading
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

from odoo import SUPERUSER_ID, Command, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestTwoRequests(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        cls.startClassPatcher(patch("odoo.service.model.random.uniform", return_value=0.01))

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self.partner_id = env["res.partner"].create({"name": "Ann"}).id
            self.company_id = env.company.id
            self.product_id = env["product.product"].create({"name": "Haircut", "type": "service"}).id
        self.addCleanup(self.clean_up)

    def clean_up(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["clientele.visit"].search([("partner_id", "=", self.partner_id)]).unlink()
            env["res.partner"].browse(self.partner_id).unlink()
            env["product.product"].browse(self.product_id).product_tmpl_id.unlink()

    def request(self, action):
        """Run an action on a new environment as a request would: again after a conflict, then commit."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            retrying(lambda: action(env), env)

    def make_visits(self, *days):
        ids = []

        def make(env):
            for day in days:
                visit = env["clientele.visit"].create(
                    {
                        "partner_id": self.partner_id,
                        "start": f"{day} 10:00:00",
                        "line_ids": [Command.create({"product_id": self.product_id, "price_unit": 10})],
                    }
                )
                ids.append(visit.id)

        self.request(make)
        return ids

    def facts(self):
        """:return: list of (deal_count, spent) of the client's rows, as stored"""
        with self.registry.cursor() as cr:
            cr.execute("SELECT deal_count, spent FROM clientele_client WHERE partner_id = %s", (self.partner_id,))
            return cr.fetchall()

    def close_visit(self, visit_id):
        return lambda env: env["clientele.visit"].browse(visit_id).action_done()

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_second_request_began_before_the_first_ended(self):
        """The second saw neither the first's deal nor its facts: it is refused, tries again and counts both."""
        first, second = self.make_visits("2021-07-01", "2021-07-02")
        attempts = []

        def close_late(env):
            attempts.append(1)
            env.cr.execute("SELECT 1")  # from here on the request sees the database as it is now
            if len(attempts) == 1:
                self.request(self.close_visit(first))
            self.close_visit(second)(env)

        self.request(close_late)
        self.assertEqual(len(attempts), 2, "the first attempt must have been refused")
        self.assertEqual(self.facts(), [(2, 20)])

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_closed_at_the_same_moment(self):
        visits = self.make_visits(*(f"2021-07-{nr:02d}" for nr in range(1, 5)))
        start = threading.Barrier(len(visits))

        def close_together(visit_id):
            threading.current_thread().dbname = get_db_name()
            start.wait(timeout=20)
            self.request(self.close_visit(visit_id))

        with ThreadPoolExecutor(max_workers=len(visits)) as pool:
            list(pool.map(close_together, visits))
        self.assertEqual(self.facts(), [(4, 40)])

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_made_a_client_by_two_at_once(self):
        """Both make the partner a client: one row."""
        attempts = []

        def ensure(env):
            env["clientele.client"]._ensure(env["res.partner"].browse(self.partner_id), env.company)

        def ensure_late(env):
            attempts.append(1)
            env.cr.execute("SELECT 1")
            if len(attempts) == 1:
                self.request(ensure)
            ensure(env)

        self.request(ensure_late)
        self.assertEqual(len(attempts), 2)
        self.assertEqual(self.facts(), [(0, 0)])
