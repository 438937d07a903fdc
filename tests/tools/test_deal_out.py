from collections import Counter

from odoo.tests import BaseCase

from ...tools.deal_out import turns


class TestDealOut(BaseCase):
    def test_even(self):
        """YC18: 10 over 3 are 4, 3 and 3, and each beginning is as even."""
        dealt = turns({3: 0, 1: 0, 2: 0}, 10)
        self.assertEqual(dealt[:4], [1, 2, 3, 1])
        for length in range(11):
            counts = Counter({1: 0, 2: 0, 3: 0}) + Counter(dealt[:length])
            self.assertLessEqual(max(counts.values(), default=0) - min((counts[nr] for nr in (1, 2, 3)), default=0), 1)

    def test_who_has_more_waits(self):
        """YC18: whoever has less takes the next pieces until all have the same."""
        self.assertEqual(turns({1: 2, 2: 0}, 5), [2, 2, 1, 2, 1])

    def test_nobody(self):
        """YC18: without people nobody takes anything."""
        self.assertEqual(turns({}, 3), [])
        self.assertEqual(turns({1: 0}, 0), [])
