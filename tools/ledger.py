"""The money of prepaid lots: what a movement releases, which lots pay, what goes back (DESIGN 3)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from .deal_amounts import money, spread

CENT = Decimal("0.01")  # points and credits have 2 digits
NEVER = date.max


@dataclass(frozen=True)
class Purse:
    """A lot that may pay: what is left in it, and the last day on which it can be used."""

    key: int
    left: Decimal
    expires_on: date | None = None
    opens_on: date | None = None


@dataclass(frozen=True)
class Used:
    """One move of an operation that took from a lot, as positive numbers, and what of it has been given back."""

    key: int
    quantity: Decimal
    amount: Decimal
    base: Decimal
    quantity_back: Decimal = Decimal(0)
    amount_back: Decimal = Decimal(0)
    base_back: Decimal = Decimal(0)


def release(
    quantity: Decimal, left: Decimal, value: Decimal, issued: Decimal, amount: Decimal, unit: Decimal
) -> Decimal:
    """The money that leaves a lot with some of its units: their share, with the last of them all that is left.

    :param left: units in the lot before
    :param value: money in the lot before
    :param issued: units that the lot was issued with, for the money ``amount``
    :param unit: of the currency

    >>> release(Decimal(20), Decimal(200), Decimal(180), Decimal(200), Decimal(180), Decimal("0.01"))
    Decimal('18.00')
    >>> release(Decimal(1), Decimal(1), Decimal("33.34"), Decimal(3), Decimal(100), Decimal("0.01"))
    Decimal('33.34')
    """
    if quantity == left:
        return value
    return min(money(amount * quantity / issued, unit), value)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Worth:
    """The money in a lot: what is left of it, and what it was issued with."""

    left: Decimal
    value: Decimal
    issued: Decimal
    amount: Decimal


def release_in_turn(
    drawn: Mapping[int, Sequence[tuple[int, Decimal]]], lots: Mapping[int, Worth], unit: Decimal
) -> dict[int, list[tuple[int, Decimal, Decimal]]]:
    """The money that lots release for several lines, one line after the other.

    :param drawn: {line: [(lot, units)]}
    :return: {line: [(lot, units, money)]}

    >>> lot = Worth(Decimal(150), Decimal(100), Decimal(150), Decimal(100))
    >>> taken = release_in_turn({1: [(7, Decimal("45.50"))], 2: [(7, Decimal("104.50"))]}, {7: lot}, CENT)
    >>> [str(money) for rows in taken.values() for __, __, money in rows]
    ['30.33', '69.67']
    """
    lots = dict(lots)
    result: dict[int, list[tuple[int, Decimal, Decimal]]] = {}
    for line, rows in drawn.items():
        result[line] = []
        for key, quantity in rows:
            lot = lots[key]
            freed = release(quantity, lot.left, lot.value, lot.issued, lot.amount, unit)
            lots[key] = replace(lot, left=lot.left - quantity, value=lot.value - freed)
            result[line].append((key, quantity, freed))
    return result


def order_of_use(purses: Iterable[Purse]) -> list[Purse]:
    """First to expire first, then the one that opened first, then the oldest (CR11)."""
    return sorted(purses, key=lambda purse: (purse.expires_on or NEVER, purse.opens_on or date.min, purse.key))


def draw(purses: Iterable[Purse], need: Decimal) -> list[tuple[int, Decimal]] | None:
    """What each lot gives so that the need is met wholly, None where they do not hold enough (CR7, CR8).

    >>> draw([Purse(1, Decimal(10)), Purse(2, Decimal(10), date(2021, 7, 1))], Decimal(12))
    [(2, Decimal('10')), (1, Decimal('2'))]
    """
    drawn = []
    for purse in order_of_use(purses):
        taken = min(need, purse.left)
        if taken > 0:
            drawn.append((purse.key, taken))
            need -= taken
    return drawn if need <= 0 else None


def average_base(price: Decimal, visits: Decimal, used: Decimal, counted: Decimal, unit: Decimal) -> Decimal:
    """What the latest visits count where each is worth the plan's price ÷ visits (IN4): the target minus what counted.

    :param used: visits used up to and with these
    :param counted: the sum of what was counted for those before

    >>> average_base(Decimal(1000), Decimal(6), Decimal(2), Decimal("166.67"), Decimal("0.01"))
    Decimal('166.66')
    """
    return money(price * min(used, visits) / visits, unit) - counted  # type: ignore[arg-type]


def units_worth(
    amount: Decimal, left: Decimal, value: Decimal, issued: Decimal, price: Decimal, unit: Decimal, whole: bool
) -> Decimal | None:
    """How many units leave a lot with some of its money when it is paid back.

    :param left: units in the lot that can go out, which are worth ``value``
    :param issued: units that the lot was issued with, for the money ``price``
    :param whole: visits: the amount is that of some of them; else units in proportion to what is left of the money
    :return: None where no number of units is worth that

    >>> units_worth(Decimal(100), Decimal(150), Decimal(100), Decimal(150), Decimal(100), Decimal("0.01"), False)
    Decimal('150')
    >>> units_worth(Decimal("33.33"), Decimal(1), Decimal("33.34"), Decimal(3), Decimal(100), Decimal("0.01"), True)
    """
    if amount >= value:
        return left if amount == value else None
    if whole:
        quantity = money(amount * issued / price, Decimal(1))  # type: ignore[arg-type]
        fits = release(quantity, left, value, issued, price, unit) == amount
    else:
        quantity, fits = money(left * amount / value, CENT), True  # type: ignore[arg-type]
    return quantity if fits and 0 < quantity < left else None


def give_back(
    used: Sequence[Used], quantity: Decimal, unit: Decimal, step: Decimal = CENT
) -> list[tuple[int, Decimal, Decimal, Decimal]]:
    """Share units that come back over the lots that they came from; the last return takes the remainder (LO11).

    What comes back now is shared by what is still out, so that no lot ever gives up what it got back before.

    :param quantity: units that come back now, at most what has not come back yet
    :param step: what is not divided: 1 for visits
    :return: [(key, units, money, base)] of what goes back into each lot
    :raises ValueError: where more is to come back than was used

    >>> give_back([Used(1, Decimal(10), Decimal(9), Decimal(9)), Used(2, Decimal(2), Decimal(2), Decimal(2))],
    ...           Decimal(12), Decimal("0.01"))
    [(1, Decimal('10.00'), Decimal('9'), Decimal('9')), (2, Decimal('2.00'), Decimal('2'), Decimal('2'))]
    """
    out = [move.quantity - move.quantity_back for move in used]
    if not 0 <= quantity <= sum(out):
        raise ValueError("more comes back than was used")
    if not quantity:
        return []
    result = []
    for move, back in zip(used, spread(quantity, out, step), strict=True):
        part = (move.quantity_back + back) / move.quantity
        amount = _share(move.amount, move.amount_back, part, unit)
        base = _share(move.base, move.base_back, part, unit)
        result.append((move.key, back, amount, base))
    return [row for row in result if any(row[1:])]


def _share(whole: Decimal, back: Decimal, part: Decimal, unit: Decimal) -> Decimal:
    """What of a move's money comes back once this part of its units has."""
    due = whole if part == 1 else money(whole * part, unit)  # type: ignore[arg-type]
    return due - back
