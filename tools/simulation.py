"""What deals would have cost under other loyalty rules: a running sum, deal by deal (issue 6)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from .allocation import Buyer, Line, Rule, allocate
from .tiers import reached

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Setup:
    """The rules of all programs, one of which is looked at.

    :param values: {program: money that a point is worth}
    :param leading: rule of the program whose tiers name the rows, None without tiers
    """

    rules: Sequence[Rule]
    program: int
    values: Mapping[int, Decimal]
    best: bool = False
    leading: Rule | None = None

    def tier(self, buyer: Buyer, paid: Decimal) -> int | None:
        """:return: id of the tier of the deal, None below all"""
        if self.leading is None:
            return None
        turnover = buyer.turnover.get(self.program, ZERO) + (paid if self.leading.including else ZERO)
        tier = reached(turnover, self.leading.tiers)
        return tier.id if tier else None

    def earned(self, lines: Sequence[Line], buyer: Buyer) -> tuple[Decimal, Decimal]:
        """:return: points in the program, and what the points of all programs cost"""
        awards = allocate(lines, self.rules, buyer, self.best)
        points = sum((award.points for award in awards if award.program == self.program), ZERO)
        cost = sum((award.points * self.values.get(award.program, ZERO) for award in awards if award.program), ZERO)
        return points, cost


@dataclass(frozen=True, slots=True)
class Deal:
    buyer: Buyer
    lines: Sequence[Line]

    @property
    def money(self) -> Decimal:
        return sum((line.amount for line in self.lines), ZERO)


@dataclass(slots=True)
class Sums:
    """What the deals of one tier and group add up to."""

    clients: set[int] = field(default_factory=set)
    deals: int = 0
    money: Decimal = ZERO
    points: Decimal = ZERO
    points_changed: Decimal = ZERO
    cost: Decimal = ZERO
    cost_changed: Decimal = ZERO


# The tier under the current and under the changed rules, and the group.
Key = tuple[int | None, int | None, int | None]


def simulate(deals: Iterable[Deal], current: Setup, changed: Setup) -> dict[Key, Sums]:
    """:return: what the deals cost under both setups, by tier and group"""
    found: dict[Key, Sums] = {}
    for deal in deals:
        buyer, paid = deal.buyer, deal.money
        sums = found.setdefault((current.tier(buyer, paid), changed.tier(buyer, paid), buyer.group), Sums())
        sums.clients.add(buyer.client)
        sums.deals += 1
        sums.money += paid
        points, cost = current.earned(deal.lines, buyer)
        sums.points, sums.cost = sums.points + points, sums.cost + cost
        points, cost = changed.earned(deal.lines, buyer)
        sums.points_changed, sums.cost_changed = sums.points_changed + points, sums.cost_changed + cost
    return found
