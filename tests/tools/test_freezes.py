import doctest
from datetime import date, timedelta
from random import Random

from odoo.tests import BaseCase

from odoo.addons.clientele.tools import freezes
from odoo.addons.clientele.tools.freezes import days_in, rebased

DAY = date(2021, 7, 1)


def window(first, days):
    return DAY + timedelta(days=first), DAY + timedelta(days=first + days - 1)


class TestFreezes(BaseCase):
    """IN8: freezing moves every remaining day, unfreezing early gives back what is left of it."""

    def test_examples(self):
        self.assertEqual(doctest.testmod(freezes).failed, 0)

    def test_without_end(self):
        self.assertIsNone(rebased(None, [], [window(0, 5)]))

    def test_boundaries(self):
        """The day before the freeze stays, its first day moves."""
        frozen = [window(10, 5)]
        for offset, moved in ((9, 9), (10, 15), (11, 16)):
            with self.subTest(offset=offset):
                self.assertEqual(rebased(DAY + timedelta(offset), [], frozen), DAY + timedelta(moved))

    def test_order_of_freezing_does_not_matter(self):
        """A freeze that is put in before a later one ends as if it had been known first; taken out, as if never."""
        rng = Random(7)
        for _ in range(300):
            early = window(rng.randrange(0, 20), rng.randrange(1, 10))
            late = window((early[1] - DAY).days + rng.randrange(1, 20), rng.randrange(1, 10))
            day = DAY + timedelta(rng.randrange(0, 60))
            known = rebased(day, [], [early, late])
            with self.subTest(day=day, early=early, late=late):
                self.assertEqual(rebased(rebased(day, [], [late]), [late], [early, late]), known)
                self.assertEqual(rebased(known, [early, late], [late]), rebased(day, [], [late]))
                shorter = (early[0], early[0] + timedelta(days=days_in(early) // 2 - 1))
                expected = rebased(day, [], [shorter, late])
                self.assertEqual(rebased(known, [early, late], [shorter, late]), expected)

    def test_set_inside_the_freeze(self):
        """What was opened while it was frozen can be used when it is unfrozen, never before it opens."""
        whole, kept = window(0, 10), window(0, 4)
        for offset in range(10):
            self.assertEqual(rebased(DAY + timedelta(offset), [whole], [kept]), DAY + timedelta(4))
