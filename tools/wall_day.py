"""A day as the clock on a wall shows it: 23 or 25 hours long when the clock is changed.

Minutes of a day are counted from its first moment, so they never jump; what the wall shows at them may.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pytz

STEP = 15  # minutes; no zone changes its clock at another minute


@dataclass(frozen=True)
class WallDay:
    """:ivar start: naive UTC datetime of the day's first moment
    :ivar length: minutes of the day, 1440 unless the clock is changed
    :ivar marks: (minute, minute on the wall, UTC offset as text where the wall shows that time twice, else "")
        of each full hour, and of each moment at which the clock is changed
    """

    day: date
    start: datetime
    length: int
    marks: tuple[tuple[int, int, str], ...]

    @property
    def stop(self) -> datetime:
        return self.start + timedelta(minutes=self.length)

    def minute_of(self, moment: datetime) -> int:
        """:return: minutes from the day's first moment to a naive UTC datetime, negative before it"""
        return round((moment - self.start).total_seconds() / 60)

    def moment_of(self, minute: int) -> datetime:
        return self.start + timedelta(minutes=minute)

    def cut(self, start: datetime, stop: datetime) -> tuple[int, int] | None:
        """:return: the minutes of this day within a period in naive UTC, None where they do not meet"""
        first, last = max(self.minute_of(start), 0), min(self.minute_of(stop), self.length)
        return (first, last) if first < last else None


def wall_day(zone: pytz.BaseTzInfo, day: date) -> WallDay:
    start = midnight(zone, day)
    length = round((midnight(zone, day + timedelta(days=1)) - start).total_seconds() / 60)
    return WallDay(day, start, length, tuple(_marks(zone, start, length)))


def midnight(zone: pytz.BaseTzInfo, day: date) -> datetime:
    """:return: naive UTC datetime at which the day begins on the wall"""
    moment: datetime = zone.localize(datetime.combine(day, time())).astimezone(pytz.utc)
    return moment.replace(tzinfo=None)


def _marks(zone: pytz.BaseTzInfo, start: datetime, length: int) -> Iterator[tuple[int, int, str]]:
    walls = []
    for minute in range(0, length, STEP):
        local = pytz.utc.localize(start + timedelta(minutes=minute)).astimezone(zone)
        walls.append((minute, local.hour * 60 + local.minute, local.strftime("%z")))
    shown = [wall for _minute, wall, _offset in walls]
    twice = {wall for wall in shown if shown.count(wall) > 1}
    previous = None
    for minute, wall, offset in walls:
        if wall % 60 == 0 or (previous is not None and wall != previous + STEP):
            yield minute, wall, f"{offset[:3]}:{offset[3:]}" if wall in twice else ""
        previous = wall
