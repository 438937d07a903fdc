"""When a client is reminded of a visit. Moments are naive UTC; zones are pytz's, as those of branches."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pytz


@dataclass(frozen=True)
class HoursBefore:
    """That many hours before the visit, whatever clocks on walls do in between."""

    hours: int


@dataclass(frozen=True)
class DaysBefore:
    """At a time of the branch's wall, that many days before the day of the visit (0: on the day itself)."""

    days: int
    at: time


def due_at(start: datetime, zone: pytz.BaseTzInfo, rule: HoursBefore | DaysBefore) -> datetime:
    """The moment from which the client is to be reminded.

    A time that the wall does not show, when clocks go forward, is the one an hour later; of one that it shows twice
    the second is meant.

    >>> due_at(datetime(2021, 7, 22, 7), pytz.timezone("Europe/Sofia"), DaysBefore(1, time(18)))
    datetime.datetime(2021, 7, 21, 15, 0)
    """
    if isinstance(rule, HoursBefore):
        return start - timedelta(hours=rule.hours)
    day = pytz.utc.localize(start).astimezone(zone).date() - timedelta(days=rule.days)
    due: datetime = zone.localize(datetime.combine(day, rule.at)).astimezone(pytz.utc).replace(tzinfo=None)
    return due


def is_due(now: datetime, start: datetime, due: datetime, booked_at: datetime | None) -> bool:
    """Whether to remind now: late rather than not, but never of what has begun, nor who booked after that moment."""
    return due <= now < start and (booked_at is None or booked_at <= due)


def longest_lead(rule: HoursBefore | DaysBefore) -> timedelta:
    """The longest time that can lie between the reminder and the visit; visits later than that need no look."""
    if isinstance(rule, HoursBefore):
        return timedelta(hours=rule.hours)
    # to the end of the visit's day, which has an hour more when clocks go back
    return timedelta(days=rule.days + 1, hours=1) - timedelta(hours=rule.at.hour, minutes=rule.at.minute)


def payment_reminder(due: date, today: date, before: int, every: int, times: int) -> tuple[str, int] | None:
    """Which reminder of a payment is to be sent: one before its day, or the n-th once it is overdue; None for none.

    What is overdue for longer than all reminders take is left alone: it was not forgotten yesterday.

    :param before: days before the day, the day itself included; 0 for never
    :param every: days from one reminder of an overdue payment to the next; 0 for never

    >>> payment_reminder(date(2021, 7, 21), date(2021, 7, 20), 3, 7, 2)
    ('before', 1)
    >>> payment_reminder(date(2021, 7, 1), date(2021, 7, 20), 3, 7, 2)
    ('overdue', 2)
    >>> payment_reminder(date(2021, 7, 1), date(2021, 7, 22), 3, 7, 2)
    """
    late = (today - due).days
    if late <= 0:
        return ("before", 1) if before and -late <= before else None
    number = late // every if every else 0
    return ("overdue", number) if 1 <= number <= times else None
