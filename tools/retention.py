"""When a window to come again is over; cohorts: who began in a month, and how many of them came in the months after.

Months are the dates of their first days. ``today`` is always an argument.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from .periods import months_before


@dataclass(frozen=True)
class Cohort:
    """Clients whose first deal was in ``month``; ``came[n]`` of them had a deal n months later.

    ``over[n]`` tells whether that month is over; the last one may still run.
    """

    month: date
    came: tuple[int, ...]
    over: tuple[bool, ...]

    @property
    def size(self) -> int:
        return self.came[0]


def month_of(day: date) -> date:
    return day.replace(day=1)


def months_between(first: date, last: date) -> int:
    """
    >>> months_between(date(2020, 11, 30), date(2021, 2, 1))
    3
    """
    return (last.year - first.year) * 12 + last.month - first.month


def last_day(month: date) -> date:
    """
    >>> last_day(date(2020, 2, 1))
    datetime.date(2020, 2, 29)
    """
    return date.fromordinal(months_before(month_of(month), -1).toordinal() - 1)


def deadline(day: date, months: int) -> date:
    """The last day of the window to come again; missing days clamp.

    >>> deadline(date(2020, 11, 30), 3)
    datetime.date(2021, 2, 28)
    """
    return months_before(day, -months)


def window_over(day: date, months: int, today: date) -> bool:
    """Whether everybody who was served in the month of the day has had the whole window to come again.

    >>> window_over(date(2021, 1, 15), 3, date(2021, 4, 30)), window_over(date(2021, 1, 15), 3, date(2021, 5, 1))
    (False, True)
    """
    return deadline(last_day(day), months) < today


def first_open_month(today: date, months: int) -> date:
    """The first day of the first month that is not over: earlier days are of months that are.

    >>> first_open_month(date(2021, 4, 30), 3), first_open_month(date(2021, 5, 1), 3)
    (datetime.date(2021, 1, 1), datetime.date(2021, 2, 1))
    """
    month = month_of(deadline(today, -months - 1))
    while window_over(month, months, today):
        month = deadline(month, 1)
    return month


def cohorts(counts: Mapping[tuple[date, int], int], today: date) -> list[Cohort]:
    """:param counts: {(month of the first deal, months since): number of clients}; what is 0 may be missing
    :return: the cohorts from the oldest on, each with all months until the current one
    """
    result = []
    for month in sorted({month for month, __ in counts}):
        ages = range(months_between(month, today) + 1)
        came = tuple(counts.get((month, age), 0) for age in ages)
        over = tuple(last_day(deadline(month, age)) < today for age in ages)
        result.append(Cohort(month, came, over))
    return result


def averages(rows: list[Cohort]) -> list[float | None]:
    """The share that came so many months later, of all clients whose month is over; None where none is."""
    result: list[float | None] = []
    for age in range(max((len(row.came) for row in rows), default=0)):
        counted = [row for row in rows if age < len(row.over) and row.over[age]]
        size = sum(row.size for row in counted)
        result.append(sum(row.came[age] for row in counted) / size if size else None)
    return result
