"""A job that runs twice at the same instant changes nothing the second time."""

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged
from odoo.tools import SQL

from .test_conventions import ConventionCase

# Core's tables that our jobs may write to.
CORE_MODELS = ("mail.message", "mail.mail", "mail.activity", "sms.sms", "mailing.trace", "loyalty.history")


@tagged("post_install", "-at_install")
class TestCrons(ConventionCase):
    def test_second_run_changes_nothing(self):
        for cron in self.own_records("ir.cron"):
            with (
                self.subTest(cron=cron.cron_name),
                self.enter_registry_test_mode(),
                freeze_time(fields.Datetime.now()),
            ):
                cron.method_direct_trigger()
                first = self._fingerprints()
                cron.method_direct_trigger()
                second = self._fingerprints()
                self.assertEqual({table for table in first if first[table] != second[table]}, set())

    def _fingerprints(self) -> dict[str, tuple]:
        self.env.flush_all()
        watched = [*self.stored_models, *(self.env[name] for name in CORE_MODELS)]
        return {model._table: self._fingerprint(model) for model in watched}

    def _fingerprint(self, model) -> tuple:
        """An update gives a row another place (ctid), also one that leaves write_date alone."""
        table = SQL.identifier(model._table)
        self.env.cr.execute(SQL("SELECT count(*), md5(string_agg(ctid::text, ',' ORDER BY id)) FROM %s", table))
        return self.env.cr.fetchone()
