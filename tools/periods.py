"""Days and periods, always of the branch's wall (DF3). ``today`` is always an argument."""

from datetime import date

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
