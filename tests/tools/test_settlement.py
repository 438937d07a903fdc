import json
from datetime import date
from decimal import Decimal
from pathlib import Path

from odoo.tests import BaseCase

from ...tools.settlement import Line, Source, claim, offers, propose, settle

VECTORS = Path(__file__).resolve().parents[1] / "vectors" / "settlement.json"
CENT = Decimal("0.01")


class TestSettlement(BaseCase):
    """What can pay the lines of a visit (CR7, CR8, CR11). The till reads the same vectors."""

    def test_vectors(self):
        for case in json.loads(VECTORS.read_text()):
            with self.subTest(case["name"]):
                lines, sources = [*map(read_line, case["lines"])], [*map(read_source, case["sources"])]
                chosen = read_ways(case.get("chosen", {}))
                self.assertEqual(tell(offers(lines, sources, chosen, CENT)), case["offers"])
                proposal = propose(lines, sources, chosen, case["client"], CENT)
                self.assertEqual({str(key): [*way] for key, way in proposal.items()}, case["proposal"])
                if "offers_then" in case:
                    self.assertEqual(tell(offers(lines, sources, proposal, CENT)), case["offers_then"])

    def test_what_the_lots_give(self):
        """CR11: first expiring first; the second line begins where the first one ended."""
        sources = [
            Source(key, Decimal(10), date(2021, month, 1), kind="credits", payer=1) for key, month in ((1, 9), (2, 8))
        ]
        lines = [Line(key, 1, Decimal(1), Decimal(7)) for key in (1, 2)]
        paid = settle(lines, sources, dict.fromkeys((1, 2), ("credits", 1)), CENT)
        self.assertEqual(paid, {1: [(2, 7)], 2: [(2, 3), (1, 4)]})

    def test_claimed_by_what_is_drawn(self):
        """CR8, CR11: a lot claims the lines that it would be drawn for; what expires earlier is claimed by itself."""
        wanted = ((1, 1, 4), (2, 1, 1), (3, 2, 1), (4, 1, 1))  # number, service, quantity
        way = ("visits", 1)
        sources = [
            Source(key, Decimal(left), date(2021, month, 1), payer=1, services=frozenset({1}))
            for key, left, month in ((1, 2, 9), (2, 1, 8))
        ]
        lines = [Line(key, service, Decimal(number), Decimal(7)) for key, service, number in wanted]
        for ways, claimed in (
            ({}, ([], [2])),  # the earlier one has a single visit
            ({2: way}, ([4], [])),  # now the later one pays, of two more lines the one that it pays wholly
            ({2: way, 4: way}, ([], [])),
            ({2: ("credits", 1)}, ([], [4])),
        ):
            with self.subTest(ways=ways):
                found = tuple(claim(lines, sources, ways, way, {lot}, CENT) for lot in (1, 2))
                self.assertEqual(found, claimed)
        both = Line(5, 1, Decimal(3), Decimal(7))
        for lot in (1, 2):
            self.assertEqual(claim([both], sources, {}, way, {lot}, CENT), [5], "neither pays it alone")


def read_line(values):
    numbers = {name: Decimal(values[name]) for name in ("quantity", "price", "discount") if name in values}
    return Line(**{**values, **numbers})


def read_source(values):
    days = {name: date.fromisoformat(values[name]) for name in ("expires_on", "opens_on") if name in values}
    services = frozenset(values["services"]) if "services" in values else None
    return Source(**{**values, **days, "left": Decimal(values["left"]), "services": services})


def read_ways(values):
    return {int(key): tuple(way) for key, way in values.items()}


def tell(found):
    """:return: offers as the vectors write them"""
    return {
        str(key): [
            [one.kind, one.payer, plain(one.units), plain(one.left), one.plan, one.expires_on and str(one.expires_on)]
            for one in some
        ]
        for key, some in found.items()
    }


def plain(number):
    """:return: text of a number, without decimals where it has none"""
    return str(int(number)) if number == int(number) else str(number)
