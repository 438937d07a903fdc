"""How the days of a subscription move when it is frozen, and back when it is unfrozen early (IN8)."""

from collections.abc import Sequence
from datetime import date, timedelta

Window = tuple[date, date]  # the first and the last frozen day, both frozen


def days_in(window: Window) -> int:
    """
    >>> days_in((date(2021, 7, 1), date(2021, 7, 10)))
    10
    """
    first, last = window
    return (last - first).days + 1


def pushed(day: date, window: Window) -> date:
    """A day that has not come when the freeze begins comes later by the days that are frozen.

    >>> pushed(date(2021, 7, 1), (date(2021, 7, 1), date(2021, 7, 10)))
    datetime.date(2021, 7, 11)
    >>> pushed(date(2021, 6, 30), (date(2021, 7, 1), date(2021, 7, 10)))
    datetime.date(2021, 6, 30)
    """
    return day + timedelta(days=days_in(window)) if day >= window[0] else day


def pulled(day: date, window: Window) -> date:
    """The day that :func:`pushed` had moved; one that was set inside the freeze meanwhile falls on its first day.

    >>> pulled(date(2021, 7, 11), (date(2021, 7, 1), date(2021, 7, 10)))
    datetime.date(2021, 7, 1)
    """
    first = window[0]
    return max(first, day - timedelta(days=days_in(window))) if day >= first else day


def rebased(day: date | None, old: Sequence[Window], new: Sequence[Window]) -> date | None:
    """A day that some freezes have moved, as others move it. A freeze that is put in or shortened before a later one
    takes that along, so that the day ends where it would be, had all been known from the start.

    :param old: the freezes that moved the day, in order
    :param new: the freezes that are to move it, in order
    """
    if day is None:
        return None
    for window in reversed(old):
        day = pulled(day, window)
    for window in new:
        day = pushed(day, window)
    return day
