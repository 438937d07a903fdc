import threading
import time
from contextlib import closing
from unittest.mock import patch

from odoo import sql_db
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ...models.segment import clientele_segment_members
from ...models.segment.kinds import KINDS
from .segment_common import SegmentCase, asks

SLOW = SQL("(SELECT pg_sleep(20) IS NULL OR f.id > 0)")


@tagged("post_install", "-at_install")
class TestSegmentTimeout(SegmentCase):
    """A definition that is slow is stopped with a sentence, and nobody else waits (DESIGN 5)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann = cls.make_client("Ann", is_company=True)
        cls.slow = cls.env["clientele.segment"]._from_conditions("Slow", [asks("is_company", "yes")])

    def setUp(self):
        super().setUp()
        kind = KINDS["is_company"]
        self.startPatcher(patch.object(kind, "sql", lambda condition, scope: SLOW))
        limited = type(self.env["clientele.segment"])._limited
        short = lambda segments, seconds=0.3: limited(segments, 0.3)  # noqa: E731
        self.startPatcher(patch.object(type(self.env["clientele.segment"]), "_limited", short))
        muted = mute_logger("odoo.sql_db")
        muted.__enter__()
        self.addCleanup(muted.__exit__)

    def stopped(self, ask):
        began = time.monotonic()
        with self.assertRaisesRegex(UserError, "Shorten periods"):
            ask()
        self.assertLess(time.monotonic() - began, 10)
        self.env.cr.execute("SELECT current_setting('statement_timeout')")
        self.assertIn(self.env.cr.fetchone()[0], ("0", "0ms"), "the limit stays behind")
        self.assertEqual(self.ann.name, "Ann", "the transaction is lost")

    def test_count_and_list(self):
        self.stopped(self.slow._count)
        self.stopped(self.slow._clients)

    def test_client_list(self):
        """Every way in which a screen asks: list, count, groups, kanban."""
        partners, domain = self.env["res.partner"], [("clientele_segment_ids", "in", self.slow.ids)]
        self.stopped(lambda: partners.web_search_read(domain, {"name": {}}, limit=80))
        self.stopped(lambda: partners.search_count(domain))
        self.stopped(lambda: partners.formatted_read_group(domain, ["gender"], ["__count"]))
        self.stopped(lambda: partners.search_read([("is_client", "=", True), "!", *domain], ["name"]))

    def test_saved_nevertheless(self):
        """Saving does not wait for the count, the list has none; the card leaves the segment out."""
        self.slow.definition = {"blocks": [[asks("is_company", "no")]]}
        self.assertFalse(self.slow.last_counted)
        self.assertEqual(self.slow.client_count, self.slow.last_count)
        self.assertNotIn(self.slow, self.ann.clientele_segment_ids)

    def test_others_stay_fast(self):
        """Another connection is served while the slow question runs."""
        began, waits = threading.Event(), []

        def other():
            with closing(sql_db.db_connect(self.env.cr.dbname).cursor()) as cr:
                began.wait(5)
                start = time.monotonic()
                cr.execute("SELECT count(*) FROM res_partner")
                waits.append(time.monotonic() - start)

        thread = threading.Thread(target=other)
        thread.start()
        began.set()
        self.stopped(self.slow._count)
        thread.join()
        self.assertLess(waits[0], 0.3 * 10)

    def test_limit(self):
        self.assertLessEqual(clientele_segment_members.TIMEOUT, 30)
