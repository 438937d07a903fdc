"""What deals would have cost under other loyalty rules: a running sum, client by client (issue 6)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from .allocation import Buyer, Line, Rule, allocate
from .standing import Held, Ladder, Turnover, floor, replayed
from .tiers import BALANCE, Tier, reached

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Noted:
    """A row of the history of tiers: the id of a tier as it is today, None below all and where it was removed."""

    day: date
    tier: int | None
    by_hand: bool = False
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Steps(Ladder):
    """How the tiers of a rule of a setup were kept.

    :param origin: the rule whose history is looked at, None for a new one
    :param known: {id of a tier in that history: the tier that it is here}
    :param since: the first day of the history, None where these tiers are not those of the history; until that day,
        and without, the history is what the policy would have written
    """

    origin: int | None = None
    known: Mapping[int, Tier] = field(default_factory=dict)
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Setup:
    """The rules of all programs, one of which is looked at.

    :param values: {program: money that a point is worth}
    :param periods: {program: period of its turnover}
    :param steps: {rule with tiers: how they were kept}
    :param leading: rule of the program whose tiers name the rows, None without tiers
    """

    rules: Sequence[Rule]
    program: int
    values: Mapping[int, Decimal]
    periods: Mapping[int, tuple[str, int]] = field(default_factory=dict)
    steps: Mapping[int, Steps] = field(default_factory=dict)
    best: bool = False
    leading: int | None = None


@dataclass(frozen=True, slots=True)
class Deal:
    """:param applied: the program that was applied by hand (SK7)
    :param lines: None of deals that only count for the turnover
    """

    day: date
    amount: Decimal
    branch: int | None = None
    applied: int | None = None
    lines: Sequence[Line] | None = None


@dataclass(frozen=True, slots=True)
class Client:
    """A client with all deals until the last day, in their order.

    :param who: without branch, turnover and what was applied by hand
    :param notes: {rule: its history of the client's tiers}
    """

    who: Buyer
    deals: Sequence[Deal]
    notes: Mapping[int, Sequence[Noted]] = field(default_factory=dict)


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


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a deal brings under a setup: the leading rule's tier, points of the program, and what all points cost."""

    tier: int | None
    points: Decimal
    cost: Decimal


# The tier under the current and under the changed rules, and the group.
Key = tuple[int | None, int | None, int | None]


def simulate(clients: Iterable[Client], current: Setup, changed: Setup) -> dict[Key, Sums]:
    """:return: what the deals with lines cost under both setups, by tier and group"""
    found: dict[Key, Sums] = {}
    for client in clients:
        turnover = Turnover([(deal.day, deal.amount) for deal in client.deals])
        outcomes = zip(_outcomes(client, turnover, current), _outcomes(client, turnover, changed), strict=True)
        sold = (deal for deal in client.deals if deal.lines is not None)
        for deal, (now, then) in zip(sold, outcomes, strict=True):
            sums = found.setdefault((now.tier, then.tier, client.who.group), Sums())
            sums.clients.add(client.who.client)
            sums.deals += 1
            sums.money += sum(line.amount for line in deal.lines or ())
            sums.points, sums.cost = sums.points + now.points, sums.cost + now.cost
            sums.points_changed, sums.cost_changed = sums.points_changed + then.points, sums.cost_changed + then.cost
    return found


def _outcomes(client: Client, turnover: Turnover, setup: Setup) -> Iterator[Outcome]:
    """:return: iterator over the deals with lines"""
    rules = [rule for rule in setup.rules if _may_be_for(rule, client.who)]
    histories = {rule.id: _History(client, turnover, setup.steps[rule.id]) for rule in rules if rule.id in setup.steps}
    for number, deal in enumerate(client.deals):
        if deal.lines is None:
            continue
        turnovers = {program: turnover.before(number, period) for program, period in setup.periods.items()}
        buyer = replace(client.who, branch=deal.branch, turnover=turnovers, applied=deal.applied)
        standing = [_with_floor(rule, histories.get(rule.id), deal.day) for rule in rules]
        yield _outcome(deal.lines, buyer, standing, setup)


def _may_be_for(rule: Rule, who: Buyer) -> bool:
    """:return: whether the rule is for the client, at some branch"""
    return replace(rule, branches=None, by_hand=False).is_for(who)


def _with_floor(rule: Rule, history: "_History | None", day: date) -> Rule:
    lowest = history.floor(day) if history else None
    return replace(rule, floor=lowest) if lowest else rule


def _outcome(lines: Sequence[Line], buyer: Buyer, rules: Sequence[Rule], setup: Setup) -> Outcome:
    awards = allocate(lines, rules, buyer, setup.best)
    points = sum((award.points for award in awards if award.program == setup.program), ZERO)
    cost = sum((award.points * setup.values.get(award.program, ZERO) for award in awards if award.program), ZERO)
    leading = next((rule for rule in rules if rule.id == setup.leading), None)
    return Outcome(_tier(leading, buyer, lines) if leading else None, points, cost)


def _tier(rule: Rule, buyer: Buyer, lines: Sequence[Line]) -> int | None:
    """:return: id of the tier of the deal, None below all"""
    paid = sum((line.amount for line in lines), ZERO) if rule.including else ZERO
    now = reached(buyer.turnover.get(rule.program, ZERO) + paid, rule.tiers)
    tier = max(filter(None, (now, rule.floor)), key=lambda tier: tier.threshold, default=None)
    return tier.id if tier else None


class _History:
    """What a client held in a rule before the deals of a day."""

    def __init__(self, client: Client, turnover: Turnover, steps: Steps) -> None:
        self.steps, self.turnover = steps, turnover
        self.last = client.deals[-1].day
        self.noted = [_held(note, steps) for note in client.notes.get(steps.origin or 0, ())]
        self.by_hand = [held for held in self.noted if held.by_hand and held.tier]

    def floor(self, day: date) -> Tier | None:
        if self.steps.policy == BALANCE and not self.by_hand:
            return None
        known = self.steps.since is not None and self.steps.since < day
        before = [held for held in (self.noted if known else self.replayed) if held.was_before(day)]
        return floor(before, day, self.steps)

    @cached_property
    def replayed(self) -> list[Held]:
        return replayed(self.turnover, self.steps, self.by_hand, self.last)


def _held(note: Noted, steps: Steps) -> Held:
    tier = steps.known.get(note.tier) if note.tier else None
    return Held(note.day, tier, note.by_hand, note.until)
