"""Requests at the same time, each with its own cursor, as the server runs them: again after a conflict, then commit."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name
from odoo.tools import mute_logger


class RaceCase(BaseCase):
    """What the tests make is committed, so each test cleans up. An action is a function of what ``subject`` gives."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        cls.startClassPatcher(patch("odoo.service.model.random.uniform", side_effect=lambda low, high: high / 100))

    def setUp(self):
        super().setUp()
        muted = ExitStack()
        muted.enter_context(mute_logger("odoo.sql_db", "odoo.service.model"))
        self.addCleanup(muted.close)

    def subject(self, env):
        return env

    def request(self, action, begin=None):
        """Run an action in a new environment as a request would.

        :param begin: function of the environment that runs before, each time
        """
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})

            def act():
                if begin:
                    begin(env)
                return action(self.subject(env))

            return retrying(act, env)

    def interrupted(self, action, other):
        """Run an action that began before another request, which is over when this one comes to act.

        :return: how often the first was begun
        """
        attempts = []

        def begin(env):
            attempts.append(1)
            env.cr.execute("SELECT 1")  # from here on the request sees the database as it is now
            if len(attempts) == 1:
                self.request(other)

        self.request(action, begin)
        return len(attempts)

    def at_once(self, *actions):
        """Run actions at the same time.

        :return: list of their results in the order of the actions
        """
        start = threading.Barrier(len(actions))

        def run(action):
            threading.current_thread().dbname = get_db_name()
            start.wait(timeout=20)
            return self.request(action)

        with ThreadPoolExecutor(max_workers=len(actions)) as pool:
            return list(pool.map(run, actions))
