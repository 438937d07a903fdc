"""SK7: five wrong PINs within fifteen minutes are followed by fifteen minutes of waiting."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from odoo.addons.clientele.tools.pin_tries import TRIES, WAIT, WITHIN, tries_left, waits_for

NOON = datetime(2021, 7, 21, 12)
SECOND = timedelta(seconds=1)
NOW = timedelta(0)


def after(*seconds):
    return [NOON + timedelta(seconds=second) for second in seconds]


class TestPinTries(BaseCase):
    def test_the_fifth_one_waits(self):
        self.assertEqual(waits_for(after(0, 1, 2, 3), NOON), NOW)
        self.assertEqual(waits_for(after(0, 1, 2, 3, 4), NOON + 4 * SECOND), WAIT)

    def test_five_within_fifteen_minutes(self):
        """The fifth one comes a second before the first one is fifteen minutes old, and then."""
        self.assertEqual(waits_for(after(0, 1, 2, 3, 899), NOON + 899 * SECOND), WAIT)
        self.assertEqual(waits_for(after(0, 1, 2, 3, 900), NOON + 900 * SECOND), NOW)
        self.assertEqual(tries_left(after(0, 1, 2, 3), NOON + 899 * SECOND), 1)
        self.assertEqual(tries_left(after(0, 1, 2, 3), NOON + 900 * SECOND), 2)

    def test_waiting_ends(self):
        wrong = after(0, 0, 0, 0, 60)
        self.assertEqual(waits_for(wrong, NOON + 959 * SECOND), SECOND)
        self.assertEqual(waits_for(wrong, NOON + 960 * SECOND), NOW)

    def test_after_waiting_there_are_five_again(self):
        wrong = after(0, 0, 0, 0, 0)
        self.assertEqual(tries_left(wrong, NOON + WAIT), TRIES)
        for nr in range(1, TRIES):
            wrong.append(NOON + WAIT)
            self.assertEqual((waits_for(wrong, NOON + WAIT), tries_left(wrong, NOON + WAIT)), (NOW, TRIES - nr))
        wrong.append(NOON + WAIT)
        self.assertEqual((waits_for(wrong, NOON + WAIT), tries_left(wrong, NOON + WAIT)), (WAIT, 0))

    @settings(deadline=None, max_examples=200, derandomize=True)
    @given(st.lists(st.integers(0, 400), max_size=40))
    def test_never_more_than_five_within_fifteen_minutes(self, gaps):
        """Whoever tries as often as allowed gets five tries within any fifteen minutes."""
        now, wrong = NOON, []
        for gap in gaps:
            now += timedelta(seconds=gap)
            if not waits_for(wrong, now):
                wrong.append(now)
        for first, sixth in zip(wrong, wrong[TRIES:], strict=False):
            self.assertGreaterEqual(sixth - first, WITHIN)
