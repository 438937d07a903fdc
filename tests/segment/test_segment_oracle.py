from contextlib import contextmanager
from datetime import datetime
from math import inf
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.clientele.models.segment import clientele_segment_members, scope
from odoo.addons.clientele.models.segment.kinds import KINDS, rows
from odoo.addons.clientele.models.segment.kinds.life import LifeKind
from odoo.addons.clientele.models.segment.scope import Scope
from odoo.addons.clientele.tools.segment_period import NAMES, UNITS

from ..common import ClienteleCase
from .oracle import Oracle, months, step
from .oracle_world import World

EXAMPLES = 6  # of each kind in each world
# whether by the zone map, whether client by client, how much one pass over several periods may waste
FORMS = st.tuples(st.booleans(), st.booleans(), st.sampled_from((0, 1.5, 100)))
COUNTED = ("visits", "deals", "spent", "average_check")  # often of the same rows
DOMAINS = {
    "[('email', 'ilike', '1@example')]": lambda who: "1@example" in (who.email or ""),
    "['|', ('is_company', '=', True), ('name', '=', 'Client 7')]": lambda who: who.company or who.name == "Client 7",
    "['!', ('phone', '!=', False)]": lambda who: not who.phone,
}


@tagged("post_install", "-at_install")
class TestSegmentOracle(ClienteleCase):
    """FF1-FF20, TR7-TR18, YC15, DF1-DF4: the SQL of every condition finds whom plain Python over all rows finds."""

    # ---------------------------------------------------------------- three moments at which days differ

    def test_leap_day(self):
        """The 29.02 has begun in Sofia and Auckland, not yet in Los Angeles."""
        self.agree(1, datetime(2020, 2, 28, 22, 30))

    def test_end_of_february(self):
        """A common year: the 28.02 in Sofia, the 01.03 in Auckland."""
        self.agree(2, datetime(2021, 2, 28, 12, 30))

    def test_new_year(self):
        """Another year, month and week has begun in some branches; weeks start on Mondays."""
        self.agree(3, datetime(2022, 10, 31, 22, 30), lang="bg_BG")

    def test_the_other_company(self):
        """The other base of the same people; nothing of the first is seen."""
        self.agree(4, datetime(2021, 7, 21, 12), other=True)

    # ---------------------------------------------------------------- the comparison

    def agree(self, seed, moment, lang=None, other=False):
        cls = type(self.env["clientele.branch"])
        self.startPatcher(patch.object(cls, "_now", lambda branches: moment))
        self.env = self.env(context={**self.env.context, "clientele_today": False})
        if lang:
            self.env["res.lang"]._activate_lang(lang)
            self.company.partner_id.lang = lang
        self.world = World(self, seed, moment)
        company = self.world.other if other else self.company
        self.env.user.company_ids += self.world.other
        self.segments = self.env(context={**self.env.context, "allowed_company_ids": company.ids})["clientele.segment"]
        self.oracle = Oracle(self.env, company.id, moment, sunday_first=not lang)
        self.oracle.domains, self.oracle.segments = DOMAINS, {}
        self.assertGreater(len(self.oracle.clients), 10)
        self.told = {name: set() for name in KINDS}  # whether some were found, and some were not
        self.keep_segments()
        for name in KINDS:
            with self.subTest(name):
                self.ask(conditions(self.world, self.segments.env, name).map(lambda one: [[one]]), EXAMPLES)
        for names in (COUNTED, sorted(KINDS)):
            any_of = st.sampled_from(names).flatmap(lambda name: conditions(self.world, self.segments.env, name))
            self.ask(st.lists(st.lists(any_of, min_size=1, max_size=3), max_size=3), 10 * EXAMPLES)
        if not other:
            self.assertFalse([name for name, told in self.told.items() if True not in told], "asked, but told nothing")

    def ask(self, blocks, examples):
        @settings(
            max_examples=examples,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink],
        )
        @given(blocks, st.booleans(), st.one_of(st.none(), st.sampled_from((0, 1, 30, 400))), FORMS)
        def compare(blocks, inactive, ago, form):
            as_of = None if ago is None else step(self.world.today, -ago)
            self.compare({"blocks": blocks, "inactive": inactive}, as_of, form)

        compare()

    def compare(self, data, as_of, form):
        try:
            definition = self.segments._read_definition(data)
        except ValidationError:
            return  # what can be refused, test_segment_refusals.py says
        partners = self.segments.env["res.partner"].with_context(active_test=False)
        expected = self.oracle.found(data, as_of)
        for condition in definition:
            self.told[condition.kind].add(0 < len(expected) < len(self.oracle.clients))
        with self.forced(*form):
            found = self.env.execute_query(self.segments._definition_sql(definition, as_of))
            listed = partners.search(self.segments._definition_domain(definition, as_of, known=inf if form[2] else 0))
        self.assertEqual(len(found), len(set(found)), "a client comes twice")
        self.assertEqual({key for (key,) in found}, expected, f"form {form}, as of {as_of}: {data}")
        self.assertEqual(set(listed.ids), expected, f"in a list, form {form}, as of {as_of}: {data}")
        self.assertEqual(self.segments._count_definition(definition, as_of), len(expected), "in the form of choice")

    @contextmanager
    def forced(self, by_life, few, waste):
        """Have the compiler read rows by the zone map or not, client by client or not, in one pass or several.

        With ``few``, a list finds its clients first; without, on its own rows of facts where it can, blocks that read
        other rows all together or apart.
        """

        def choose(kind, condition, asked):
            return by_life and not asked.as_of and kind.decided_by_life(condition)

        with (
            patch.object(LifeKind, "by_life", choose),
            patch.object(Scope, "are_few", lambda scope, chosen: few),
            patch.object(rows, "MOST_WASTE", waste),
            patch.object(scope, "MOST_HASHED", inf if by_life else 0),
            patch.object(clientele_segment_members, "MOST_COST", 0 if few else inf),
        ):
            yield

    def keep_segments(self):
        """Segments to be named by others, one inside another."""
        several = {"kind": "visits", "operator": ">=", "value": 2}
        inner = [[several], [{"kind": "vip", "operator": "yes"}]]
        first = self.segments._from_conditions("Inner", *inner)
        outer = [[{"kind": "segment", "operator": "any", "segment_ids": first.ids, "negate": True}, several]]
        second = self.segments._from_conditions("Outer", *outer)
        self.oracle.segments = {first.id: {"blocks": inner}, second.id: {"blocks": outer}}
        self.world.segments = first + second


# ---------------------------------------------------------------- random definitions


@st.composite
def conditions(draw, world, env, name):
    """Values of a condition of one kind, with everything that it can ask about."""
    kind = KINDS[name]
    values = {"kind": name, "negate": draw(st.booleans()), **links(draw, world, kind)}
    if kind.operators:
        values["operator"] = draw(st.sampled_from(sorted(kind.operators)))
    if {"number", "money"} & set(kind.inputs):
        numbers = st.sampled_from(
            [0, 1, 2, 3, 7, 20, 25, 30.5, 60, 99.99, 250, 500] if draw(st.booleans()) else [0, 1, 2]
        )
        values["value"], values["value_to"] = sorted([draw(numbers), draw(numbers)])
    if "period" in kind.inputs:
        values.update(draw(periods(world.today)))
    if "choices" in kind.inputs:
        words = [word for word in kind.choices(env) if not word.startswith("till")] or ["0"]
        values["choices"] = ",".join(
            draw(st.lists(st.sampled_from(words), min_size=draw(st.integers(0, 1)), max_size=2))
        )
    if "sources" in kind.inputs and draw(st.booleans()):
        values["sources"] = ",".join(draw(st.lists(st.sampled_from(sorted(kind.sources(env))), max_size=2)))
    if "option" in kind.inputs:
        values["option"] = draw(st.booleans())
    if "domain" in kind.inputs:
        values["domain"] = draw(st.sampled_from(sorted(DOMAINS)))
    return values


def links(draw, world, kind):
    pools = {
        "product_ids": [*(service.id for service in world.services), world.goods.id],
        "category_ids": world.categories.ids,
        "practitioner_ids": world.people.ids,
        "branch_ids": [branch.id for branch in world.branches],
        "plan_ids": world.plans.ids,
        "group_ids": world.groups.ids,
        "label_ids": world.labels.ids,
        "segment_ids": world.segments.ids,
    }
    needed = not {"number", "money"} & set(kind.inputs)
    return {
        name: draw(st.lists(st.sampled_from(pool), min_size=int(needed), max_size=2, unique=True))
        for name, pool in pools.items()
        if name in kind.inputs and (needed or draw(st.booleans()))
    }


@st.composite
def periods(draw, today):
    name = draw(st.sampled_from([*NAMES, "between", "last"]))
    values = {"period": name}
    if name in ("last", "next"):
        values["period_count"] = draw(st.sampled_from([1, 1, 2, 3, 6, 12]))
        values["period_unit"] = draw(st.sampled_from(UNITS))
    if name == "between":
        ends = [None, today, *(step(today, days) for days in (-1, 30, 500))]
        ends += [months(today, -count) for count in (1, 3, 6, 12, 30)]
        first, last = draw(st.sampled_from(ends)), draw(st.sampled_from(ends))
        if first and last and first > last:
            first, last = last, first
        values["date_from"], values["date_to"] = first and first.isoformat(), last and last.isoformat()
    return values
