"""In which loyalty program each bought line earns, how much, and why (LO1–LO9, SK3, SK7–SK11).

Each line earns in one rule: that of a program applied by hand before all others, then that of the client's own group,
then the heaviest; or, where the company says so, the one that brings most. The till computes the same in the browser;
both read ``tests/vectors/allocation.json``.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from .deal_amounts import money, spread
from .ledger import CENT
from .tiers import Tier, reached

# What a rule is for, strongest first, and the weight that it has by itself (LO4).
WEIGHTS = {"client": 60, "group": 50, "product": 40, "category": 30, "branch": 20, "all": 10}
# How it accrues (SK7): percent of the money, points per unit, points per order.
MONEY, UNIT, ORDER = "money", "unit", "order"
ZERO, ONE = Decimal(0), Decimal(1)

# Why a line earns what it earns.
PROMOTIONAL, PREPAID, NO_RULE, GROUP_EARNS_NOTHING = "promotional", "prepaid", "no_rule", "group_none"
ONLY, BY_HAND, OF_GROUP, HEAVIEST, MOST, OLDEST = "only", "by_hand", "group", "weight", "most", "older"


@dataclass(frozen=True, slots=True)
class Line:
    """A bought line: money tax included, ``earning`` the share that is paid with money (LO9)."""

    id: int
    product: int
    quantity: Decimal
    amount: Decimal
    untaxed: Decimal
    earning: Decimal = ONE
    promotional: bool = False

    @property
    def base(self) -> Decimal:
        """What earns, to the cent."""
        return cents(self.amount * self.earning)


@dataclass(frozen=True, slots=True)
class Rule:
    """A managed rule. Where a set of targets is None, everything is meant.

    :param rate: below all tiers; percent for ``money``, else points
    :param including: whether the tier is that of the turnover with this order (SK11)
    :param floor: the tier below which the client does not fall yet
    :param by_hand: whether it counts only where somebody applied its program (SK7)
    """

    id: int
    program: int
    weight: int
    mode: str
    rate: Decimal
    tiers: tuple[Tier, ...] = ()
    products: frozenset[int] | None = None
    clients: frozenset[int] | None = None
    groups: frozenset[int] | None = None
    branches: frozenset[int] | None = None
    minimum_quantity: Decimal = ZERO
    minimum_amount: Decimal = ZERO
    minimum_untaxed: bool = False
    including: bool = False
    floor: Tier | None = None
    by_hand: bool = False

    def is_for(self, buyer: "Buyer") -> bool:
        if self.by_hand and self.program != buyer.applied:
            return False
        asked = ((self.clients, buyer.client), (self.groups, buyer.group), (self.branches, buyer.branch))
        return all(targets is None or target in targets for targets, target in asked)

    def covers(self, line: Line) -> bool:
        return self.products is None or line.product in self.products


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who buys: the client, the own group and branch, the turnover before the order in the period of each program.

    :param earns: False where the group earns no points at all (SK3)
    :param program: that of the client's bonus group, which goes first (SK2)
    :param applied: the program that somebody applied by hand, which goes before even that (SK7)
    """

    client: int
    group: int | None = None
    branch: int | None = None
    turnover: Mapping[int, Decimal] = field(default_factory=dict)
    earns: bool = True
    program: int | None = None
    applied: int | None = None


@dataclass(frozen=True, slots=True)
class Award:
    """What a line earns; without a rule nothing. ``beaten`` are the rules that it had besides: (rule, points)."""

    line: int
    reason: str
    rule: int | None = None
    program: int | None = None
    tier: int | None = None
    rate: Decimal = ZERO
    base: Decimal = ZERO
    points: Decimal = ZERO
    beaten: tuple[tuple[int, Decimal], ...] = ()


def allocate(lines: Sequence[Line], rules: Iterable[Rule], buyer: Buyer, best: bool = False) -> list[Award]:
    """What each line earns, in the order of the lines.

    :param best: the rule that brings the client most wins, whatever its weight (LO6)
    """
    fitting = {rule.id: rule for rule in rules if buyer.earns and rule.is_for(buyer) and _is_met(rule, lines)}
    paid = sum((line.amount for line in lines), ZERO)
    tiers = {rule.id: _tier(rule, buyer, paid) for rule in fitting.values()}
    offered = _offers(lines, fitting.values(), tiers)
    awards = [_award(line, offered[line.id], fitting, tiers, buyer, best) for line in lines]
    return _once_per_order(awards, lines, fitting)


def _is_met(rule: Rule, lines: Iterable[Line]) -> bool:
    covered = [line for line in lines if rule.covers(line)]
    amount = sum(((line.untaxed if rule.minimum_untaxed else line.amount) for line in covered), ZERO)
    quantity = sum((line.quantity for line in covered), ZERO)
    return bool(covered) and amount >= rule.minimum_amount and quantity >= rule.minimum_quantity


def _tier(rule: Rule, buyer: Buyer, paid: Decimal) -> Tier | None:
    turnover = buyer.turnover.get(rule.program, ZERO) + (paid if rule.including else ZERO)
    tier = reached(turnover, rule.tiers)
    if rule.floor and (tier is None or tier.threshold < rule.floor.threshold):
        return rule.floor
    return tier


def _rate(rule: Rule, tier: Tier | None) -> Decimal:
    return tier.rate if tier else rule.rate


def _offers(
    lines: Iterable[Line], rules: Iterable[Rule], tiers: Mapping[int, Tier | None]
) -> dict[int, dict[int, Decimal]]:
    """:return: {line id: {rule id: points}} of what each rule would bring for each line"""
    offered: dict[int, dict[int, Decimal]] = defaultdict(dict)
    earning = [line for line in lines if not line.promotional and line.earning > 0]
    for rule in rules:
        covered = [line for line in earning if rule.covers(line)]
        for line, given in zip(covered, points(rule.mode, _rate(rule, tiers[rule.id]), covered), strict=True):
            offered[line.id][rule.id] = given
    return offered


def points(mode: str, rate: Decimal, lines: Sequence[Line]) -> list[Decimal]:
    """Half up to the cent, per line; what is given once per order is shared out by the money of the lines."""
    if mode == MONEY:
        return [cents(line.base * rate / 100) for line in lines]
    if mode == ORDER:
        return spread(rate, [line.base or CENT for line in lines], CENT) if lines else []
    return [cents(line.quantity * line.earning * rate) for line in lines]


def cents(amount: Decimal) -> Decimal:
    """Half up to two digits, which points have, too."""
    return money(amount, CENT)  # type: ignore[arg-type]


def _award(
    line: Line,
    offered: Mapping[int, Decimal],
    rules: Mapping[int, Rule],
    tiers: Mapping[int, Tier | None],
    buyer: Buyer,
    best: bool,
) -> Award:
    if reason := _why_nothing(line, offered, buyer):
        return Award(line.id, reason)

    def rank(rule_id: int) -> tuple[Any, ...]:
        rule = rules[rule_id]
        own = rule.program == buyer.program
        order = (offered[rule_id], own, rule.weight) if best else (own, rule.weight, offered[rule_id])
        return (*order, -rule_id)

    by_hand = {rule_id: rules[rule_id].program == buyer.applied for rule_id in offered}
    first, *others = sorted(offered, key=lambda rule_id: (by_hand[rule_id], rank(rule_id)), reverse=True)
    rule, tier = rules[first], tiers[first]
    reason = BY_HAND if by_hand[first] else _why(rank(first), rank(others[0]), best) if others else ONLY
    beaten = tuple((other, offered[other]) for other in others)
    tier_id = tier.id if tier else None
    return Award(line.id, reason, first, rule.program, tier_id, _rate(rule, tier), line.base, offered[first], beaten)


def _why_nothing(line: Line, offered: Mapping[int, Decimal], buyer: Buyer) -> str | None:
    if not buyer.earns:
        return GROUP_EARNS_NOTHING
    if line.promotional:
        return PROMOTIONAL
    if line.earning <= 0:
        return PREPAID
    return None if offered else NO_RULE


def _why(first: tuple[Any, ...], second: tuple[Any, ...], best: bool) -> str:
    reasons = (MOST, OF_GROUP, HEAVIEST, OLDEST) if best else (OF_GROUP, HEAVIEST, MOST, OLDEST)
    return next(reason for reason, one, other in zip(reasons, first, second, strict=True) if one != other)


def _once_per_order(awards: list[Award], lines: Sequence[Line], rules: Mapping[int, Rule]) -> list[Award]:
    """A rule that gives points once per order gives all of them for the lines that it won."""
    won = defaultdict(list)
    for award, line in zip(awards, lines, strict=True):
        if award.rule is not None and rules[award.rule].mode == ORDER:
            won[award.rule].append((award, line))
    shares = {}
    for rows in won.values():
        given = points(ORDER, rows[0][0].rate, [line for __, line in rows])
        shares.update({award.line: share for (award, __), share in zip(rows, given, strict=True)})
    return [replace(award, points=shares[award.line]) if award.line in shares else award for award in awards]
