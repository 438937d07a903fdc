"""A client's rhythm and what follows from it: expected visit, flag and colour (FO1, FO4, TR2-TR4).

These functions say the rule for one client; the same rule in SQL for a million stands in ``models/insight``, and a
test holds the two together.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import floor
from statistics import median

from .periods import months_before

KEPT_GAPS = 8
FEWEST_GAPS = 2


@dataclass(frozen=True)
class Thresholds:
    """A company's settings of TR4. Days are days, months calendar months."""

    factor: Decimal = Decimal("1.5")
    losing_months: int = 6
    lost_months: int = 12
    never_losing_before: int = 0
    lost_needs_rhythm: bool = False


def kept_gaps(days: Iterable[date]) -> list[int]:
    """Days between consecutive deals: gaps of one day or less drop out first, then the last 8 stay (FO4)."""
    ordered = sorted(set(days))
    gaps = [(later - earlier).days for earlier, later in zip(ordered, ordered[1:], strict=False)]
    return [gap for gap in gaps if gap > 1][-KEPT_GAPS:]


def median_gap(days: Iterable[date]) -> Decimal | None:
    """The median of the kept gaps, None below two of them; an even count gives the mean of the middle two."""
    gaps = kept_gaps(days)
    return Decimal(str(median(gaps))) if len(gaps) >= FEWEST_GAPS else None


def expected_visit(last: date, gap: Decimal) -> date:
    """Last use plus the median gap, half a day rounded up (FO4)."""
    return last + timedelta(days=floor(gap + Decimal("0.5")))


def losing_on(last: date, gap: Decimal, factor: Decimal) -> date:
    """The first day on which more than factor × median days have passed (TR4)."""
    return last + timedelta(days=floor(factor * gap) + 1)


def colour(last: date | None, today: date, thresholds: Thresholds = Thresholds()) -> str:
    """green, orange, red, or grey without a deal; the limits belong to the better colour (FO1)."""
    if last is None:
        return "grey"
    if last >= months_before(today, thresholds.losing_months):
        return "green"
    return "orange" if last >= months_before(today, thresholds.lost_months) else "red"


# The flag that each rule of `rule_of` gives.
FLAG_OF = {
    "new": None,
    "booked": "ok",
    "gone": "lost",
    "broken": "losing",
    "silent": "losing",
    "patient": "ok",
    "fine": "ok",
}


def rule_of(
    last: date | None,
    gap: Decimal | None,
    open_booking: date | None,
    today: date,
    thresholds: Thresholds = Thresholds(),
) -> str:
    """The rule that decides a client's flag, a key of ``FLAG_OF`` (TR2, TR3, TR4).

    :param last: day of the last deal
    :param gap: the client's own median gap, None without a rhythm
    :param open_booking: the latest day with an open booking
    """
    if last is None:
        return "new"
    if open_booking and open_booking >= today:
        return "booked"
    broken = gap is not None and today >= losing_on(last, gap, thresholds.factor)
    lost = last <= months_before(today, thresholds.lost_months)
    if lost and (broken or gap is None or not thresholds.lost_needs_rhythm):
        return "gone"
    silent = gap is None and last <= months_before(today, thresholds.losing_months)
    if not broken and not silent:
        return "fine"
    if (today - last).days < thresholds.never_losing_before:
        return "patient"
    return "broken" if broken else "silent"


def flag(
    last: date | None,
    gap: Decimal | None,
    open_booking: date | None,
    today: date,
    thresholds: Thresholds = Thresholds(),
) -> str | None:
    """ok, losing, lost, or None without a deal; parameters as of ``rule_of``."""
    return FLAG_OF[rule_of(last, gap, open_booking, today, thresholds)]


def losing_from(last: date, gap: Decimal | None, thresholds: Thresholds) -> date:
    """The first day on which the client is slipping away, without a new deal or booking."""
    if gap is None:
        first = months_gone_on(last, thresholds.losing_months)
    else:
        first = losing_on(last, gap, thresholds.factor)
    return max(first, last + timedelta(days=thresholds.never_losing_before))


def lost_from(last: date, gap: Decimal | None, thresholds: Thresholds) -> date:
    """The first day on which the client is lost, without a new deal or booking."""
    first = months_gone_on(last, thresholds.lost_months)
    if gap is not None and thresholds.lost_needs_rhythm:
        first = max(first, losing_on(last, gap, thresholds.factor))
    return first


def months_gone_on(last: date, months: int) -> date:
    """The first day D with last ≤ D − months; where a day is missing, D − months clamps and D comes later.

    >>> months_gone_on(date(2026, 8, 31), 6)
    datetime.date(2027, 3, 1)
    """
    day = months_before(last, -months)
    while months_before(day, months) < last:
        day += timedelta(days=1)
    return day


def age(birthdate: date, today: date) -> int:
    """Full years; who is born on 29.02 turns a year older on 28.02 in common years (FF11)."""
    years = today.year - birthdate.year
    return years - (today < birthdate + _years(birthdate, years))


def born_by(years: int, today: date) -> date | None:
    """The last date of birth of those who are so many years old or more, None before the calendar began.

    >>> born_by(25, date(2021, 7, 21)), born_by(25, date(2021, 2, 28))
    (datetime.date(1996, 7, 21), datetime.date(1996, 2, 29))
    """
    year = today.year - max(years, 0)
    if year < 1:
        return None
    ends_february = (today + timedelta(days=1)).day == 1 and today.month == 2
    return date(year, today.month, monthrange(year, 2)[1] if ends_february else today.day)


def _years(birthdate: date, years: int) -> timedelta:
    try:
        anniversary = birthdate.replace(year=birthdate.year + years)
    except ValueError:
        anniversary = date(birthdate.year + years, 2, 28)
    return anniversary - birthdate


def band(value: float, width: int) -> int:
    """Lower bound of the band that holds the value: 499.99 → 0, 500 → 500 (TR11)."""
    return floor(value / width) * width
