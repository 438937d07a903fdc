"""Working time of practitioners: from the rows of a fixed working calendar to shifts (issue 3, cases of booking).

Walls are naive datetimes on the clock of the branch, moments are naive UTC. A place is a branch's id.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache

import pytz

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
FULL_DAY = 24 * 60
# A day of 24 hours on the wall lasts up to 26 where the clock goes back by two.
LONGEST_SHIFT = timedelta(hours=26)

Place = Hashable
Span = tuple[Place, datetime, datetime]


@dataclass(frozen=True)
class Attendance:
    """A row of work of a weekly calendar, in minutes of the day; breaks are no rows."""

    weekday: int  # 0 is Monday
    start: int
    stop: int  # up to 1440, midnight of the next day
    place: Place = None
    week: int | None = None  # 0 or 1 in a calendar of two weeks, see `week_of`


@dataclass(frozen=True, order=True)
class Shift:
    day: date  # on the wall, when it starts
    start: datetime  # UTC
    stop: datetime
    place: Place


def week_of(day: date) -> int:
    """Parity of the week as core counts it, from Monday, January 1 of year 1, so that it alternates over the years.

    >>> week_of(date(2027, 1, 3)), week_of(date(2027, 1, 4))
    (1, 0)
    """
    return (day.toordinal() - 1) // 7 % 2


def minutes_of(hours: float) -> int:
    """
    >>> minutes_of(8.3333)
    500
    """
    return round(hours * 60)


def clock(minutes: int) -> time:
    """
    >>> clock(510)
    datetime.time(8, 30)
    """
    return time(*divmod(minutes, 60))


@lru_cache(maxsize=4096)
def moment_of(wall: datetime, zone: tzinfo, last: bool = False) -> datetime:
    """The moment of a wall-clock time where the clock changes, too.

    A time that the clock skips is the first one that exists after it; of a time that comes twice the first is meant,
    or the second with ``last``. So a shift starts with the first 03:00 and stops with the second.

    :param zone: a zone of pytz, UTC itself included
    """
    while True:
        moments: list[datetime] = sorted(
            zone.localize(wall, is_dst=is_dst).astimezone(pytz.utc)  # type: ignore[attr-defined]
            for is_dst in (True, False)
        )
        real = [moment for moment in moments if moment.astimezone(zone).replace(tzinfo=None) == wall]
        if real:
            return real[-1 if last else 0].replace(tzinfo=None)
        wall += MINUTE


def wall_of(moment: datetime, zone: tzinfo) -> datetime:
    """The wall-clock time of a moment."""
    wall: datetime = pytz.utc.localize(moment).astimezone(zone).replace(tzinfo=None)
    return wall


def between(day: date, hour_from: float, hour_to: float, zone: tzinfo) -> tuple[datetime, datetime]:
    """The moments of a shift on a day's wall; one that does not stop after its start stops the next day.

    >>> between(date(2027, 3, 27), 22, 6, pytz.timezone("Europe/Sofia"))
    (datetime.datetime(2027, 3, 27, 20, 0), datetime.datetime(2027, 3, 28, 3, 0))
    """
    midnight = datetime.combine(day, time())
    start, stop = minutes_of(hour_from), minutes_of(hour_to)
    stop += FULL_DAY if stop <= start else 0
    return (
        moment_of(midnight + start * MINUTE, zone),
        moment_of(midnight + stop * MINUTE, zone, last=True),
    )


def spans_on(day: date, attendances: Iterable[Attendance]) -> list[Span]:
    """What a calendar says about one day, on the wall; rows of one place that touch are one span."""
    midnight = datetime.combine(day, time())
    rows = [row for row in attendances if row.weekday == day.weekday() and row.week in (None, week_of(day))]
    spans: list[Span] = []
    for row in sorted(rows, key=lambda row: row.start):
        span = (row.place, midnight + row.start * MINUTE, midnight + row.stop * MINUTE)
        if spans and spans[-1][0] == row.place and spans[-1][2] == span[1]:
            spans[-1] = (row.place, spans[-1][1], span[2])
        elif row.stop > row.start:
            spans.append(span)
    return spans


def walls(first: date, last: date, attendances_on: Callable[[date], Iterable[Attendance]]) -> list[Span]:
    """Shifts on the wall that start on the days from first to last, both included.

    What goes on over midnight in one place is one shift of the day on which it starts, as long as it takes 24 hours at
    most; work around the clock is a shift per day. The days around are looked at so that the result does not depend
    on where the period is cut.
    """
    days = [first + (nr - 1) * DAY for nr in range((last - first).days + 3)]
    spans: list[Span] = []
    for day in days:
        for span in spans_on(day, attendances_on(day)):
            if spans and _goes_on(spans[-1], span):
                spans[-1] = (span[0], spans[-1][1], span[2])
            else:
                spans.append(span)
    return [span for span in spans if first <= span[1].date() <= last]


def _goes_on(before: Span, after: Span) -> bool:
    return before[0] == after[0] and before[2] == after[1] and after[2] - before[1] <= DAY


def shifts(
    first: date,
    last: date,
    attendances_on: Callable[[date], Iterable[Attendance]],
    zone_of: Callable[[Place], tzinfo],
) -> list[Shift]:
    """Shifts that start on the days from first to last, on the clocks of their places.

    :param attendances_on: the rows of the calendar in force on a day
    :return: those that the clock does not skip as a whole, in order; none overlaps the one before, which can be where
        two places share the hour that comes twice
    """
    result: list[Shift] = []
    for place, start, stop in walls(first, last, attendances_on):
        zone = zone_of(place)
        shift = Shift(start.date(), moment_of(start, zone), moment_of(stop, zone, last=True), place)
        result += without(shift, [(earlier.start, earlier.stop) for earlier in result[-1:]])
    return result


def without(shift: Shift, taken: Sequence[tuple[datetime, datetime]]) -> list[Shift]:
    """What is left of a shift besides times that are taken already.

    :param taken: moments from and to, in any order
    """
    left = []
    start = shift.start
    for taken_start, taken_stop in sorted(taken):
        if taken_stop > start and taken_start < shift.stop:
            if taken_start > start:
                left.append(replace(shift, start=start, stop=taken_start))
            start = taken_stop
    if start < shift.stop:
        left.append(replace(shift, start=start))
    return left
