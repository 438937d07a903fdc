from datetime import date, datetime

import pytz

from odoo.tests import BaseCase

from ...tools.wall_day import wall_day

SOFIA = pytz.timezone("Europe/Sofia")


class TestWallDay(BaseCase):
    """Minutes of a day are those of the branch's wall clock, whatever the clock does that night (DF3)."""

    def hours(self, day, zone=SOFIA):
        return [(minute // 60, wall // 60, offset) for minute, wall, offset in wall_day(zone, day).marks]

    def test_a_plain_day_has_24_hours(self):
        day = wall_day(SOFIA, date(2021, 7, 21))
        self.assertEqual((day.start, day.stop), (datetime(2021, 7, 20, 21), datetime(2021, 7, 21, 21)))
        self.assertEqual(day.length, 1440)
        self.assertEqual(self.hours(day.day), [(hour, hour, "") for hour in range(24)])

    def test_in_spring_an_hour_is_missing(self):
        self.assertEqual(wall_day(SOFIA, date(2027, 3, 28)).length, 23 * 60)
        self.assertEqual(self.hours(date(2027, 3, 28))[2:5], [(2, 2, ""), (3, 4, ""), (4, 5, "")])

    def test_in_autumn_an_hour_comes_twice_and_says_which(self):
        self.assertEqual(wall_day(SOFIA, date(2027, 10, 31)).length, 25 * 60)
        self.assertEqual(
            self.hours(date(2027, 10, 31))[2:6], [(2, 2, ""), (3, 3, "+03:00"), (4, 3, "+02:00"), (5, 4, "")]
        )

    def test_half_an_hour(self):
        """Lord Howe Island puts its clock by 30 minutes."""
        day = wall_day(pytz.timezone("Australia/Lord_Howe"), date(2027, 10, 3))
        self.assertEqual(day.length, 1410)
        self.assertIn((120, 150, ""), day.marks)

    def test_periods_are_cut_to_the_day(self):
        day = wall_day(SOFIA, date(2021, 7, 21))
        self.assertEqual(day.cut(datetime(2021, 7, 20, 19), datetime(2021, 7, 20, 22)), (0, 60))
        self.assertEqual(day.cut(datetime(2021, 7, 21, 20), datetime(2021, 7, 22, 4)), (1380, 1440))
        self.assertIsNone(day.cut(datetime(2021, 7, 21, 21), datetime(2021, 7, 22, 4)))
        self.assertEqual(day.moment_of(day.minute_of(datetime(2021, 7, 21, 9, 5))), datetime(2021, 7, 21, 9, 5))
