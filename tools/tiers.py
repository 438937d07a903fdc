"""Which tier a turnover reaches, and which one a client keeps when it falls (LO7, SK8–SK10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

NEVER, ONE, BALANCE = "never", "one", "balance"
POLICIES = (NEVER, ONE, BALANCE)


@dataclass(frozen=True, slots=True)
class Tier:
    """What is given strictly above a threshold: percent of the money, points per unit, or points per order."""

    id: int
    threshold: Decimal
    rate: Decimal


def reached(turnover: Decimal, tiers: Sequence[Tier]) -> Tier | None:
    """:return: the highest tier whose threshold the turnover is above, None below all of them (SK10)

    >>> tiers = [Tier(1, Decimal(1000), Decimal(3)), Tier(2, Decimal(3000), Decimal(5))]
    >>> [getattr(reached(Decimal(value), tiers), "id", 0) for value in ("1000", "1000.01", "3000", "3000.01")]
    [0, 1, 1, 2]
    """
    return max((tier for tier in tiers if turnover > tier.threshold), key=_threshold, default=None)


def upcoming(turnover: Decimal, tiers: Sequence[Tier]) -> Tier | None:
    """:return: the tier that comes next; the turnover must grow beyond its threshold"""
    return min((tier for tier in tiers if turnover <= tier.threshold), key=_threshold, default=None)


def missing(turnover: Decimal, tier: Tier, step: Decimal = Decimal("0.01")) -> Decimal:
    """:param step: the smallest piece of money
    :return: the money with which the turnover comes above the tier's threshold, so one step more than up to it (SK10)

    >>> missing(Decimal(2860), Tier(2, Decimal(3000), Decimal(5)))
    Decimal('140.01')
    """
    return max(tier.threshold - turnover + step, Decimal(0))


def kept(held: Tier | None, now: Tier | None, policy: str, tiers: Sequence[Tier], due: bool = True) -> Tier | None:
    """Which tier a client has after a review: up at once, down as the program says.

    :param held: the tier until now, and ``now`` the one that the turnover reaches
    :param policy: ``never`` falls, falls by ``one`` tier at a review, follows the ``balance``
    :param due: whether the time of a review has come, for ``one``
    :raises ValueError: for an unknown policy

    >>> tiers = [Tier(1, Decimal(1000), Decimal(3)), Tier(2, Decimal(3000), Decimal(5))]
    >>> kept(tiers[1], None, ONE, tiers).id
    1
    """
    if policy not in POLICIES:
        raise ValueError(f"unknown policy {policy!r}")
    if _rank(now) >= _rank(held) or policy == BALANCE:
        return now
    if policy == NEVER or not due:
        return held
    lower = [tier for tier in tiers if tier.threshold < held.threshold]  # type: ignore[union-attr]
    below = max(lower, key=_threshold, default=None)
    return max(below, now, key=_rank)


def _threshold(tier: Tier) -> Decimal:
    return tier.threshold


def _rank(tier: Tier | None) -> Decimal:
    return Decimal(-1) if tier is None else tier.threshold
