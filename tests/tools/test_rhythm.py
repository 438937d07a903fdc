from datetime import date, timedelta
from decimal import Decimal

from odoo.tests import BaseCase

from odoo.addons.clientele.tools import rhythm
from odoo.addons.clientele.tools.rhythm import Thresholds

GAP = Decimal


def days(first, *gaps):
    result = [first]
    for gap in gaps:
        result.append(result[-1] + timedelta(days=gap))
    return result


class TestMedianGap(BaseCase):
    """FO4: gaps of a day or less drop first, then the last 8 stay; the median of those."""

    def test_odd_and_even(self):
        self.assertEqual(rhythm.median_gap(days(date(2021, 1, 1), 30, 50, 40)), 40)
        self.assertEqual(rhythm.median_gap(days(date(2021, 1, 1), 30, 33)), GAP("31.5"))

    def test_fewer_than_two_gaps(self):
        for gaps in ((), (30,), (30, 1), (1, 1, 1)):
            with self.subTest(gaps=gaps):
                self.assertIsNone(rhythm.median_gap(days(date(2021, 1, 1), *gaps)))
        self.assertIsNone(rhythm.median_gap([]))

    def test_order_and_repetition_do_not_matter(self):
        history = days(date(2021, 1, 1), 30, 50, 40)
        self.assertEqual(rhythm.median_gap(history[::-1] + history), 40)

    def test_one_day_drops_and_two_stay(self):
        self.assertEqual(rhythm.kept_gaps(days(date(2021, 1, 1), 1, 2, 1, 3)), [2, 3])

    def test_short_gaps_do_not_push_others_out(self):
        gaps = (99, 10, 1, 11, 1, 12, 1, 13, 1, 14, 15, 16, 17)
        self.assertEqual(rhythm.kept_gaps(days(date(2020, 1, 1), *gaps)), [10, 11, 12, 13, 14, 15, 16, 17])

    def test_the_last_eight(self):
        self.assertEqual(rhythm.kept_gaps(days(date(2020, 1, 1), *range(2, 12))), list(range(4, 12)))


class TestExpectedVisit(BaseCase):
    def test_half_a_day_is_rounded_up(self):
        """FO4: 31.5 days after 05.03 is 06.04."""
        self.assertEqual(rhythm.expected_visit(date(2021, 3, 5), GAP("31.5")), date(2021, 4, 6))
        self.assertEqual(rhythm.expected_visit(date(2021, 3, 5), GAP(31)), date(2021, 4, 5))


class TestColour(BaseCase):
    """FO1: the months' days belong to the better colour."""

    def test_example(self):
        expected = {
            date(2021, 3, 16): "green",
            date(2020, 9, 16): "green",
            date(2020, 9, 15): "orange",
            date(2020, 3, 16): "orange",
            date(2020, 3, 15): "red",
        }
        for last, colour in expected.items():
            with self.subTest(last=last):
                self.assertEqual(rhythm.colour(last, date(2021, 3, 16)), colour)

    def test_never(self):
        self.assertEqual(rhythm.colour(None, date(2021, 3, 16)), "grey")

    def test_months_that_end_early(self):
        """Six months before 31.08 is 28.02, or 29.02."""
        self.assertEqual(rhythm.colour(date(2021, 2, 28), date(2021, 8, 31)), "green")
        self.assertEqual(rhythm.colour(date(2021, 2, 27), date(2021, 8, 31)), "orange")
        self.assertEqual(rhythm.colour(date(2020, 2, 28), date(2020, 8, 31)), "orange")
        self.assertEqual(rhythm.colour(date(2020, 2, 29), date(2021, 2, 28)), "orange")
        self.assertEqual(rhythm.colour(date(2020, 2, 29), date(2021, 3, 1)), "red")


class TestFlag(BaseCase):
    last = date(2020, 6, 29)

    def flag(self, today, gap=None, booking=None, **settings):
        return rhythm.flag(self.last, gap, booking, today, Thresholds(**settings))

    def test_never(self):
        """TR2: never a deal → no flag."""
        self.assertIsNone(rhythm.flag(None, None, None, date(2021, 1, 1)))

    def test_every_two_months(self):
        """TR3: absent for 4 months → losing, for 12 → lost. TR4: over 1.5 × 60 days breaks the rhythm."""
        for today, flag in {
            date(2020, 9, 27): "ok",
            date(2020, 9, 28): "losing",
            date(2021, 6, 28): "losing",
            date(2021, 6, 29): "lost",
        }.items():
            with self.subTest(today=today):
                self.assertEqual(self.flag(today, gap=GAP(60)), flag)

    def test_single_visit(self):
        """TR3: 5 months ago → OK, 7 months ago → losing; without a rhythm losing begins with the sixth month's day."""
        for today, flag in {
            date(2020, 11, 29): "ok",
            date(2020, 12, 28): "ok",
            date(2020, 12, 29): "losing",
            date(2021, 1, 29): "losing",
            date(2021, 6, 29): "lost",
        }.items():
            with self.subTest(today=today):
                self.assertEqual(self.flag(today), flag)

    def test_half_days(self):
        """1.5 × 30.5 = 45.75: the 45th day is within, the 46th is over."""
        self.assertEqual(self.flag(self.last + timedelta(days=45), gap=GAP("30.5")), "ok")
        self.assertEqual(self.flag(self.last + timedelta(days=46), gap=GAP("30.5")), "losing")

    def test_factor_is_exact(self):
        """1.15 × 20 is 23, which binary fractions miss."""
        self.assertEqual(rhythm.losing_on(self.last, GAP(20), GAP("1.15")), self.last + timedelta(days=24))

    def test_lost_outranks_a_slow_rhythm(self):
        """TR4: lost outranks losing and a rhythm that is not broken yet, unless the company says otherwise."""
        today = date(2021, 6, 29)
        self.assertEqual(self.flag(today, gap=GAP(300)), "lost")
        self.assertEqual(self.flag(today, gap=GAP(300), lost_needs_rhythm=True), "ok")
        self.assertEqual(
            self.flag(today, lost_needs_rhythm=True), "lost", "without a rhythm there is nothing to wait for"
        )

    def test_booking(self):
        """TR4: an upcoming booking means OK, today's too."""
        today = date(2022, 1, 1)
        self.assertEqual(self.flag(today, booking=today), "ok")
        self.assertEqual(self.flag(today, booking=today - timedelta(days=1)), "lost")

    def test_never_losing_before(self):
        """TR4: never losing before N days; lost all the same."""
        settings = {"gap": GAP(10), "never_losing_before": 30}
        self.assertEqual(self.flag(self.last + timedelta(days=29), **settings), "ok")
        self.assertEqual(self.flag(self.last + timedelta(days=30), **settings), "losing")

    def test_days_on_which_it_turns(self):
        """The first day of each flag, said ahead, is the day on which the flag of that day turns."""
        for gap in (None, GAP(9), GAP("60.5"), GAP(300)):
            for settings in ({}, {"never_losing_before": 100}, {"lost_needs_rhythm": True}, {"losing_months": 1}):
                thresholds = Thresholds(**settings)
                for offset in range(62):
                    last = date(2020, 8, 1) + timedelta(days=offset)
                    losing = rhythm.losing_from(last, gap, thresholds)
                    lost = rhythm.lost_from(last, gap, thresholds)
                    with self.subTest(gap=gap, last=last, **settings):
                        self.assertEqual(rhythm.flag(last, gap, None, lost, thresholds), "lost")
                        before = rhythm.flag(last, gap, None, lost - timedelta(days=1), thresholds)
                        self.assertNotEqual(before, "lost")
                        if losing < lost:
                            self.assertEqual(rhythm.flag(last, gap, None, losing, thresholds), "losing")
                            early = rhythm.flag(last, gap, None, losing - timedelta(days=1), thresholds)
                            self.assertEqual(early, "ok")


class TestBands(BaseCase):
    def test_average_check(self):
        """TR11: 499.99 → 0–500, 500 → 500–1000."""
        self.assertEqual([rhythm.band(value, 500) for value in (0, 499.99, 500, 999.99, 1000)], [0, 0, 500, 500, 1000])

    def test_age(self):
        """TR13: 20–24, 25–29; a birthday counts on its day."""
        born = date(1996, 7, 21)
        self.assertEqual(rhythm.age(born, date(2021, 7, 20)), 24)
        self.assertEqual(rhythm.age(born, date(2021, 7, 21)), 25)
        self.assertEqual([rhythm.band(age, 5) for age in (20, 24, 25, 29)], [20, 20, 25, 25])

    def test_born_by(self):
        """FF11: the date of birth that an age begins with, on every day of years with and without 29.02."""
        for offset in range(5 * 366):
            today = date(2020, 1, 1) + timedelta(days=offset)
            for years in (0, 1, 20, 21):
                born = rhythm.born_by(years, today)
                with self.subTest(today=today, years=years):
                    self.assertEqual(rhythm.age(born, today), years)
                    self.assertLess(rhythm.age(born + timedelta(days=1), today), years)
        self.assertIsNone(rhythm.born_by(3000, date(2020, 1, 1)))

    def test_born_on_leap_day(self):
        """FF11: in common years the birthday of 29.02 is 28.02."""
        born = date(2000, 2, 29)
        for today, age in {
            date(2021, 2, 27): 20,
            date(2021, 2, 28): 21,
            date(2021, 3, 1): 21,
            date(2024, 2, 28): 23,
            date(2024, 2, 29): 24,
        }.items():
            with self.subTest(today=today):
                self.assertEqual(rhythm.age(born, today), age)
