"""What can pay the lines of a visit besides money, and what is proposed (CR7, CR8, CR11).

The till computes the same in the browser; both read ``tests/vectors/settlement.json``.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .deal_amounts import money
from .ledger import NEVER, Purse, draw

VISITS, CREDITS = "visits", "credits"
Way = tuple[str, int]  # what pays: visits or credits, and whose


@dataclass(frozen=True)
class Line:
    """What is to be paid: some of a service, the list price of one, tax included, and the discount in percent."""

    key: int
    service: int
    quantity: Decimal
    price: Decimal
    discount: Decimal = Decimal(0)


@dataclass(frozen=True)
class Source(Purse):
    """A lot that may pay some of the services, all of them where ``services`` is None."""

    kind: str = VISITS
    payer: int = 0
    plan: str = ""
    services: frozenset[int] | None = None
    combine: bool = False  # discounts lower the credits that it gives

    def covers(self, line: Line) -> bool:
        return self.services is None or line.service in self.services


@dataclass(frozen=True)
class Offer:
    """One way to pay a line: the units it takes, what is left then, and what the lot is that pays first."""

    kind: str
    payer: int
    units: Decimal
    left: Decimal
    plan: str
    expires_on: date | None

    @property
    def way(self) -> Way:
        return self.kind, self.payer


def need(line: Line, kind: str, combine: bool, unit: Decimal) -> Decimal:
    """Visits, or credits at the list price (CR7), lowered by the discount only where the plans combine.

    >>> need(Line(1, 1, Decimal(3), Decimal("45.50"), Decimal(10)), CREDITS, False, Decimal("0.01"))
    Decimal('136.50')
    """
    if kind == VISITS:
        return line.quantity
    share = 1 - line.discount / 100 if combine else 1
    return money(line.price * line.quantity * share, unit)  # type: ignore[arg-type]


def settle(
    lines: Sequence[Line], sources: Sequence[Source], ways: Mapping[int, Way], unit: Decimal
) -> dict[int, list[tuple[int, Decimal]]]:
    """What each lot gives for the lines that are paid as chosen, one line after the other: whole lines only (CR8).

    :param ways: {line key: what pays it}; the others are paid by money
    :return: {line key: [(lot, units)]} of the lines that what was left could pay
    """
    left = {source.key: source.left for source in sources}
    paid = {}
    for line in lines:
        drawn = _draw(line, sources, ways.get(line.key), left, unit)
        if drawn:
            paid[line.key] = drawn
            for key, taken in drawn:
                left[key] -= taken
    return paid


def offers(
    lines: Sequence[Line], sources: Sequence[Source], ways: Mapping[int, Way], unit: Decimal
) -> dict[int, list[Offer]]:
    """What can pay each line while the others are paid as chosen: no line takes from another what pays it (CR8).

    :return: {line key: offers}, without lines that only money can pay
    """
    found = {}
    for line in lines:
        rest = {key: way for key, way in ways.items() if key != line.key}
        others = settle(lines, sources, rest, unit).keys()
        possible = []
        for way in sorted({(one.kind, one.payer) for one in sources if one.covers(line)}):
            paid = settle(lines, sources, {**rest, line.key: way}, unit)
            if paid.keys() >= {*others, line.key}:
                possible.append(_offer(line, sources, way, paid))
        if possible:
            found[line.key] = possible
    return found


def propose(
    lines: Sequence[Line], sources: Sequence[Source], ways: Mapping[int, Way], client: int, unit: Decimal
) -> dict[int, Way]:
    """What is proposed for the whole visit: the client's own before others', a package before credits, what expires
    first in front; what was chosen stays.

    :param ways: {line key: what was chosen}
    :return: {line key: what pays it}, without lines that money pays
    """
    chosen = dict(ways)
    for line in lines:
        if line.key not in chosen:
            possible = offers(lines, sources, chosen, unit).get(line.key, ())
            best = min(possible, key=lambda offer: rank(offer, client), default=None)
            if best:
                chosen[line.key] = best.way
    return chosen


def claim(
    lines: Sequence[Line], sources: Sequence[Source], ways: Mapping[int, Way], way: Way, lots: Set[int], unit: Decimal
) -> list[int]:
    """The lines that some lots pay when their owner claims them, one after the other: those that they would really be
    drawn for, wholly and without taking from another line what pays it. What expires earlier is claimed by itself.

    :param ways: {line key: what was chosen}
    :param way: what the lots are
    """
    chosen, paid = dict(ways), settle(lines, sources, ways, unit)
    for line in lines:
        if line.key not in chosen:
            trial = settle(lines, sources, {**chosen, line.key: way}, unit)
            if trial.keys() >= {*paid, line.key} and any(lot in lots for lot, __ in trial[line.key]):
                chosen[line.key], paid = way, trial
    return [key for key in chosen if key not in ways]


def rank(offer: Offer, client: int) -> tuple[bool, bool, date, int]:
    """What is proposed first: the client's own, packages, what expires first."""
    return offer.payer != client, offer.kind != VISITS, offer.expires_on or NEVER, offer.payer


def _paying(line: Line, sources: Sequence[Source], way: Way | None) -> Iterator[Source]:
    return (source for source in sources if (source.kind, source.payer) == way and source.covers(line))


def _draw(
    line: Line, sources: Sequence[Source], way: Way | None, left: Mapping[int, Decimal], unit: Decimal
) -> list[tuple[int, Decimal]] | None:
    """What each lot gives for one line, None where they do not suffice or it takes nothing."""
    paying = list(_paying(line, sources, way))
    if not paying or not way:
        return None
    wanted = need(line, way[0], all(source.combine for source in paying), unit)
    purses = [Purse(one.key, left[one.key], one.expires_on, one.opens_on) for one in paying]
    return draw(purses, wanted) if wanted > 0 else None


def _offer(line: Line, sources: Sequence[Source], way: Way, paid: Mapping[int, list[tuple[int, Decimal]]]) -> Offer:
    paying = {source.key: source for source in _paying(line, sources, way)}
    taken = sum((units for drawn in paid.values() for key, units in drawn if key in paying), Decimal(0))
    first = paying[paid[line.key][0][0]]
    return Offer(
        *way,
        units=sum((units for __, units in paid[line.key]), Decimal(0)),
        left=sum((source.left for source in paying.values()), Decimal(0)) - taken,
        plan=first.plan,
        expires_on=first.expires_on,
    )
