"""Minutes as bitmaps: the board, the grid on the wall, clock changes (FC8, FO10)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from odoo.addons.clientele.tools.slot_plan import Option, option_starts
from odoo.addons.clientele.tools.slots import Board, first_start, grid_mask, positions, runs, span_mask

SOFIA, MARIA = "Europe/Sofia", 1


def minutes(first, moment):
    return (moment - first) // timedelta(minutes=1)


def offered(first, days, work, busy=(), zone=SOFIA, duration=60, step=15, **buffers):
    """What one practitioner can be booked for: the zone's wall clock with its offset, e.g. "10:00+03:00".

    :param work: pairs of naive UTC datetimes, as ``busy``
    """
    size = days * 1440
    rows = [[(MARIA, minutes(first, start), minutes(first, stop)) for start, stop in pairs] for pairs in (work, busy)]
    bits = option_starts(Board.build(size, *rows), Option(MARIA, duration, **buffers))
    bits &= grid_mask(first, size, zone, step)
    utc = first.replace(tzinfo=ZoneInfo("UTC"))
    walls = [(utc + timedelta(minutes=minute)).astimezone(ZoneInfo(zone)) for minute in positions(bits)]
    return [f"{wall:%H:%M}{wall.isoformat()[-6:]}" for wall in walls]


class TestBitmaps(BaseCase):
    def test_spans(self):
        self.assertEqual(span_mask(2, 5), 0b11100)
        self.assertEqual(span_mask(-3, 2), 0b11)
        for start, stop in ((2, 2), (5, 2), (-5, -2), (-5, 0)):
            self.assertEqual(span_mask(start, stop), 0)

    def test_runs(self):
        self.assertEqual(runs(0b1110111, 1), 0b1110111)
        self.assertEqual(runs(0b1110111, 2), 0b0110011)
        self.assertEqual(runs(0b1110111, 3), 0b0010001)
        self.assertEqual(runs(0b1110111, 4), 0)
        self.assertEqual(runs(span_mask(0, 60), 60), 1)
        self.assertEqual(runs(span_mask(0, 60), 61), 0)
        for length in (0, -1):
            with self.assertRaises(ValueError):
                runs(0b111, length)

    @given(st.lists(st.booleans(), min_size=1, max_size=70), st.integers(1, 40))
    def test_runs_of_any_length(self, flags, length):
        found = runs(sum(flag << minute for minute, flag in enumerate(flags)), length)
        expected = [minute for minute in range(len(flags)) if flags[minute : minute + length] == [True] * length]
        self.assertEqual(list(positions(found)), expected)

    def test_positions(self):
        self.assertEqual(list(positions(0)), [])
        self.assertEqual(list(positions(0b1)), [0])
        self.assertEqual(list(positions(1 << 43199 | 0b1010)), [1, 3, 43199])

    def test_first_start(self):
        bits = 0b1001000
        self.assertEqual(first_start(bits), 3)
        self.assertEqual(first_start(bits, 3), 3)
        self.assertEqual(first_start(bits, 4), 6)
        self.assertIsNone(first_start(bits, 7))
        self.assertIsNone(first_start(0))


class TestBoard(BaseCase):
    def test_rows_are_clipped_and_joined(self):
        """Unsorted, overlapping, touching, one within another, and sticking out on both sides."""
        rows = [(1, 8, 20), (1, -5, 2), (1, 4, 5), (1, 5, 6), (1, 4, 6), (1, 10, 12)]
        rows += [(2, -9, 99), (3, 12, 15), (3, -3, 0)]
        for work in (rows, rows[::-1]):
            board = Board.build(12, work, [])
            self.assertEqual(board.work, {1: 0b111100110011, 2: 0b111111111111, 3: 0})

    def test_rows_without_time(self):
        board = Board.build(12, [(1, 5, 5), (1, 8, 3), (1, 20, 30)], [])
        self.assertEqual(board.work, {1: 0})

    def test_free(self):
        """Nothing is free outside of the window; who is not mentioned is free all the time."""
        board = Board.build(8, [], [(1, 0, 3), (1, 5, 6)])
        self.assertEqual(board.free(1), 0b11011000)
        self.assertEqual(board.free(2), 0b11111111)

    def test_cut(self):
        board = Board.build(12, [(1, 2, 9)], [(2, 0, 5), (2, 8, 12)]).cut(4, 10)
        self.assertEqual((board.size, board.work, board.busy), (6, {1: 0b011111}, {2: 0b110001}))

    @given(st.lists(st.tuples(st.integers(1, 2), st.integers(-15, 45), st.integers(-15, 45))), st.integers(1, 33))
    def test_a_board_says_what_its_rows_say(self, rows, size):
        board = Board.build(size, rows, [])
        for resource in (1, 2):
            expected = [m for m in range(size) if any(r == resource and start <= m < stop for r, start, stop in rows)]
            self.assertEqual(list(positions(board.work.get(resource, 0))), expected)


class TestGrid(BaseCase):
    def at(self, first, zone, step, size=1440):
        return [first + timedelta(minutes=minute) for minute in positions(grid_mask(first, size, zone, step))]

    def test_full_hours_of_a_zone(self):
        """Half and quarter hours ahead of UTC, and days behind: the wall decides, not UTC."""
        first = datetime(2027, 6, 1)
        for zone, minute in (("Asia/Kolkata", 30), ("Asia/Kathmandu", 15), ("Pacific/Honolulu", 0), ("UTC", 0)):
            with self.subTest(zone=zone):
                found = self.at(first, zone, 60)
                self.assertEqual({moment.minute for moment in found}, {minute})
                self.assertEqual(len(found), 24)

    def test_midnight_is_the_anchor(self):
        """A step that does not divide the day starts anew each midnight of the wall: 22:30 and then 0:00."""
        found = self.at(datetime(2027, 6, 1, 9), SOFIA, 450)
        self.assertEqual(
            found,
            [
                datetime(2027, 6, 1, 12),  # 15:00 in Sofia
                datetime(2027, 6, 1, 19, 30),  # 22:30
                datetime(2027, 6, 1, 21),  # midnight
                datetime(2027, 6, 2, 4, 30),  # 7:30
            ],
        )

    def test_the_first_minute_need_not_be_on_the_grid(self):
        found = self.at(datetime(2027, 6, 1, 9, 50), SOFIA, 20, 60)
        self.assertEqual(found, [datetime(2027, 6, 1, 10), datetime(2027, 6, 1, 10, 20), datetime(2027, 6, 1, 10, 40)])

    def test_the_clock_is_put_forward_or_back(self):
        """23 and 25 hours on the wall; Lord Howe moves by half an hour."""
        for zone, first, hours in (
            (SOFIA, datetime(2027, 3, 27, 22), 23),
            (SOFIA, datetime(2027, 10, 30, 21), 25),
            ("Europe/Kyiv", datetime(2026, 10, 24, 21), 25),
            ("Australia/Lord_Howe", datetime(2027, 10, 2, 13, 30), 23.5),
            ("Australia/Lord_Howe", datetime(2027, 4, 3, 13), 24.5),
        ):
            with self.subTest(zone=zone, first=first):
                size = int(hours * 60)
                self.assertEqual(len(self.at(first, zone, 15, size)), hours * 4)
                wall = first.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone))
                self.assertEqual((wall.hour, wall.minute), (0, 0))
                self.assertEqual(self.at(first, zone, 1440, size + 1), [first, first + timedelta(minutes=size)])

    def test_a_time_after_the_change_does_not_move(self):
        """13:00 on the day of the change and on its neighbours (case 11)."""
        found = self.at(datetime(2027, 3, 26, 22), SOFIA, 13 * 60, 3 * 1440)
        self.assertEqual(found[1::2], [datetime(2027, 3, day, hour) for day, hour in ((27, 11), (28, 10), (29, 10))])

    def test_no_step(self):
        for step in (0, -15):
            with self.assertRaises(ValueError):
                grid_mask(datetime(2027, 6, 1), 60, SOFIA, step)

    @given(
        st.sampled_from(
            [
                (SOFIA, datetime(2027, 3, 28, 1)),
                (SOFIA, datetime(2027, 10, 31, 1)),
                ("America/New_York", datetime(2027, 3, 14, 7)),
                ("Australia/Lord_Howe", datetime(2027, 4, 3, 15)),
                ("Asia/Kathmandu", datetime(2027, 6, 1)),
            ]
        ),
        st.integers(-2000, 100),
        st.integers(1, 2500),
        st.sampled_from([5, 7, 15, 45, 60]),
    )
    def test_every_minute_of_the_wall(self, change, ahead, size, step):
        """Against the clock of another library, minute by minute."""
        zone, first = change[0], change[1] + timedelta(minutes=ahead)
        utc = first.replace(tzinfo=ZoneInfo("UTC"))
        walls = [(utc + timedelta(minutes=minute)).astimezone(ZoneInfo(zone)) for minute in range(size)]
        expected = [minute for minute, wall in enumerate(walls) if (wall.hour * 60 + wall.minute) % step == 0]
        self.assertEqual(list(positions(grid_mask(first, size, zone, step))), expected)


class TestOnTheWall(BaseCase):
    """The cases of clock and calendar: one practitioner, 60 minutes, every quarter of an hour."""

    def test_night_of_seven_hours(self):
        """22:00 to 6:00 when the clock is put forward: 7 hours, and nothing is labelled 3:xx (case 1)."""
        times = offered(datetime(2027, 3, 27), 2, [(datetime(2027, 3, 27, 20), datetime(2027, 3, 28, 3))])
        self.assertEqual(len(times), 25)
        self.assertEqual((times[0], times[-1]), ("22:00+02:00", "05:00+03:00"))
        self.assertFalse([time for time in times if time.startswith("03")])
        self.assertEqual(times[19:21], ["02:45+02:00", "04:00+03:00"])

    def test_night_of_nine_hours(self):
        """22:00 to 6:00 when the clock is put back: 9 hours; 3:xx comes twice and is told apart (case 1)."""
        times = offered(datetime(2027, 10, 30), 2, [(datetime(2027, 10, 30, 19), datetime(2027, 10, 31, 4))])
        self.assertEqual(len(times), 33)
        self.assertEqual(
            [time for time in times if time.startswith("03")],
            [f"03:{minute:02}{offset}" for offset in ("+03:00", "+02:00") for minute in (0, 15, 30, 45)],
        )
        self.assertEqual(len(set(times)), 33)

    def test_a_shift_on_the_change(self):
        """3:00 to 5:00 lasts one hour in spring and three in autumn (case 2)."""
        spring = offered(datetime(2027, 3, 28), 1, [(datetime(2027, 3, 28, 1), datetime(2027, 3, 28, 2))])
        self.assertEqual(spring, ["04:00+03:00"])
        autumn = offered(datetime(2027, 10, 31), 1, [(datetime(2027, 10, 31, 0), datetime(2027, 10, 31, 3))])
        self.assertEqual(len(autumn), 9)
        self.assertEqual((autumn[0], autumn[-1]), ("03:00+03:00", "04:00+02:00"))

    def test_two_whole_days(self):
        """Shifts that touch at midnight are one: 189 starts, also 23:15 to 0:00 (case 3)."""
        midnights = [datetime(2027, 6, day, 21) for day in (1, 2, 3)]
        times = offered(datetime(2027, 6, 1), 3, list(zip(midnights, midnights[1:], strict=False)))
        self.assertEqual(len(times), 189)
        self.assertEqual(times.count("23:30+03:00"), 1)
        self.assertEqual((times[0], times[-1]), ("00:00+03:00", "23:00+03:00"))

    def test_a_break(self):
        """9:00 to 17:00 with a break from 12:00 to 13:00: the last start before it is 11:00 (case 3)."""
        day = [(datetime(2027, 6, 1, 6), datetime(2027, 6, 1, 14))]
        times = offered(datetime(2027, 6, 1), 1, day, [(datetime(2027, 6, 1, 9), datetime(2027, 6, 1, 10))])
        self.assertEqual(len(times), 9 + 13)
        self.assertEqual(times[8:10], ["11:00+03:00", "13:00+03:00"])

    def test_a_leave_from_midday_to_midday(self):
        """It starts within one shift and ends within another; what it leaves is offered (cases 4 and 5)."""
        shifts = [(datetime(2027, 6, day, 6), datetime(2027, 6, day, 14)) for day in (1, 2, 3)]
        leave = [(datetime(2027, 6, 1, 9), datetime(2027, 6, 3, 9))]
        times = offered(datetime(2027, 6, 1), 3, shifts, leave)
        self.assertEqual(len(times), 9 + 17)
        self.assertEqual(times[8:10], ["11:00+03:00", "12:00+03:00"])
        self.assertEqual((times[0], times[-1]), ("09:00+03:00", "16:00+03:00"))

    def test_a_leave_as_long_as_the_shift(self):
        shift = [(datetime(2027, 6, 1, 6), datetime(2027, 6, 1, 14))]
        self.assertEqual(offered(datetime(2027, 6, 1), 1, shift, shift), [])

    def test_a_leave_over_the_change(self):
        """The night of 9 hours with a leave from 1:00 to 4:00 of the new time (case 5)."""
        night = [(datetime(2027, 10, 30, 19), datetime(2027, 10, 31, 4))]
        leave = [(datetime(2027, 10, 30, 22), datetime(2027, 10, 31, 2))]
        times = offered(datetime(2027, 10, 30), 2, night, leave)
        self.assertEqual(times[8:10], ["00:00+03:00", "04:00+02:00"])
        self.assertEqual(len(times), 9 + 5)

    def test_starts_keep_to_the_wall(self):
        """Two unequal shifts that overlap, 45 minutes: quarters of the hour, not 9:10 or 10:05 (case 13)."""
        shifts = [
            (datetime(2027, 6, 1, 6, 10), datetime(2027, 6, 1, 8)),
            (datetime(2027, 6, 1, 7, 5), datetime(2027, 6, 1, 9, 20)),
        ]
        times = offered(datetime(2027, 6, 1), 1, shifts, duration=45)
        self.assertEqual((len(times), times[0], times[-1]), (10, "09:15+03:00", "11:30+03:00"))

    def test_a_buffer_after_closing(self):
        """60 + 10 minutes at 16:00 and closing at 17:00 is allowed, unless something comes at 17:05 (case 14)."""
        first, day = datetime(2027, 6, 1), [(datetime(2027, 6, 1, 6), datetime(2027, 6, 1, 14))]
        self.assertEqual(offered(first, 1, day, after=10)[-1], "16:00+03:00")
        self.assertEqual(offered(first, 1, day, before=10)[0], "09:00+03:00")
        evening = [(datetime(2027, 6, 1, 14, 5), datetime(2027, 6, 1, 15))]
        self.assertEqual(offered(first, 1, day, evening, after=10)[-1], "15:45+03:00")
        evening = [(datetime(2027, 6, 1, 14, 10), datetime(2027, 6, 1, 15))]
        self.assertEqual(offered(first, 1, day, evening, after=10)[-1], "16:00+03:00")

    def test_notice_before_a_visit(self):
        """15 hours ahead, counted on the clock that runs, over midnight and the change (case 15)."""
        first = datetime(2027, 3, 27)
        work = Board.build(2 * 1440, [(MARIA, 0, 2 * 1440)], [])
        bits = option_starts(work, Option(MARIA, 60)) & grid_mask(first, 2 * 1440, SOFIA, 60)
        now = minutes(first, datetime(2027, 3, 27, 18))  # 20:00 in Sofia, and 15 hours later it is 12:00
        self.assertEqual(first_start(bits, now + 15 * 60), minutes(first, datetime(2027, 3, 28, 9)))

    def test_short_services(self):
        """5 and 8 minutes, from midnight to midnight (case 18)."""
        day = [(datetime(2027, 6, 1, 21), datetime(2027, 6, 2, 21))]
        for duration, count, last in ((5, 96, "23:45"), (8, 96, "23:45"), (15, 96, "23:45"), (16, 95, "23:30")):
            times = offered(datetime(2027, 6, 1), 2, day, duration=duration)
            self.assertEqual((len(times), times[0], times[-1]), (count, "00:00+03:00", f"{last}+03:00"))
        between = [(datetime(2027, 6, 1, 21, 8), datetime(2027, 6, 2, 20, 52))]
        times = offered(datetime(2027, 6, 1), 2, day, between, duration=8, step=1)
        self.assertEqual(times, ["00:00+03:00", "23:52+03:00"])
