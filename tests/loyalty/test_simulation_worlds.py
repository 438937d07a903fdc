from datetime import date, timedelta
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo import Command
from odoo.tests import tagged

from .loyalty_common import LoyaltyCase
from .simulation_model import World

SCOPES = ("client", "group", "product", "category", "branch", "all")
MODES, POLICIES = ("money", "unit", "order"), ("balance", "one", "never")
PERIODS = (("months", 12), ("months", 3), ("year", 12), ("all", 12))
TODAY = date(2021, 7, 21)
# Few days, so that deals, gifts and reviews meet: the same day, the day after, a year later, at the ends of periods.
DAYS = ("2020-03-01", "2020-07-21", "2020-07-22", "2020-12-31", "2021-01-01", "2021-03-01", "2021-03-02", "2021-04-01")
DAYS += ("2021-05-01", "2021-07-20", "2021-07-21")
CLIENTS, PRODUCTS = 3, 3

numbers = st.integers(0, 99)
days = st.sampled_from(DAYS).map(date.fromisoformat)
prices = st.sampled_from(["7.01", "33.33", "500", "500.01", "1500"])
sold_lines = st.lists(st.tuples(st.integers(0, PRODUCTS - 1), st.integers(1, 3), prices), min_size=1, max_size=3)
visits = st.lists(st.tuples(st.integers(0, CLIENTS - 1), days, st.integers(0, 1), sold_lines), min_size=5, max_size=10)
tiers = st.one_of(
    st.just(()),
    st.sampled_from(
        [((500, 3), (1000, 5), (3000, 7.5)), ((500, 3), (1500, 6)), ((0, 1), (1000, 9)), ((500, 9), (2000, 4))]
    ),
)
rules = st.fixed_dictionaries(
    {
        "scope": st.sampled_from(SCOPES),
        "mode": st.sampled_from(MODES),
        "rate": st.sampled_from([0, 1, 2.5, 10]),
        "weight": st.sampled_from([10, 20, 20, 60]),
        "minimum_qty": st.sampled_from([0, 1, 3]),
        "minimum_amount": st.sampled_from([0, 0, 50]),
        "tiers": tiers,
        "target": st.integers(0, 1),
    }
)
program_settings = st.fixed_dictionaries(
    {
        "period": st.sampled_from(PERIODS),
        "tier_basis": st.sampled_from(["before", "including"]),
        "requalify": st.sampled_from(POLICIES),
        "best": st.booleans(),
    }
)
notes = st.lists(
    st.tuples(st.integers(0, CLIENTS - 1), days, numbers, numbers, st.booleans(), st.sampled_from([None, 0, 1, 200])),
    max_size=6,
)
worlds = st.fixed_dictionaries(
    {
        "visits": visits,
        "rules": st.lists(rules, min_size=1, max_size=3),
        "other": rules,
        "settings": program_settings,
        "changed_settings": st.one_of(st.none(), program_settings),
        "changed": st.lists(st.tuples(numbers, st.one_of(st.none(), rules), st.booleans()), max_size=2),
        "added": st.lists(rules, max_size=2),
        "notes": notes,
    }
)


@tagged("post_install", "-at_install")
class TestSimulationWorlds(LoyaltyCase):
    """Issue 6: whatever the deals, the rules and their changes, the simulation says what plain counting says."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["clientele.visit"].search([]).unlink()
        group = cls.env["clientele.group"]
        cls.groups = [group.create({"name": name}) for name in ("Regulars", "Staff")]
        cls.groups[1].loyalty_type = "none"
        cls.people = [cls.make_client(f"Client {number}") for number in range(CLIENTS)]
        cls.people[0].clientele_group_id = cls.groups[0]
        cls.people[1].clientele_group_id = cls.groups[1]
        cls.branches = [cls.branch, cls.branch.create({"name": "Second", "company_id": cls.company.id})]
        offer = {"type": "consu", "taxes_id": False, "categ_id": cls.cream.categ_id.create({"name": "Offers"}).id}
        cls.offer = cls.env["product.product"].create({"name": "Offer", "clientele_promotional": True, **offer})
        cls.cream.categ_id = cls.cream.categ_id.create({"name": "Creams"})
        cls.goods = [cls.service, cls.cream, cls.offer]

    @settings(
        max_examples=40,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(worlds)
    def check_worlds(self, world):
        with self.env.cr.savepoint() as savepoint:
            self.check(world)
            savepoint.rollback()
        self.env.invalidate_all()
        self.env.registry.clear_cache()

    def test_worlds(self):
        self.check_worlds()

    # ---------------------------------------------------------------- one world

    def check(self, world):
        sold = [self.sell(*visit) for visit in world["visits"]]
        program, other = self.bring(world)
        self.note(world["notes"], program.rule_ids.tier_ids)
        run = self.env["clientele.loyalty.simulation"]._copy_of(program)
        self.change(run, world)
        now, then = self.described(program, other, sold), self.described(program, other, sold, run)
        run.action_run()
        while run._work_batch():
            pass
        first = TODAY - relativedelta(years=1) + timedelta(days=1)
        for setup, points, cost in ((now, "points", "cost"), (then, "points_changed", "cost_changed")):
            expected = setup.cost(first).values()
            own = sum((totals.get(program.id, Decimal(0)) for totals in expected), Decimal(0))
            every = sum((sum(totals.values(), Decimal(0)) for totals in expected), Decimal(0))
            found = [round(sum(run.result_ids.mapped(name)), 2) for name in (points, cost)]
            self.assertEqual(found, [float(own), float(every)], (points, world))

    def sell(self, client, day, branch, lines):
        values = [
            {"product_id": self.goods[product].id, "quantity": quantity, "price_unit": float(price)}
            for product, quantity, price in lines
        ]
        return self.make_visit(self.people[client], day, lines=values, branch_id=self.branches[branch].id)

    def bring(self, world):
        """:return: the program that is simulated, and one that competes"""
        self.company.clientele_best = world["settings"]["best"]
        rules = [self.rule_values(rule) for rule in world["rules"]]
        program = self.make_program(*rules, **self.program_values(world["settings"]))
        self.groups[0].write({"loyalty_type": "bonus", "program_id": program.id})
        return program, self.make_program(self.rule_values(world["other"]), name="Other")

    def program_values(self, options):
        period, months = options["period"]
        return {
            "clientele_period": period,
            "clientele_period_months": months,
            "clientele_tier_basis": options["tier_basis"],
            "clientele_requalify": options["requalify"],
        }

    def rule_values(self, rule):
        """:return: values of a ``loyalty.rule``"""
        targets = {
            "client": ("clientele_partner_ids", [Command.set(self.people[rule["target"]].ids)]),
            "group": ("clientele_group_ids", [Command.set(self.groups[rule["target"]].ids)]),
            "product": ("product_ids", [Command.set(self.goods[rule["target"]].ids)]),
            "category": ("product_category_id", self.goods[rule["target"]].categ_id.id),
            "branch": ("clientele_branch_ids", [Command.set(self.branches[rule["target"]].ids)]),
        }
        return {
            "clientele_scope": rule["scope"],
            "reward_point_mode": rule["mode"],
            "clientele_rate": rule["rate"],
            "clientele_weight": rule["weight"],
            "minimum_qty": rule["minimum_qty"],
            "minimum_amount": rule["minimum_amount"],
            "tier_ids": self.tiers(*rule["tiers"]) if rule["tiers"] else [],
            **dict([targets[rule["scope"]]] if rule["scope"] in targets else []),
        }

    def note(self, rows, steps):
        """A history, in whatever order somebody has written it."""
        for client, day, which, number, by_hand, lasting in sorted(rows, key=lambda row: row[1]) if steps else ():
            tier = steps[which % len(steps)]
            tier = tier if number % 4 or by_hand else tier.browse()
            self.env["clientele.tier.change"].create(
                {
                    "partner_id": self.people[client].id,
                    "company_id": self.company.id,
                    "rule_id": steps[which % len(steps)].rule_id.id,
                    "tier_id": tier.id,
                    "threshold": tier.threshold,
                    "day": day,
                    "reason": "by_hand" if by_hand else "reached",
                    "until": day + timedelta(days=lasting) if by_hand and lasting else False,
                }
            )

    def change(self, run, world):
        """Rules are removed, switched off, changed in part or altogether, and added."""
        for number, rule, removed in world["changed"]:
            line = run.rule_ids[number % len(run.rule_ids)] if run.rule_ids else run.rule_ids
            if rule and line:
                line.write(self.simulated(rule, tiers=not removed))
            elif removed:
                line.unlink()
            else:
                line.active_rule = False
        run.rule_ids = [Command.create(self.simulated(rule)) for rule in world["added"]]
        if options := world["changed_settings"]:
            period, months = options["period"]
            names = ("tier_basis", "requalify", "best")
            run.write({"period": period, "period_months": months, **{name: options[name] for name in names}})

    def simulated(self, rule, tiers=True):
        """:param tiers: else they stay as they are
        :return: values of a simulated rule, targets of other scopes cleared
        """
        values = self.rule_values(rule)
        steps = [Command.clear(), *values["tier_ids"]]
        return {
            "scope": rule["scope"],
            "mode": rule["mode"],
            "rate": rule["rate"],
            "weight": rule["weight"],
            "minimum_qty": rule["minimum_qty"],
            "minimum_amount": rule["minimum_amount"],
            "partner_ids": values.get("clientele_partner_ids", [Command.clear()]),
            "group_ids": values.get("clientele_group_ids", [Command.clear()]),
            "branch_ids": values.get("clientele_branch_ids", [Command.clear()]),
            "product_ids": values.get("product_ids", [Command.clear()]),
            "product_category_id": values.get("product_category_id", False),
            **({"tier_ids": steps} if tiers else {}),
        }

    # ---------------------------------------------------------------- in plain words

    def described(self, program, other, sold, run=None):
        """:return: ``World`` of the rules as they are, or as a simulation has them"""
        clients = {
            partner.id: {
                "group": partner.clientele_group_id.id,
                "kind": partner.clientele_group_id.loyalty_type,
                "program": program.id if partner.clientele_group_id.loyalty_type == "bonus" else None,
            }
            for partner in self.people
        }
        rules = [self.describe(rule, rule.program_id) for rule in other.rule_ids]
        if run:
            lines = run.rule_ids.filtered("active_rule")
            rules += [self.describe_simulated(line, run) for line in lines]
        else:
            rules += [self.describe(rule, program) for rule in program.rule_ids]
        best = run.best if run else self.company.clientele_best
        return World([self.describe_visit(visit) for visit in sold], clients, rules, best)

    def describe_visit(self, visit):
        lines = [
            {
                "id": line.id,
                "product": line.product_id.id,
                "quantity": Decimal(str(line.quantity)),
                "amount": Decimal(str(line.amount)),
                "promotional": line.product_id == self.offer,
            }
            for line in visit.line_ids.sorted("id")
        ]
        amount, branch = Decimal(str(visit.amount_total)), visit.branch_id.id
        return {
            "id": visit.id,
            "client": visit.partner_id.id,
            "day": visit.day,
            "branch": branch,
            "amount": amount,
            "lines": lines,
        }

    def describe(self, rule, program):
        steps = {tier.id: self.describe_tier(tier) for tier in rule.tier_ids}
        history = self.history(rule, steps)
        return {
            "id": rule.id,
            "program": program.id,
            "weight": rule.clientele_weight,
            "mode": rule.reward_point_mode,
            "rate": Decimal(str(rule.clientele_rate)),
            "tiers": list(steps.values()),
            "clients": rule.clientele_partner_ids.ids,
            "groups": rule.clientele_group_ids.ids,
            "branches": rule.clientele_branch_ids.ids,
            "products": self.products(rule),
            "minimum_quantity": rule.minimum_qty,
            "minimum_amount": Decimal(str(rule.minimum_amount)),
            "period": (program.clientele_period, program.clientele_period_months),
            "policy": program.clientele_requalify,
            "including": program.clientele_tier_basis == "including",
            "history": history,
            "since": self.since(rule),
        }

    def describe_simulated(self, line, run):
        rule, program = line.rule_id, run.program_id
        steps = {tier.tier_id.id: self.describe_tier(tier) for tier in line.tier_ids if tier.tier_id}
        same = (run.period, run.period_months, run.requalify) == (
            program.clientele_period,
            program.clientele_period_months,
            program.clientele_requalify,
        )
        same &= (line.partner_ids, line.group_ids) == (rule.clientele_partner_ids, rule.clientele_group_ids)
        same &= {number: step["threshold"] for number, step in steps.items()} == {
            tier.id: tier.threshold for tier in rule.tier_ids
        } and len(steps) == len(line.tier_ids)
        return {
            "id": rule.id or 10**9 + line.id,
            "program": program.id,
            "weight": line.weight,
            "mode": line.mode,
            "rate": Decimal(str(line.rate)),
            "tiers": [self.describe_tier(tier) for tier in line.tier_ids],
            "clients": line.partner_ids.ids,
            "groups": line.group_ids.ids,
            "branches": line.branch_ids.ids,
            "products": self.products(line),
            "minimum_quantity": line.minimum_qty,
            "minimum_amount": Decimal(str(line.minimum_amount)),
            "period": (run.period, run.period_months),
            "policy": run.requalify,
            "including": run.tier_basis == "including",
            "history": self.history(rule, steps),
            "since": self.since(rule) if same else None,
        }

    def describe_tier(self, tier):
        return {"threshold": Decimal(str(tier.threshold)), "rate": Decimal(str(tier.rate))}

    def products(self, rule):
        if not rule.product_ids and not rule.product_category_id:
            return None
        goods = self.env["product.product"].union(*self.goods)
        return (goods & rule.product_ids).ids + goods.filtered(
            lambda product: product.categ_id == rule.product_category_id
        ).ids

    def history(self, rule, steps):
        rows = self.rows(rule)
        return [
            {
                "client": row.partner_id.id,
                "day": row.day,
                "tier": steps.get(row.tier_id.id),
                "by_hand": row.reason == "by_hand",
                "until": row.until,
            }
            for row in rows
        ]

    def since(self, rule):
        return self.rows(rule)[:1].day

    def rows(self, rule):
        return self.env["clientele.tier.change"].search([("rule_id", "in", rule.ids)], order="day, id")
