import doctest
from datetime import date

from odoo.tests import BaseCase

from odoo.addons.clientele.tools import retention
from odoo.addons.clientele.tools.retention import Cohort

JANUARY, FEBRUARY = date(2021, 1, 1), date(2021, 2, 1)


class TestRetention(BaseCase):
    """Windows and cohorts."""

    def test_doctests(self):
        self.assertEqual(doctest.testmod(retention).failed, 0)

    def test_cohorts_reach_to_the_current_month(self):
        rows = retention.cohorts({(JANUARY, 0): 4, (JANUARY, 2): 1, (FEBRUARY, 0): 2}, date(2021, 3, 31))
        self.assertEqual(
            rows,
            [Cohort(JANUARY, (4, 0, 1), (True, True, False)), Cohort(FEBRUARY, (2, 0), (True, False))],
        )

    def test_a_month_is_over_the_day_after_its_last(self):
        for today, over in ((date(2021, 1, 31), (False,)), (date(2021, 2, 1), (True, False))):
            with self.subTest(today=today):
                [row] = retention.cohorts({(JANUARY, 0): 1}, today)
                self.assertEqual(row.over, over)

    def test_averages_weigh_clients_and_leave_out_running_months(self):
        """January 1 of 4, February 2 of 2 a month later: 3 of 6; two months later only January is over, 3 of 4."""
        counts = {(JANUARY, 0): 4, (JANUARY, 1): 1, (JANUARY, 2): 3, (FEBRUARY, 0): 2, (FEBRUARY, 1): 2}
        rows = retention.cohorts(counts, date(2021, 4, 1))
        self.assertEqual(retention.averages(rows), [1, 0.5, 0.75, None])

    def test_nothing(self):
        self.assertEqual((retention.cohorts({}, JANUARY), retention.averages([])), ([], []))
