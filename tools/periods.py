"""Days and periods, always of the branch's wall (DF3). ``today`` is always an argument."""

from datetime import date
from functools import lru_cache

from dateutil.relativedelta import relativedelta


def months_before(today: date, months: int) -> date:
    """The day that many months earlier; missing days clamp.

    >>> months_before(date(2021, 8, 31), 6)
    datetime.date(2021, 2, 28)
    """
    earlier: date = today - relativedelta(months=months)
    return earlier


def last_months(today: date, months: int) -> tuple[date, date]:
    """First and last day of "the last N months" (DF3).

    >>> last_months(date(2021, 7, 21), 3)
    (datetime.date(2021, 4, 22), datetime.date(2021, 7, 21))
    """
    return months_before(today, months) + relativedelta(days=1), today


@lru_cache(maxsize=10_000)
def turnover_days(period: str, months: int, day: date) -> tuple[date | None, date]:
    """First (None for ever) and last day of the turnover that counts on a day (LO7).

    :param period: ``months``, the last so many; ``year``, the calendar year; ``all`` time

    >>> turnover_days("year", 0, date(2021, 7, 21))
    (datetime.date(2021, 1, 1), datetime.date(2021, 7, 21))
    """
    if period == "all":
        return None, day
    if period == "year":
        return day.replace(month=1, day=1), day
    return last_months(day, months)


def relative(name: str, today: date) -> tuple[date, date]:
    """First and last day of a period that is named relative to today; it never reaches beyond today.

    :param name: this_month, last_month, this_year, last_year or last_12_months

    >>> relative("last_month", date(2021, 3, 31))
    (datetime.date(2021, 2, 1), datetime.date(2021, 2, 28))
    >>> relative("this_year", date(2021, 7, 21))
    (datetime.date(2021, 1, 1), datetime.date(2021, 7, 21))
    """
    if name == "last_12_months":
        return last_months(today, 12)
    within, length = name.split("_")
    first = today.replace(day=1) if length == "month" else today.replace(month=1, day=1)
    if within == "this":
        return first, today
    return months_before(first, 1 if length == "month" else 12), first - relativedelta(days=1)
