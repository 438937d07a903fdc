"""The period of a condition: dates, or a stretch that is named relative to today (FF3, DF3)."""

from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from .periods import months_before

EVER, BETWEEN = "ever", "between"
LAST, NEXT = "last", "next"
UNITS = ("day", "week", "month", "year")
NAMED = tuple(f"{within}_{unit}" for within in ("this", "previous") for unit in UNITS[1:])
NAMES = (EVER, BETWEEN, LAST, NEXT, *NAMED)
DAYS = {"day": 1, "week": 7}
MONTHS = {"month": 1, "year": 12}
LONGEST = 1000  # of any unit, so that no date leaves the calendar

Days = tuple[date | None, date | None]  # first and last day, both inclusive; None: open
EVER_DAYS: Days = (None, None)


@dataclass(frozen=True)
class Period:
    """``between`` has days, either may be missing; ``last`` and ``next`` have a count of units."""

    name: str = EVER
    count: int = 0
    unit: str = "day"
    first: date | None = None
    last: date | None = None

    @property
    def relative(self) -> bool:
        """Whether it depends on today."""
        return self.name not in (EVER, BETWEEN)

    @property
    def weekly(self) -> bool:
        """Whether it depends on the day with which a week starts."""
        return self.name.endswith("_week")

    def days(self, today: date, week_start: int = 0) -> Days:
        """First and last day.

        :param week_start: the first day of a week, 0 for Monday

        >>> Period("last", 3, "month").days(date(2021, 7, 21))
        (datetime.date(2021, 4, 22), datetime.date(2021, 7, 21))
        >>> Period("next", 14).days(date(2021, 12, 25))
        (datetime.date(2021, 12, 25), datetime.date(2022, 1, 8))
        """
        if self.name == EVER:
            return None, None
        if self.name == BETWEEN:
            return self.first, self.last
        if self.name == LAST:
            return self._shift(today, -1) + relativedelta(days=1), today
        if self.name == NEXT:
            return today, self._shift(today, 1)
        return self._named(today, week_start)

    def _shift(self, today: date, sign: int) -> date:
        if self.unit in MONTHS:
            months = self.count * MONTHS[self.unit]
            shifted: date = months_before(today, months) if sign < 0 else today + relativedelta(months=months)
            return shifted
        later: date = today + relativedelta(days=sign * self.count * DAYS[self.unit])
        return later

    def _named(self, today: date, week_start: int) -> Days:
        within, unit = self.name.split("_")
        if unit == "week":
            first = today - relativedelta(days=(today.weekday() - week_start) % 7)
            length = relativedelta(weeks=1)
        else:
            first = today.replace(day=1) if unit == "month" else today.replace(month=1, day=1)
            length = relativedelta(months=MONTHS[unit])
        if within == "previous":
            first -= length
        return first, first + length - relativedelta(days=1)


def hull(one: Days, other: Days) -> Days:
    """The shortest period that holds both.

    >>> hull((date(2021, 1, 1), date(2021, 1, 31)), (None, date(2021, 1, 7)))
    (None, datetime.date(2021, 1, 31))
    """
    first = min(one[0], other[0]) if one[0] and other[0] else None
    last = max(one[1], other[1]) if one[1] and other[1] else None
    return first, last
