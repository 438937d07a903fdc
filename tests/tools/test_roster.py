import random
from datetime import date, datetime, time, timedelta

import pytz

from odoo.tests import BaseCase

from odoo.addons.clientele.tools import roster
from odoo.addons.clientele.tools.roster import Attendance, Shift, moment_of, wall_of, week_of, without

SOFIA = pytz.timezone("Europe/Sofia")
NEW_YORK = pytz.timezone("America/New_York")
HERE, THERE = 1, 2
HOUR = timedelta(hours=1)


def at(text):
    """ "2027-03-27 22:00" as a datetime."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M")


def daily(*hours, place=HERE, week=None):
    """Attendances of every weekday; (22, 24) is from 22 to 24."""
    return [Attendance(weekday, start * 60, stop * 60, place, week) for weekday in range(7) for start, stop in hours]


def make(first, last, attendances, zone=SOFIA):
    return roster.shifts(
        date.fromisoformat(first), date.fromisoformat(last), lambda day: attendances, lambda place: zone
    )


def lengths(shifts):
    return [(shift.stop - shift.start) / HOUR for shift in shifts]


class TestMoments(BaseCase):
    """Sofia's clock: on 28.03.2027 from 03:00 to 04:00, on 31.10.2027 from 04:00 back to 03:00, both at 01:00 UTC."""

    def test_ordinary_times(self):
        self.assertEqual(moment_of(at("2027-01-15 09:00"), SOFIA), at("2027-01-15 07:00"))
        self.assertEqual(moment_of(at("2027-07-15 09:00"), SOFIA), at("2027-07-15 06:00"))
        self.assertEqual(moment_of(at("2027-07-15 09:00"), pytz.utc), at("2027-07-15 09:00"))

    def test_a_time_that_is_skipped_is_the_first_after_it(self):
        for skipped in ("03:00", "03:01", "03:59"):
            for last in (False, True):
                moment = moment_of(at(f"2027-03-28 {skipped}"), SOFIA, last)
                self.assertEqual(moment, at("2027-03-28 01:00"))
                self.assertEqual(wall_of(moment, SOFIA), at("2027-03-28 04:00"))
        self.assertEqual(moment_of(at("2027-03-28 02:59"), SOFIA), at("2027-03-28 00:59"))
        self.assertEqual(moment_of(at("2027-03-28 04:00"), SOFIA), at("2027-03-28 01:00"))

    def test_a_time_that_comes_twice_starts_with_the_first_and_stops_with_the_second(self):
        self.assertEqual(moment_of(at("2027-10-31 03:00"), SOFIA), at("2027-10-31 00:00"))
        self.assertEqual(moment_of(at("2027-10-31 03:00"), SOFIA, last=True), at("2027-10-31 01:00"))
        self.assertEqual(moment_of(at("2027-10-31 03:59"), SOFIA), at("2027-10-31 00:59"))
        self.assertEqual(moment_of(at("2027-10-31 03:59"), SOFIA, last=True), at("2027-10-31 01:59"))
        self.assertEqual(moment_of(at("2027-10-31 04:00"), SOFIA), at("2027-10-31 02:00"))

    def test_a_day_that_is_skipped(self):
        """Samoa had no 30.12.2011."""
        apia = pytz.timezone("Pacific/Apia")
        self.assertEqual(moment_of(at("2011-12-30 12:00"), apia), at("2011-12-30 10:00"))
        self.assertEqual(wall_of(at("2011-12-30 10:00"), apia), at("2011-12-31 00:00"))

    def test_a_clock_that_changes_at_midnight(self):
        """Havana skips 00:00 to 01:00 on 10.03.2024, and goes from 01:00 back to 00:00 on 03.11.2024."""
        havana = pytz.timezone("America/Havana")
        self.assertEqual(wall_of(moment_of(at("2024-03-10 00:00"), havana), havana), at("2024-03-10 01:00"))
        first, last = (moment_of(at("2024-11-03 00:30"), havana, last) for last in (False, True))
        self.assertEqual(last - first, HOUR)

    def test_hours_that_do_not_stop_after_they_start_stop_the_next_day(self):
        day = date(2027, 1, 15)
        self.assertEqual(roster.between(day, 9, 17.5, pytz.utc), (at("2027-01-15 09:00"), at("2027-01-15 17:30")))
        self.assertEqual(roster.between(day, 22, 6, pytz.utc), (at("2027-01-15 22:00"), at("2027-01-16 06:00")))
        self.assertEqual(roster.between(day, 8, 8, pytz.utc), (at("2027-01-15 08:00"), at("2027-01-16 08:00")))
        self.assertEqual(roster.between(day, 8, 24, pytz.utc), (at("2027-01-15 08:00"), at("2027-01-16 00:00")))

    def test_hours_are_whole_minutes(self):
        self.assertEqual(roster.minutes_of(8 + 20 / 60), 500)
        self.assertEqual(roster.minutes_of(23.983333333), 1439)
        self.assertEqual(roster.minutes_of(24), 1440)


class TestShifts(BaseCase):
    """Issue 3, cases 1 to 3, 6 and 9 of the notes on booking."""

    def test_a_week_with_a_break(self):
        """8 to 12 and 13 to 17 are two shifts; the break is no row."""
        office = [Attendance(weekday, *hours, HERE) for weekday in range(5) for hours in ((480, 720), (780, 1020))]
        shifts = make("2027-01-11", "2027-01-17", office)
        self.assertEqual(len(shifts), 10)
        self.assertEqual(
            shifts[:2],
            [
                Shift(date(2027, 1, 11), at("2027-01-11 06:00"), at("2027-01-11 10:00"), HERE),
                Shift(date(2027, 1, 11), at("2027-01-11 11:00"), at("2027-01-11 15:00"), HERE),
            ],
        )

    def test_what_touches_is_one_shift(self):
        self.assertEqual(lengths(make("2027-01-11", "2027-01-11", daily((8, 12), (12, 17)))), [9])

    def test_not_where_the_place_changes(self):
        rows = daily((8, 12)) + daily((12, 17), place=THERE)
        self.assertEqual([shift.place for shift in make("2027-01-11", "2027-01-11", rows)], [HERE, THERE])

    def test_night_shift_in_spring(self):
        """Case 1: Sat 27.03.2027 22:00 to Sun 06:00 is 7 hours."""
        rows = [Attendance(5, 22 * 60, 1440, HERE), Attendance(6, 0, 360, HERE)]
        self.assertEqual(
            make("2027-03-27", "2027-03-28", rows),
            [Shift(date(2027, 3, 27), at("2027-03-27 20:00"), at("2027-03-28 03:00"), HERE)],
        )

    def test_night_shift_in_autumn(self):
        """Case 1: Sat 30.10.2027 22:00 to Sun 06:00 is 9 hours."""
        rows = [Attendance(5, 22 * 60, 1440, HERE), Attendance(6, 0, 360, HERE)]
        self.assertEqual(
            make("2027-10-30", "2027-10-31", rows),
            [Shift(date(2027, 10, 30), at("2027-10-30 19:00"), at("2027-10-31 04:00"), HERE)],
        )

    def test_shift_in_the_hour_that_changes(self):
        """Case 2: 03:00 to 05:00 is 1 hour on 28.03.2027 and 3 hours on 31.10.2027; 03:00 to 04:00 is none, and 2."""
        self.assertEqual(
            make("2027-03-28", "2027-03-28", daily((3, 5))),
            [Shift(date(2027, 3, 28), at("2027-03-28 01:00"), at("2027-03-28 02:00"), HERE)],
        )
        self.assertEqual(
            make("2027-10-31", "2027-10-31", daily((3, 5))),
            [Shift(date(2027, 10, 31), at("2027-10-31 00:00"), at("2027-10-31 03:00"), HERE)],
        )
        self.assertEqual(make("2027-03-28", "2027-03-28", daily((3, 4))), [])
        self.assertEqual(lengths(make("2027-10-31", "2027-10-31", daily((3, 4)))), [2])

    def test_two_places_share_the_hour_that_comes_twice(self):
        """Who works here until 03:00 and there from 03:00 is here for the first and the second."""
        rows = daily((1, 3)) + daily((3, 5), place=THERE)
        here, there = make("2027-10-31", "2027-10-31", rows)
        self.assertEqual((here.stop, there.start), (at("2027-10-31 01:00"), at("2027-10-31 01:00")))
        self.assertEqual(lengths([here, there]), [3, 2])

    def test_around_the_clock(self):
        """Case 3: two days of 24 hours are 48 hours without a hole, a shift a day."""
        shifts = make("2027-01-12", "2027-01-13", daily((0, 24)))
        self.assertEqual(
            [(shift.start, shift.stop) for shift in shifts],
            [
                (at("2027-01-11 22:00"), at("2027-01-12 22:00")),
                (at("2027-01-12 22:00"), at("2027-01-13 22:00")),
            ],
        )

    def test_no_shift_is_longer_than_a_day(self):
        for hours in (((0, 24),), ((6, 24), (0, 6)), ((7, 24), (0, 6)), ((1, 24), (0, 0.5)), ((2, 24), (0, 1))):
            rows = [row for row in daily(*hours) if row.stop == int(row.stop)]
            for first in ("2027-01-12", "2027-03-27", "2027-10-30"):
                for shift in make(first, first, rows):
                    with self.subTest(hours=hours, first=first):
                        self.assertLessEqual(shift.stop - shift.start, timedelta(hours=25))
                        self.assertLess(shift.stop - shift.start, roster.LONGEST_SHIFT)

    def test_where_the_period_is_cut_does_not_matter(self):
        """A night shift belongs to the day on which it starts; days made one by one are those made at once."""
        rows = daily((0, 6), (14, 24))
        together = make("2027-03-25", "2027-03-31", rows)
        single = [shift for nr in range(25, 32) for shift in make(f"2027-03-{nr}", f"2027-03-{nr}", rows)]
        self.assertEqual(together, single)
        self.assertEqual(len(together), 7)

    def test_the_clock_is_the_places(self):
        """Case 6: 9 to 17 is 9 to 17 of the branch, in summer and in winter."""
        sofia = make("2027-07-01", "2027-07-01", daily((9, 17)))
        self.assertEqual((sofia[0].start, sofia[0].stop), (at("2027-07-01 06:00"), at("2027-07-01 14:00")))
        york = make("2027-07-01", "2027-07-01", daily((9, 17)), NEW_YORK)
        self.assertEqual((york[0].start, york[0].stop), (at("2027-07-01 13:00"), at("2027-07-01 21:00")))

    def test_two_weeks_take_turns(self):
        """Case 3: week 0 works mornings, week 1 evenings; 2026 has 53 weeks, and they still alternate."""
        rows = daily((8, 12), week=0) + daily((16, 20), week=1)
        starts = {shift.day: wall_of(shift.start, SOFIA).hour for shift in make("2026-12-20", "2027-01-12", rows)}
        self.assertEqual([starts[date(2026, 12, 20) + timedelta(weeks=nr)] for nr in range(4)], [16, 8, 16, 8])
        self.assertEqual([week_of(date(2027, 1, nr)) for nr in (3, 4, 10, 11)], [1, 0, 0, 1])

    def test_night_over_the_end_of_a_week(self):
        """The night from the first to the second week is one shift where both say so."""
        rows = [Attendance(6, 1320, 1440, HERE, 1), Attendance(0, 0, 360, HERE, 0)]
        self.assertEqual(lengths(make("2027-01-03", "2027-01-04", rows)), [8])
        self.assertEqual(make("2027-01-10", "2027-01-11", rows), [])

    def test_another_calendar_from_a_day_on(self):
        """Case 9: the rows are those in force on the day, and a night goes on into the new calendar."""
        old, new = daily((8, 12)), daily((14, 18))
        change = date(2027, 2, 1)
        shifts = roster.shifts(
            date(2027, 1, 31), change, lambda day: new if day >= change else old, lambda place: SOFIA
        )
        self.assertEqual([wall_of(shift.start, SOFIA).hour for shift in shifts], [8, 14])

    def test_half_hours_and_minutes(self):
        kolkata = pytz.timezone("Asia/Kolkata")
        rows = [Attendance(weekday, 545, 1055, HERE) for weekday in range(7)]
        [shift] = make("2027-01-12", "2027-01-12", rows, kolkata)
        self.assertEqual((shift.start, shift.stop), (at("2027-01-12 03:35"), at("2027-01-12 12:05")))

    def test_rows_without_length(self):
        self.assertEqual(make("2027-01-12", "2027-01-12", daily((0, 0), (9, 9))), [])


class TestWithout(BaseCase):
    """What is taken already is left out of a shift."""

    shift = Shift(date(2027, 1, 12), at("2027-01-12 08:00"), at("2027-01-12 16:00"), HERE)

    def left(self, *taken):
        hours = [(at(f"2027-01-12 {start:02d}:00"), at(f"2027-01-12 {stop:02d}:00")) for start, stop in taken]
        return [(piece.start.hour, piece.stop.hour) for piece in without(self.shift, hours)]

    def test_without(self):
        cases = [
            ((), [(8, 16)]),
            (((6, 8), (16, 18)), [(8, 16)]),
            (((6, 10),), [(10, 16)]),
            (((14, 18),), [(8, 14)]),
            (((10, 12),), [(8, 10), (12, 16)]),
            (((12, 13), (10, 11)), [(8, 10), (11, 12), (13, 16)]),
            (((9, 12), (10, 11)), [(8, 9), (12, 16)]),
            (((8, 16),), []),
            (((6, 18),), []),
        ]
        for taken, left in cases:
            with self.subTest(taken=taken):
                self.assertEqual(self.left(*taken), left)


class TestAgainstMinutes(BaseCase):
    """Random calendars against the plain question, for every quarter of an hour: what does the wall say, who works?

    Rows do not begin or end in the hour that is skipped or comes twice: what is meant there is decided above.
    """

    def test_random_calendars(self):
        dice = random.Random(20270328)
        for nr in range(60):
            rows = self.random_rows(dice)
            first = dice.choice([date(2027, 3, 25), date(2027, 10, 28), date(2027, 6, 1), date(2026, 12, 30)])
            last = first + timedelta(days=dice.randint(0, 5))
            with self.subTest(nr=nr, rows=rows, first=first):
                shifts = roster.shifts(first, last, lambda day, rows=rows: rows, lambda place: SOFIA)
                self.assertEqual(shifts, sorted(shifts))
                worked = {quarter for shift in shifts for quarter in self.quarters(shift.start, shift.stop)}
                # what the first and the last night belong to depends on the days around: look at the days between
                noon = [moment_of(datetime.combine(day, time(12)), SOFIA) for day in (first, last)]
                self.assertEqual(
                    {quarter for quarter in worked if noon[0] <= quarter < noon[1]},
                    {quarter for quarter in self.quarters(*noon) if self.is_work(quarter, rows)},
                )

    def random_rows(self, dice):
        hours = [hour for hour in range(25) if hour not in (3, 4)]
        return [
            Attendance(weekday, start * 60, stop * 60, HERE, dice.choice([None, None, 0, 1]))
            for weekday in range(7)
            for cut in [sorted(dice.sample(hours, 4))]
            for start, stop in (cut[:2], cut[2:])
            if dice.random() < 0.8
        ]

    def quarters(self, start, stop):
        return [start + nr * timedelta(minutes=15) for nr in range((stop - start) // timedelta(minutes=15))]

    def is_work(self, quarter, rows):
        wall = wall_of(quarter, SOFIA)
        minute, day = wall.hour * 60 + wall.minute, wall.date()
        return any(
            row.weekday == day.weekday() and row.week in (None, week_of(day)) and row.start <= minute < row.stop
            for row in rows
        )
