"""Which rule a line earns in (LO1–LO7, LO9, SK3, SK7–SK11): vectors the till shares, and what holds for any order."""

import json
from decimal import Decimal
from itertools import combinations
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from odoo.addons.clientele.tools.allocation import WEIGHTS, Buyer, Line, Rule, allocate
from odoo.addons.clientele.tools.tiers import Tier

VECTORS = Path(__file__).parents[1] / "vectors" / "allocation.json"
DECIMALS = ("quantity", "amount", "untaxed", "earning", "rate", "minimum_quantity", "minimum_amount")
SETS = ("products", "clients", "groups", "branches")


def read(values):
    """JSON has no decimals and no sets."""
    return {
        name: Decimal(value) if name in DECIMALS else frozenset(value) if name in SETS else value
        for name, value in values.items()
    }


def read_line(values):
    return Line(**{"untaxed": Decimal(values["amount"]), **read(values)})


def read_rule(values):
    tiers = tuple(Tier(row["id"], Decimal(row["threshold"]), Decimal(row["rate"])) for row in values.get("tiers", ()))
    floor = next((tier for tier in tiers if tier.id == values.get("floor")), None)
    return Rule(**{**read(values), "tiers": tiers, "floor": floor})


def read_buyer(values):
    turnover = {int(program): Decimal(value) for program, value in values.get("turnover", {}).items()}
    return Buyer(**{**values, "turnover": turnover})


class TestVectors(BaseCase):
    def test_vectors(self):
        for case in json.loads(VECTORS.read_text()):
            with self.subTest(case["name"]):
                self.check(case)

    def check(self, case):
        lines, rules = map(read_line, case["lines"]), map(read_rule, case["rules"])
        awards = allocate(list(lines), list(rules), read_buyer(case["buyer"]), case["best"])
        self.assertEqual(len(awards), len(case["awards"]))
        for award, expected in zip(awards, case["awards"], strict=True):
            found = {name: getattr(award, name) for name in expected}
            found["points"] = str(award.points)
            if "beaten" in expected:
                found["beaten"] = [[rule, str(points)] for rule, points in award.beaten]
            self.assertEqual(found, expected)


def scoped(scope, **values):
    """A rule of each scope, for the buyer and the product below."""
    targets = {"client": "clients", "group": "groups", "product": "products", "category": "products"}
    targets |= {"branch": "branches"}
    number = list(WEIGHTS).index(scope) + 1
    values = {"rate": Decimal(number), **values}
    if scope in targets:
        values[targets[scope]] = frozenset({1})
    return Rule(number, program=number, weight=WEIGHTS[scope], mode="money", **values)


class TestScopes(BaseCase):
    line = Line(1, 1, Decimal(1), Decimal(100), Decimal(100))
    buyer = Buyer(1, group=1, branch=1)

    def winner(self, *rules, best=False):
        [award] = allocate([self.line], rules, self.buyer, best)
        return award.rule

    def test_any_two_scopes(self):
        """LO4: the weaker scope brings more here, and wins only where the best for the client is chosen (LO6)."""
        for stronger, weaker in combinations(WEIGHTS, 2):
            rules = scoped(stronger), scoped(weaker)
            with self.subTest(stronger=stronger, weaker=weaker):
                self.assertEqual(self.winner(*rules), rules[0].id)
                self.assertEqual(self.winner(*reversed(rules)), rules[0].id)
                self.assertEqual(self.winner(*rules, best=True), rules[1].id)

    def test_all_six(self):
        rules = [scoped(scope) for scope in WEIGHTS]
        self.assertEqual(self.winner(*rules), 1)
        self.assertEqual(self.winner(*rules, best=True), 6)

    def test_a_weight_can_be_changed(self):
        heavier = Rule(9, program=9, weight=70, mode="money", rate=Decimal(1))
        self.assertEqual(self.winner(scoped("client"), heavier), 9)


cents = st.integers(0, 100_000).map(lambda value: Decimal(value) / 100)
rates = st.integers(0, 3_000).map(lambda value: Decimal(value) / 100)
targets = st.none() | st.frozensets(st.integers(1, 3), max_size=2)
any_lines = st.builds(
    Line,
    id=st.integers(),
    product=st.integers(1, 3),
    quantity=st.integers(1, 5).map(Decimal),
    amount=cents,
    untaxed=cents,
    earning=st.sampled_from([Decimal(0), Decimal("0.37"), Decimal(1)]),
    promotional=st.booleans(),
)
any_rules = st.builds(
    Rule,
    id=st.integers(1, 50),
    program=st.integers(1, 3),
    weight=st.sampled_from([10, 20, 60]),
    mode=st.sampled_from(["money", "unit", "order"]),
    rate=rates,
    products=targets,
    clients=targets,
    groups=targets,
    branches=targets,
    by_hand=st.booleans(),
)
orders = st.lists(any_lines, max_size=6, unique_by=lambda line: line.id)
rulebooks = st.lists(any_rules, max_size=8, unique_by=lambda rule: rule.id)
examples = settings(deadline=None, max_examples=200, derandomize=True)


class TestProperties(BaseCase):
    buyer = Buyer(1, group=2, branch=3)
    applying = Buyer(1, group=2, branch=3, program=2, applied=1)

    @examples
    @given(orders, rulebooks, st.booleans())
    def test_what_is_applied_by_hand_goes_first(self, lines, rules, best):
        """SK7: a line that the applied program covers earns in it; the others earn as if its rules were not there."""
        others = [rule for rule in rules if rule.program != self.applying.applied]
        without = {award.line: award for award in allocate(lines, others, self.applying, best)}
        for award in allocate(lines, rules, self.applying, best):
            if award.program == self.applying.applied:
                self.assertEqual(award.reason, "by_hand")
            else:
                self.assertEqual(award.rule, without[award.line].rule)
                self.assertFalse([rule for rule, __ in award.beaten if rule not in {rule.id for rule in others}])

    @examples
    @given(orders, rulebooks, st.booleans())
    def test_what_is_only_by_hand_is_not_there_unless_applied(self, lines, rules, best):
        """SK7"""
        others = [rule for rule in rules if not rule.by_hand]
        self.assertEqual(allocate(lines, rules, self.buyer, best), allocate(lines, others, self.buyer, best))

    @examples
    @given(orders, rulebooks, st.booleans())
    def test_each_line_earns_in_one_fitting_rule_at_most(self, lines, rules, best):
        known = {rule.id: rule for rule in rules}
        awards = allocate(lines, rules, self.buyer, best)
        self.assertEqual([award.line for award in awards], [line.id for line in lines])
        for award, line in zip(awards, lines, strict=True):
            if award.rule is None:
                self.assertEqual((award.points, award.program), (0, None))
                continue
            rule = known[award.rule]
            self.assertFalse(line.promotional or not line.earning)
            self.assertTrue(rule.is_for(self.buyer) and rule.covers(line))
            self.assertGreaterEqual(award.points, 0)

    @examples
    @given(orders, rulebooks, st.booleans(), st.randoms(use_true_random=False))
    def test_the_order_of_rules_does_not_matter(self, lines, rules, best, random):
        mixed = random.sample(rules, len(rules))
        self.assertEqual(allocate(lines, rules, self.buyer, best), allocate(lines, mixed, self.buyer, best))

    @examples
    @given(orders, rulebooks)
    def test_points_per_order_are_given_once_and_whole(self, lines, rules):
        awards = allocate(lines, rules, self.buyer)
        for rule in rules:
            won = [award for award in awards if award.rule == rule.id]
            if won and rule.mode == "order":
                self.assertEqual(sum(award.points for award in won), rule.rate)

    @examples
    @given(orders, rulebooks)
    def test_the_best_never_brings_less_by_money_or_unit(self, lines, rules):
        rules = [rule for rule in rules if rule.mode != "order"]
        best = sum(award.points for award in allocate(lines, rules, self.buyer, best=True))
        self.assertGreaterEqual(best, sum(award.points for award in allocate(lines, rules, self.buyer)))

    def test_nobody_without_a_group_is_in_a_group(self):
        rule = Rule(1, 1, 50, "money", Decimal(5), groups=frozenset({1}))
        line = Line(1, 1, Decimal(1), Decimal(100), Decimal(100))
        self.assertEqual(allocate([line], [rule], Buyer(1))[0].reason, "no_rule")

    def test_a_tier_is_higher_with_a_floor(self):
        tiers = (Tier(1, Decimal(10), Decimal(7)),)
        rule = Rule(1, 1, 10, "money", Decimal(5), tiers=tiers, floor=tiers[0])
        line = Line(1, 1, Decimal(1), Decimal(100), Decimal(100))
        self.assertEqual(allocate([line], [rule], Buyer(1))[0].points, Decimal(7))
