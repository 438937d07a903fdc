from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase

from odoo.addons.clientele.tools.rhythm import (
    FLAG_OF,
    Thresholds,
    flag,
    kept_gaps,
    losing_from,
    lost_from,
    median_gap,
    months_gone_on,
    rule_of,
)

TODAY = date(2021, 7, 21)


class TestRule(BaseCase):
    """TR2-TR4: which rule decides a flag, and from which day it would turn."""

    def test_each_rule(self):
        patient = Thresholds(never_losing_before=60)
        for expected, last, gap, booking, thresholds in (
            ("new", None, None, None, Thresholds()),
            ("booked", date(2020, 1, 1), None, TODAY, Thresholds()),
            ("gone", date(2020, 7, 21), Decimal(60), None, Thresholds()),
            ("broken", date(2021, 3, 1), Decimal(60), None, Thresholds()),
            ("silent", date(2021, 1, 21), None, None, Thresholds()),
            ("patient", date(2021, 6, 1), Decimal(10), None, patient),
            ("fine", date(2021, 6, 1), Decimal(60), None, Thresholds()),
        ):
            with self.subTest(rule=expected):
                self.assertEqual(rule_of(last, gap, booking, TODAY, thresholds), expected)
                self.assertEqual(flag(last, gap, booking, TODAY, thresholds), FLAG_OF[expected])

    def test_the_day_of_the_turn(self):
        """The day before is still OK, the day itself is not."""
        last, day = date(2021, 3, 1), date.fromordinal
        for gap, thresholds in (
            (Decimal(60), Thresholds()),
            (Decimal("22.5"), Thresholds()),
            (None, Thresholds()),
            (Decimal(10), Thresholds(never_losing_before=45)),
        ):
            with self.subTest(gap=gap):
                turn = losing_from(last, gap, thresholds)
                self.assertEqual(flag(last, gap, None, turn, thresholds), "losing")
                self.assertEqual(flag(last, gap, None, day(turn.toordinal() - 1), thresholds), "ok")

    def test_the_day_of_loss(self):
        """TR4: the option *not lost before the own rhythm is broken* moves it."""
        last, gap = date(2021, 3, 1), Decimal(500)
        self.assertEqual(lost_from(last, gap, Thresholds()), date(2022, 3, 1))
        needs = Thresholds(lost_needs_rhythm=True)
        turn = lost_from(last, gap, needs)
        self.assertEqual((turn - last).days, 751)
        self.assertEqual(flag(last, gap, None, turn, needs), "lost")
        self.assertEqual(flag(last, gap, None, date(2022, 3, 1), needs), "ok")

    def test_months_clamp(self):
        """DF3: 31.08 - 6 months is 28.02, so six months after 31.08 is 01.03."""
        self.assertEqual(months_gone_on(date(2026, 8, 31), 6), date(2027, 3, 1))
        self.assertEqual(months_gone_on(date(2021, 1, 21), 6), TODAY)

    def test_gaps(self):
        """FO4: gaps of a day drop out first, then the last 8 stay; the middle two of an even count."""
        days = [date(2021, 1, 1), date(2021, 1, 2), date(2021, 3, 1), date(2021, 5, 2)]
        self.assertEqual(kept_gaps(days), [58, 62])
        self.assertEqual(median_gap(days), Decimal(60))
        self.assertIsNone(median_gap(days[:3]))
