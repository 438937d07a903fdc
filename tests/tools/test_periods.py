from datetime import date

from odoo.tests import BaseCase

from odoo.addons.clientele.tools.periods import last_months, months_before, relative


class TestPeriods(BaseCase):
    """DF3: days of the branch's wall, both ends included, missing days clamp."""

    def test_last_months(self):
        """Last 3 months on 21.07.2021 are 22.04 to 21.07."""
        self.assertEqual(last_months(date(2021, 7, 21), 3), (date(2021, 4, 22), date(2021, 7, 21)))

    def test_missing_days_clamp(self):
        """31.08 less 6 months is 28.02, in a leap year 29.02."""
        self.assertEqual(months_before(date(2021, 8, 31), 6), date(2021, 2, 28))
        self.assertEqual(months_before(date(2020, 8, 31), 6), date(2020, 2, 29))
        self.assertEqual(last_months(date(2021, 8, 31), 6)[0], date(2021, 3, 1))

    def test_over_the_year(self):
        self.assertEqual(months_before(date(2021, 1, 31), 2), date(2020, 11, 30))
        self.assertEqual(months_before(date(2020, 2, 29), 12), date(2019, 2, 28))

    def test_relative(self):
        """Calendar months and years; the present ones end today."""
        today = date(2020, 3, 31)
        self.assertEqual(relative("this_month", today), (date(2020, 3, 1), today))
        self.assertEqual(relative("last_month", today), (date(2020, 2, 1), date(2020, 2, 29)))
        self.assertEqual(relative("this_year", today), (date(2020, 1, 1), today))
        self.assertEqual(relative("last_year", today), (date(2019, 1, 1), date(2019, 12, 31)))
        self.assertEqual(relative("last_12_months", today), (date(2019, 4, 1), today))

    def test_relative_on_new_year(self):
        today = date(2021, 1, 1)
        self.assertEqual(relative("this_year", today), (today, today))
        self.assertEqual(relative("last_month", today), (date(2020, 12, 1), date(2020, 12, 31)))
        self.assertEqual(relative("last_year", today), (date(2020, 1, 1), date(2020, 12, 31)))
