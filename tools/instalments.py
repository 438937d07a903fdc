"""Instalments of a prepaid plan: how they are split, what each visit is worth, whether the client is ever ahead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from .deal_amounts import spread

DAYS_OF_MONTH = 28  # in the split of a plan only (IN6)


@dataclass(frozen=True)
class Part:
    """One instalment: what is paid, the units that it opens, how many days until the next."""

    amount: Decimal
    units: Decimal
    days: int


@dataclass(frozen=True)
class Step:
    """After one more visit: what was paid by then, and what the visits had cost at list price."""

    visit: int
    paid: Decimal
    worth: Decimal
    part: int

    @property
    def ahead(self) -> Decimal:
        """What the client holds beyond what was paid, 0 for nothing."""
        return max(self.worth - self.paid, Decimal(0))


@dataclass(frozen=True)
class Window:
    """When a part is due and between which days, both included, its units can be used."""

    due: date
    opens: date
    expires: date | None


def default_split(amount: Decimal, units: int, days: int, count: int, unit: Decimal) -> list[Part]:
    """Equal amounts, units and periods (IN6): the first take units that are left over, the last one cents and days.

    >>> [(part.units, part.days) for part in default_split(Decimal(1000), 5, 168, 3, Decimal("0.01"))]
    [(2, 56), (2, 56), (1, 56)]
    """
    share = (amount / count).quantize(unit, "ROUND_DOWN")
    each, over = divmod(units, count)
    return [
        Part(
            amount=share if nr < count - 1 else amount - share * (count - 1),
            units=Decimal(each + (nr < over)),
            days=days // count if nr < count - 1 else days - days // count * (count - 1),
        )
        for nr in range(count)
    ]


def resized(parts: Sequence[Part], amount: Decimal, unit: Decimal) -> list[Part]:
    """The same parts for another price: each bears its share of what the plan was sold cheaper or dearer.

    What costs nothing has no shares; a price for it is paid with the first part.
    """
    weights = [part.amount for part in parts]
    if sum(weights) == amount:
        return list(parts)
    if not sum(weights):
        weights[0] = Decimal(1)
    shares = spread(amount, weights, unit)
    return [Part(share, part.units, part.days) for share, part in zip(shares, parts, strict=True)]


def path(parts: Sequence[Part], list_price: Decimal) -> list[Step]:
    """The visits of a plan one by one, each as early as the parts allow (IN3).

    >>> parts = [Part(Decimal(a), Decimal(2), 56) for a in (400, 400, 200)]
    >>> [(step.visit, step.paid, step.worth) for step in path(parts, Decimal(200))][4]
    (5, Decimal('1000'), Decimal('1000'))
    """
    steps: list[Step] = []
    paid = Decimal(0)
    for nr, part in enumerate(parts):
        paid += part.amount
        for __ in range(int(part.units)):
            visit = len(steps) + 1
            steps.append(Step(visit, paid, list_price * visit, nr))
    return steps


def ahead_at(parts: Sequence[Part], list_price: Decimal) -> Step | None:
    """The first visit after which the client would hold more than was paid although a part is still to come (IN3).

    :return: None where the plan is proven: that never happens
    """
    last = len(parts) - 1
    return next((step for step in path(parts, list_price) if step.part < last and step.ahead), None)


def values(parts: Sequence[Part], unit: Decimal) -> list[Decimal]:
    """What each visit counts: its own part's amount ÷ the part's visits (IN4)."""
    return [share for part in parts for share in spread(part.amount, [Decimal(1)] * int(part.units), unit)]


def quitting(paid: Decimal, used_at_list: Decimal) -> Decimal:
    """The refund of a client who quits: used visits are charged at list price, never below nothing (IN4).

    >>> [quitting(Decimal(paid), Decimal(used) * 200) for paid, used in ((1000, 2), (800, 3), (400, 2))]
    [Decimal('600'), Decimal('200'), Decimal('0')]
    """
    return max(paid - used_at_list, Decimal(0))


def fill(amount: Decimal, wants: Sequence[Decimal]) -> list[Decimal]:
    """Money that comes in pays one part after the other; what is left over pays none.

    >>> fill(Decimal(500), [Decimal(400), Decimal(400)])
    [Decimal('400'), Decimal('100')]
    """
    filled = []
    for want in wants:
        filled.append(min(max(amount, Decimal(0)), max(want, Decimal(0))))
        amount -= filled[-1]
    return filled


def windows(parts: Sequence[Part], start: date, end: date | None, roll: bool) -> list[Window]:
    """When each part is due and when its units can be used (IN6, IN7).

    :param end: last day of the whole; the last part ends then, whatever its days, and none is due later
    :param roll: unused units stay until the end; else until the next part begins
    """
    result, begins, latest = [], start, end or date.max
    for nr, part in enumerate(parts):
        following = begins + timedelta(days=part.days)
        opens = min(begins, latest)
        stays = roll or nr == len(parts) - 1
        expires = end if stays else max(opens, min(following - timedelta(days=1), latest))
        result.append(Window(opens, opens, expires))
        begins = following
    return result
