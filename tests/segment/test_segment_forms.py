from itertools import product
from unittest.mock import patch

from odoo.tests import tagged

from ...models.segment.kinds import rows
from ...models.segment.scope import Scope
from .segment_common import SegmentCase, asks, between, last, visits


@tagged("post_install", "-at_install")
class TestSegmentForms(SegmentCase):
    """The same question in every form of SQL finds the same clients; which form is taken is a matter of speed alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        days = ("2020-07-21", "2020-07-22", "2021-01-10", "2021-04-21", "2021-07-20", "2021-07-21")
        for nr in range(2 ** len(days)):
            client = cls.make_client(f"Client {nr}")
            for bit, day in enumerate(days):
                if nr >> bit & 1 and nr % 7:
                    cls.make_visit(client, day)

    def test_forms(self):
        """S8, S1, and money by the side: alone, negated, and in one pass."""
        early, late = between("2020-07-22", "2021-04-21"), between("2021-07-20", "2021-07-21")
        spent = asks("spent", ">=", 40, period=between("2020-07-22", "2021-07-21"))
        blocks = (
            [visits(">=", 2, early), visits("<=", 1, late)],
            [visits("=", 0, late), visits(">", 0, early)],
            [{**visits("between", 2, early, value_to=3), "negate": True}, spent],
            [visits("<=", 1, early), {**spent, "negate": True}],
            [visits(">", 0, last(12)), spent, asks("average_check", "<", 100, period=last(12))],
            [asks("spent", "<", 40, period=early), {**asks("average_check", ">=", 20, period=late), "negate": True}],
            [asks("average_check", "between", 20, value_to=20, period=early), asks("spent", "=", 0, period=late)],
            [visits("!=", 2, early), asks("deals", "<", 3, period=late)],
            [visits(">=", 1, early, practitioner_ids=self.practitioner.ids), asks("has_phone", "no")],
        )
        for block in blocks:
            segment = self.segment(block)
            found = {}
            for few, waste in product((False, True), (0, 100)):
                with (
                    patch.object(Scope, "are_few", lambda *args, few=few: few),
                    patch.object(rows, "MOST_WASTE", waste),
                ):
                    found[few, waste] = segment._clients().ids
            self.assertEqual(len({tuple(sorted(ids)) for ids in found.values()}), 1, block)
            self.assertTrue(found[False, 0], block)
