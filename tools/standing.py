"""Which tier clients held on past days: by the history, or as a program's policy would have given it (LO7, issue 6).

A history is a list of ``Held``, the oldest first, as ``clientele.tier.change`` keeps it: one for each night on which
the tier changed or a review kept it, and for what was set by hand.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate

from dateutil.relativedelta import relativedelta

from .periods import turnover_days
from .tiers import BALANCE, NEVER, ONE, Tier, kept, reached

REVIEW = relativedelta(years=1)
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Held:
    """That a client has a tier from a day on, None below all; ``until`` is the last day of what was set by hand."""

    day: date
    tier: Tier | None
    by_hand: bool = False
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.until is None or self.until >= day

    def was_before(self, day: date) -> bool:
        """:return: whether the deals of a day know it: nights come after them, what is set by hand before"""
        return self.day < day or (self.by_hand and self.day == day)

    def review(self) -> date:
        review: date = self.day + REVIEW
        return review


@dataclass(frozen=True, slots=True)
class Ladder:
    """The tiers of a rule and how they are kept.

    :param period: of the turnover, and its months (``periods.turnover_days``)
    """

    tiers: Sequence[Tier]
    policy: str
    period: tuple[str, int]


class Turnover:
    """The money of a client's deals, none below 0.

    :param deals: (day, amount) of all of them, in their order
    """

    def __init__(self, deals: Sequence[tuple[date, Decimal]]) -> None:
        self.days = [day for day, __ in deals]
        self.sums = [Decimal(0), *accumulate(amount for __, amount in deals)]

    def before(self, number: int, period: tuple[str, int]) -> Decimal:
        """:return: what counts for the deal of that number (SK11)"""
        return self._since(self.days[number], number, period)

    def on(self, day: date, period: tuple[str, int]) -> Decimal:
        """:return: what counts at the end of a day"""
        return self._since(day, bisect_right(self.days, day), period)

    def _since(self, day: date, end: int, period: tuple[str, int]) -> Decimal:
        first, __ = turnover_days(*period, day)
        start = bisect_left(self.days, first) if first else 0
        return self.sums[end] - self.sums[start]


def in_force(history: Sequence[Held], day: date) -> Held | None:
    """:return: the last of a history that holds on a day"""
    return next((held for held in reversed(history) if held.holds_on(day)), None)


def floor(history: Sequence[Held], day: date, ladder: Ladder) -> Tier | None:
    """:param history: what was held before the deals of the day
    :return: the tier below which the client does not fall that day
    """
    held = in_force(history, day)
    if held is None:
        return None
    policy = NEVER if held.by_hand else ladder.policy
    return kept(held.tier, None, policy, ladder.tiers, held.review() <= day)


def replayed(turnover: Turnover, ladder: Ladder, given: Sequence[Held], last: date) -> list[Held]:
    """What the nights would have written, had these tiers been there from the first deal on.

    Where the tier follows the turnover nothing is kept, so its falls are left out.

    :param given: what was set by hand
    :param last: the last day that matters
    """
    if ladder.policy == BALANCE and not given:
        return []
    ends = [held.until + A_DAY for held in given if held.until]
    days = sorted({*turnover.days, *ends, *(held.day for held in given)}, reverse=True)
    history: list[Held] = []
    day = _next(days, history, date.min, ladder)
    while day and day <= last:
        while days and days[-1] <= day:
            days.pop()
        history += [held for held in given if held.day == day]
        history += _night(history, day, turnover, ladder)
        day = _next(days, history, day, ladder)
    return history


def _next(days: Sequence[date], history: Sequence[Held], day: date, ladder: Ladder) -> date | None:
    """:return: the next day on which something may change: a deal, something by hand or its end, or a review"""
    coming = list(days[-1:])
    held = in_force(history, day) if ladder.policy == ONE else None
    if held and held.tier and not held.by_hand:
        coming.append(held.review())
    return min(coming, default=None)


def _night(history: Sequence[Held], day: date, turnover: Turnover, ladder: Ladder) -> list[Held]:
    """:return: what the night after a day adds: nothing, or one"""
    held = in_force(history, day)
    tier = held.tier if held else None
    now = reached(turnover.on(day, ladder.period), ladder.tiers)
    by_hand, due = bool(held and held.by_hand), bool(held and held.review() <= day)
    target = kept(tier, now, NEVER if by_hand else ladder.policy, ladder.tiers, due)
    told = history[-1].tier if history else None
    reviewed = ladder.policy == ONE and due and not by_hand and tier is not None
    return [Held(day, target)] if not target == told == tier or reviewed else []
