"""What each line of an order is worth once discounts are taken off and prepaid sales are left out (DF1, DF2)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

SOLD, PREPAID, REDUCTION = "sold", "prepaid", "reduction"
ZERO = Decimal(0)


@dataclass(frozen=True)
class Part:
    """One line of an order, net of its refunds, tax included.

    ``role`` is ``sold``; ``prepaid`` (a plan, top-up or gift card: bears its share of the discounts, is no deal); or
    ``reduction`` (a promotion, points, a discount on the whole order, a rounding).
    """

    key: int
    amount: Decimal
    role: str = SOLD


def money(value: float, unit: Decimal) -> Decimal:
    """The nearest multiple of the currency's unit, half away from zero.

    >>> money(10.005, Decimal("0.01"))
    Decimal('10.01')
    """
    return (Decimal(str(value)) / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit


def spread(amount: Decimal, weights: Sequence[Decimal], unit: Decimal) -> list[Decimal]:
    """Share an amount out by weight, rounded so that the shares add up to it.

    >>> spread(Decimal("-1.00"), [Decimal(1)] * 3, Decimal("0.01"))
    [Decimal('-0.33'), Decimal('-0.34'), Decimal('-0.33')]
    """
    total = sum(weights, ZERO)
    shares, before, reached = [], ZERO, ZERO
    for weight in weights:
        before += weight
        upto = money(amount * before / total, unit)  # type: ignore[arg-type]
        shares.append(upto - reached)
        reached = upto
    return shares


def worth(parts: Iterable[Part], unit: Decimal) -> dict[int, Decimal]:
    """Per sold part: its amount after its share of the reductions, which lower what has a price, never below nothing.

    >>> parts = [Part(1, Decimal(100)), Part(2, Decimal(160), PREPAID), Part(3, Decimal(-26), REDUCTION)]
    >>> worth(parts, Decimal("0.01"))
    {1: Decimal('90.00')}
    """
    parts = list(parts)
    bearing = [part for part in parts if part.role != REDUCTION and part.amount > 0]
    price = sum((part.amount for part in bearing), ZERO)
    reduction = max(sum((part.amount for part in parts if part.role == REDUCTION), ZERO), -price)
    shares = spread(reduction, [part.amount for part in bearing], unit) if bearing else []
    lowered = {part.key: part.amount + share for part, share in zip(bearing, shares, strict=True)}
    return {part.key: lowered.get(part.key, part.amount) for part in parts if part.role == SOLD}
