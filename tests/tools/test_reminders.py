from datetime import date, datetime, time, timedelta

import pytz

from odoo.tests import BaseCase

from odoo.addons.clientele.tools.reminders import (
    DaysBefore,
    HoursBefore,
    due_at,
    is_due,
    longest_lead,
    payment_reminder,
)

SOFIA = pytz.timezone("Europe/Sofia")
DAY_BEFORE = DaysBefore(1, time(18))


def utc(day, at, zone=SOFIA):
    """:return: naive UTC datetime of a wall clock, "2027-03-28", "10:00" """
    wall = datetime.fromisoformat(f"{day} {at}")
    return zone.localize(wall).astimezone(pytz.utc).replace(tzinfo=None)


class TestDueAt(BaseCase):
    """When a reminder is due: "24 h before" by the instant, "the day before at 18:00" by the branch's wall."""

    def test_hours_before(self):
        self.assertEqual(due_at(datetime(2021, 7, 22, 7), SOFIA, HoursBefore(24)), datetime(2021, 7, 21, 7))
        self.assertEqual(due_at(datetime(2021, 7, 22, 1), SOFIA, HoursBefore(2)), datetime(2021, 7, 21, 23))

    def test_hours_before_when_clocks_change(self):
        """24 hours before 10:00 are 09:00 on the wall when clocks go forward, 11:00 when they go back."""
        self.assertEqual(due_at(utc("2027-03-28", "10:00"), SOFIA, HoursBefore(24)), utc("2027-03-27", "09:00"))
        self.assertEqual(due_at(utc("2027-10-31", "10:00"), SOFIA, HoursBefore(24)), utc("2027-10-30", "11:00"))

    def test_day_before(self):
        for at in ("00:00", "09:15", "23:59"):
            with self.subTest(at=at):
                self.assertEqual(due_at(utc("2021-07-22", at), SOFIA, DAY_BEFORE), utc("2021-07-21", "18:00"))

    def test_day_before_when_clocks_change(self):
        """18:00 stays 18:00: 16 real hours before 11:00 on the 28th of March, 18 on the 31st of October."""
        for day, before, gap in [("2027-03-28", "2027-03-27", 16), ("2027-10-31", "2027-10-30", 18)]:
            with self.subTest(day=day):
                start = utc(day, "11:00")
                due = due_at(start, SOFIA, DAY_BEFORE)
                self.assertEqual(due, utc(before, "18:00"))
                self.assertEqual(start - due, timedelta(hours=gap))

    def test_hour_that_the_wall_skips(self):
        """03:30 does not exist on the 28th of March: the same instant shows 04:30."""
        due = due_at(utc("2027-03-28", "12:00"), SOFIA, DaysBefore(0, time(3, 30)))
        self.assertEqual(due, utc("2027-03-28", "04:30"))

    def test_hour_that_the_wall_shows_twice(self):
        """Of the two 03:30 on the 31st of October, the one in winter time."""
        due = due_at(utc("2027-10-31", "12:00"), SOFIA, DaysBefore(0, time(3, 30)))
        self.assertEqual(due, datetime(2027, 10, 31, 1, 30))

    def test_day_of_the_branch(self):
        """The day is that of the wall, which can be another one in UTC."""
        honolulu, kolkata = pytz.timezone("Pacific/Honolulu"), pytz.timezone("Asia/Kolkata")
        self.assertEqual(
            due_at(utc("2021-07-22", "20:00", honolulu), honolulu, DAY_BEFORE), utc("2021-07-21", "18:00", honolulu)
        )
        self.assertEqual(
            due_at(utc("2021-07-22", "02:00", kolkata), kolkata, DAY_BEFORE), utc("2021-07-21", "18:00", kolkata)
        )

    def test_several_days_over_the_year(self):
        self.assertEqual(due_at(utc("2022-01-02", "09:00"), SOFIA, DaysBefore(3, time(9))), utc("2021-12-30", "09:00"))


class TestIsDue(BaseCase):
    start = datetime(2021, 7, 22, 7)
    due = datetime(2021, 7, 21, 15)
    minute = timedelta(minutes=1)

    def is_due(self, now, booked_at=None):
        return is_due(now, self.start, self.due, booked_at)

    def test_from_the_moment_on(self):
        self.assertFalse(self.is_due(self.due - self.minute))
        self.assertTrue(self.is_due(self.due))
        self.assertTrue(self.is_due(self.due + self.minute))

    def test_until_the_visit_begins(self):
        """Late, after the server was down, is better than never, but not once the client is there."""
        self.assertTrue(self.is_due(self.start - self.minute))
        self.assertFalse(self.is_due(self.start))

    def test_booked_after_the_moment(self):
        later = self.due + timedelta(hours=1)
        self.assertTrue(self.is_due(later, self.due - self.minute))
        self.assertTrue(self.is_due(later, self.due))
        self.assertFalse(self.is_due(later, self.due + self.minute))

    def test_due_after_the_start(self):
        """ "On the day at 18:00" says nothing to who came in the morning."""
        due = due_at(self.start, SOFIA, DaysBefore(0, time(18)))
        for hours in range(-24, 24):
            self.assertFalse(is_due(self.start + timedelta(hours=hours), self.start, due, None))


class TestLongestLead(BaseCase):
    def test_no_visit_is_overlooked(self):
        """Whenever the visit is, the reminder is no earlier than the longest lead before it; and it is no waste."""
        for zone in (SOFIA, pytz.timezone("Australia/Lord_Howe"), pytz.timezone("America/New_York")):
            for rule in (HoursBefore(24), DAY_BEFORE, DaysBefore(0, time(7, 30)), DaysBefore(2, time(0))):
                leads = [
                    start - due_at(start, zone, rule)
                    for day in (date(2027, 3, 28), date(2027, 10, 31), date(2027, 7, 1), date(2027, 11, 7))
                    for minute in range(0, 24 * 60, 15)
                    if (start := datetime.combine(day, time()) + timedelta(minutes=minute))
                ]
                with self.subTest(zone=zone.zone, rule=rule):
                    self.assertLessEqual(max(leads), longest_lead(rule))
                    self.assertLess(longest_lead(rule) - max(leads), timedelta(hours=2))


class TestPaymentReminder(BaseCase):
    """Before the day of a payment, every so many days after it, and not for ever."""

    def test_every_day(self):
        due = date(2021, 7, 21)
        sent = {}
        for late in range(-10, 40):
            wanted = payment_reminder(due, due + timedelta(days=late), before=2, every=7, times=3)
            sent.setdefault(wanted, []).append(late)
        self.assertEqual(sent["before", 1], [-2, -1, 0])
        self.assertEqual(sent["overdue", 1], list(range(7, 14)))
        self.assertEqual(sent["overdue", 3], list(range(21, 28)))
        self.assertEqual(sent[None], [*range(-10, -2), *range(1, 7), *range(28, 40)])

    def test_switched_off(self):
        for late in (-1, 0, 1, 30):
            self.assertIsNone(payment_reminder(date(2021, 7, 21), date(2021, 7, 21) + timedelta(days=late), 0, 0, 3))
