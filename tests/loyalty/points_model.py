"""What orders earn and cost, in plain Python: targets from what is left of an order, cards from the targets."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from ...tools.deal_amounts import spread

CENT, ZERO, ONE = Decimal("0.01"), Decimal(0), Decimal(1)


class Refused(Exception):
    """There is not enough to be spent, or to be taken back."""


def cents(value):
    return Decimal(value).quantize(CENT, ROUND_HALF_UP)


@dataclass
class Line:
    """A line of an order. ``rule`` is (program, mode, rate) since it first earned, None before."""

    id: int
    product: str
    usual: Decimal
    price: Decimal
    quantity: Decimal
    billed: Decimal = ZERO
    credited: Decimal = ZERO
    before: Decimal = ZERO  # credited when the order was confirmed
    rule: tuple | None = None

    @property
    def total(self):
        return self.price * self.quantity

    @property
    def promotional(self):
        return self.price < self.usual

    @property
    def kept(self):
        again = min(max(self.before, self.billed - self.total, ZERO), self.credited)
        return min(max(ONE - (self.credited - again) / self.total, ZERO), ONE)


@dataclass
class Order:
    """An order, and what it has put on cards: {(client, program): points}."""

    id: int
    client: str
    lines: list = field(default_factory=list)
    state: str = "draft"
    costs: dict = field(default_factory=dict)  # {(client, program): points that pay}
    earned: dict = field(default_factory=dict)
    spent: dict = field(default_factory=dict)

    def bought(self):
        return [line for line in self.lines if line.quantity]

    def earning(self):
        """:return: {line id: the money it earns on}"""
        lines = [line for line in self.bought() if line.total > 0]
        paid = defaultdict(Decimal)
        for cost in self.costs.values():
            if lines and cost:
                for line, share in zip(lines, spread(cost, [line.total for line in lines], CENT), strict=True):
                    paid[line.id] += share
        return {line.id: cents(max(line.total - paid[line.id], ZERO)) for line in self.bought()}

    def targets(self, rules):
        """:param rules: {product: (program, mode, rate)} of today
        :return: ({(client, program): earned}, {(client, program): spent})
        """
        if self.state != "sale":
            for line in self.lines:
                line.rule = None
            return {}, {}
        money, earned = self.earning(), defaultdict(Decimal)
        for line in self.lines:
            if not line.quantity:
                line.rule = None
            elif not line.rule and not line.promotional and money[line.id]:
                line.rule = rules[line.product]
        live = [line for line in self.bought() if line.rule and not line.promotional]
        for line in live:
            program, mode, rate = line.rule
            if mode == "money":
                earned[self.client, program] += cents(cents(money[line.id] * rate / 100) * line.kept)
        once = [line for line in self.bought() if line.rule and line.rule[1] == "order"]
        winners = [line for line in once if not line.promotional and money[line.id] > 0]
        if winners:
            program, __, rate = once[0].rule
            shares = spread(rate, [money[line.id] for line in winners], CENT)
            for line, share in zip(winners, shares, strict=True):
                earned[self.client, program] += cents(share * line.kept)
        total = sum((line.total for line in self.bought()), ZERO)
        kept = sum((line.total * line.kept for line in self.bought()), ZERO)
        share = kept / total if total else ONE
        return dict(earned), {key: cents(cost * share) for key, cost in self.costs.items()}


@dataclass
class Card:
    balance: Decimal = ZERO
    owed: dict = field(default_factory=dict)  # {order id: points}, the oldest first
    let_go: dict = field(default_factory=lambda: defaultdict(Decimal))

    def spend(self, points):
        if points > self.balance:
            raise Refused
        self.balance -= points

    def receive(self, points):
        self.balance += points
        for order in list(self.owed):
            part = min(self.owed[order], self.balance)
            self.owed[order] -= part
            self.balance -= part
            if not self.owed[order]:
                del self.owed[order]

    def earn(self, points, order):
        for missing in (self.owed, self.let_go):
            part = min(points, missing.get(order, ZERO))
            if part:
                missing[order] -= part
                points -= part
        self.owed = {key: left for key, left in self.owed.items() if left}
        self.receive(points)

    def take_back(self, points, order, policy):
        part = min(points, self.balance)
        if part < points and policy == "refuse":
            raise Refused
        self.balance -= part
        if part < points and policy == "owe":
            self.owed[order] = self.owed.get(order, ZERO) + points - part
        elif part < points:
            self.let_go[order] += points - part


class Points:
    """All cards: {(client, program): Card}."""

    def __init__(self, policy):
        self.policy = policy
        self.cards = defaultdict(Card)

    def settle(self, order, rules):
        """Bring the cards to what the order says now."""
        earned, spent = order.targets(rules)
        for key in {*earned, *spent, *order.earned, *order.spent}:
            card = self.cards[key]
            more = spent.get(key, ZERO) - order.spent.get(key, ZERO)
            if more > 0:
                card.spend(more)
            elif more < 0:
                card.receive(-more)
            more = earned.get(key, ZERO) - order.earned.get(key, ZERO)
            if more > 0:
                card.earn(more, order.id)
            elif more < 0:
                card.take_back(-more, order.id, self.policy)
        order.earned, order.spent = earned, spent
