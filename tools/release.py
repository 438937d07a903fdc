"""What is earned of the money that clients prepaid: what leaves the deferred revenue with each movement (DESIGN 3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from .deal_amounts import money

ZERO = Decimal(0)
# Movements that earn something; those that open a lot, close it unpaid or hand it over leave the revenue deferred.
EARNING = ("use", "return", "expire", "refund", "adjust")


@dataclass(frozen=True)
class Sold:
    """An instalment as the books have it.

    ``price`` is what it costs, tax included; ``deferred`` what its invoices put on the deferred revenue, so without
    what was taxed when it was sold; ``returned`` what credit notes took from there when it was paid back.
    """

    price: Decimal
    deferred: Decimal = ZERO
    returned: Decimal = ZERO


@dataclass(frozen=True)
class Step:
    """A movement of an instalment's lots, with signed money; ``booked`` is what it took out of the deferred revenue,
    None before it is booked."""

    key: int
    kind: str
    amount: Decimal
    booked: Decimal | None = None


def stays(value: Decimal, sold: Sold, unit: Decimal) -> Decimal:
    """What stays deferred while lots are worth ``value``.

    >>> stays(Decimal(200), Sold(Decimal(400), Decimal("333.33")), Decimal("0.01"))
    Decimal('166.67')
    """
    return money(sold.deferred * value / sold.price, unit) if sold.price else ZERO  # type: ignore[arg-type]


def released(amounts: Sequence[Decimal], sold: Sold, unit: Decimal) -> list[Decimal]:
    """What each movement of an instalment takes out: cent by cent what does not stay, so the last one the remainder.

    >>> [str(share) for share in released(
    ...     [Decimal(400), Decimal(-200), Decimal(-200)], Sold(Decimal(400), Decimal("333.33")), Decimal("0.01"))]
    ['-333.33', '166.66', '166.67']
    """
    shares, value, before = [], ZERO, ZERO
    for amount in amounts:
        value += amount
        after = stays(value, sold, unit)
        shares.append(before - after)
        before = after
    return shares


def to_book(
    parts: Sequence[tuple[Sold, Sequence[Step]]], unit: Decimal, settled: Decimal = ZERO
) -> tuple[dict[int, Decimal], Decimal]:
    """What is to be booked now for instalments that are settled together: one on its own, or all of who quits.

    What is paid back leaves by credit notes. So the first refund that is not booked takes whatever else must not stay:
    what the company keeps, or below zero what it pays back beyond the worth of the lots.

    :param parts: per instalment all its movements in their order
    :param settled: what was taken out of the deferred revenue beside movements
    :return: ({key: money out of the deferred revenue, negative where it goes back} of the steps that are not booked
        yet, what else must not stay where no refund takes it)
    """
    amounts, refunds, kept = {}, [], -settled
    for sold, steps in parts:
        kept += sold.deferred - sold.returned - stays(sum((step.amount for step in steps), ZERO), sold, unit)
        for step, share in zip(steps, released([step.amount for step in steps], sold, unit), strict=True):
            if step.kind not in EARNING:
                continue
            if step.booked is None and step.kind == "refund":
                refunds.append(step.key)
                continue
            kept -= share if step.booked is None else step.booked
            if step.booked is None:
                amounts[step.key] = share
    if not refunds:
        return amounts, kept
    return {**amounts, **dict.fromkeys(refunds, ZERO), refunds[0]: kept}, ZERO
