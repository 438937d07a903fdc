"""Which birthdays a period holds, as month × 100 + day, so that the year of birth does not matter (FF11)."""

from calendar import isleap
from datetime import date

Span = tuple[int, int]
WHOLE_YEAR = ((101, 1231),)


def birthday_keys(first: date, last: date) -> tuple[Span, ...]:
    """Spans of month × 100 + day, both ends inclusive.

    In a common year the 28.02 is also the birthday of those born on 29.02.

    >>> birthday_keys(date(2021, 12, 25), date(2022, 1, 8))
    ((1225, 1231), (101, 108))
    >>> birthday_keys(date(2021, 2, 20), date(2021, 2, 28))
    ((220, 229),)
    >>> birthday_keys(date(2021, 3, 1), date(2021, 3, 5))
    ((301, 305),)
    """
    if last < first:
        return ()
    if (last - first).days >= 365:
        return WHOLE_YEAR
    return tuple(
        _span(max(first, date(year, 1, 1)), min(last, date(year, 12, 31))) for year in range(first.year, last.year + 1)
    )


def _span(first: date, last: date) -> Span:
    """Both days of one year; 228 is followed by 229 in a leap year anyway."""
    end = last.month * 100 + last.day
    return first.month * 100 + first.day, 229 if end == 228 and not isleap(last.year) else end
