"""The facts of touched clients, of a rebuild and of plain Python over random histories are the same (section 3)."""

import random
from collections import Counter, defaultdict
from datetime import date, time, timedelta
from decimal import Decimal

from odoo import Command
from odoo.tests import tagged

from odoo.addons.clientele.models.insight.clientele_client import FACTS
from odoo.addons.clientele.tools import rhythm
from odoo.addons.clientele.tools.deal_amounts import money
from odoo.addons.clientele.tools.periods import last_months

from ..common import ClienteleCase

DAYS = [
    *("2020-02-29", "2020-08-31", "2021-02-28", "2021-03-01", "2021-07-21", "2021-08-31"),
    *("2021-12-31", "2022-02-28", "2022-07-21"),
]
TODAY_FIELDS = (
    "flag",
    "colour",
    "age_band",
    "check_band",
    "contact_band",
    "importance",
    "visits_per_year",
    "recency_score",
    "frequency_score",
    "money_score",
    "rfm_segment",
)


class Oracle:
    """The facts of one client by plain Python, from what the ORM reads."""

    def __init__(self, env, partner):
        self.env, self.partner = env, partner
        self.row = partner.clientele_client_ids
        self.visits = env["clientele.visit"].search([("partner_id", "=", partner.id)])
        self.deals = self.visits.filtered(lambda visit: visit.state == "done")
        self.last = max(self.deals.mapped("day"), default=False)
        self.came = self.deals.filtered(lambda visit: visit.kind == "visit").mapped("day")

    def facts(self):
        return {**self.money(), **self.rhythm(), **self.marks(), **self.subscribed()}

    def money(self):
        since, today = last_months(self.env["clientele.branch"]._today(), 12)
        spent = Decimal(str(round(sum(self.deals.line_ids.mapped("amount")), 2)))
        recent = self.deals.filtered(lambda visit: since <= visit.day <= today)
        return {
            "deal_count": len(self.deals),
            "visit_count": len(self.deals.filtered(lambda visit: visit.kind == "visit")),
            "spent": float(spent),
            "average_check": float(money(spent / len(self.deals), Decimal("0.01"))) if self.deals else 0,
            "turnover": round(sum(recent.line_ids.mapped("amount")), 2),
            "debt": round(self.debt(), 2),
        }

    def debt(self):
        """What visits and instalments that are due leave unpaid (DF5)."""
        visits = sum(max(sum(v.line_ids.mapped("amount")) - v.amount_paid, 0) for v in self.deals)
        today = self.env["clientele.branch"]._today()
        parts = self.env["clientele.instalment"].search(
            [("partner_id", "=", self.partner.id), ("state", "=", "due"), ("due_date", "<=", today)]
        )
        return visits + sum(part.amount - part.amount_received for part in parts)

    def rhythm(self):
        gap = rhythm.median_gap(self.deals.mapped("day"))
        category = self.main_category()
        usual = self.env["clientele.rhythm"].search([("categ_id", "=", category)]).median_gap if category else 0
        expected_gap = gap if gap is not None else Decimal(str(usual)) if usual else None
        factor = self.env.company._clientele_thresholds().factor
        last_branches = self.deals.filtered(lambda visit: visit.day == self.last).branch_id.ids
        return {
            "first_visit": min(self.deals.mapped("day"), default=False),
            "last_visit": self.last,
            "first_came": min(self.came, default=False),
            "last_came": max(self.came, default=False),
            "last_branch_id": max(last_branches, default=False),
            "main_categ_id": category,
            "median_gap": float(gap or 0),
            "own_rhythm": gap is not None,
            "expected_visit": rhythm.expected_visit(self.last, expected_gap) if self.last and expected_gap else False,
            "losing_on": rhythm.losing_on(self.last, gap, factor) if gap is not None else False,
        }

    def main_category(self):
        times, latest = Counter(), defaultdict(lambda: date.min)
        for line in self.deals.line_ids.filtered("is_service"):
            category = line.product_id.categ_id.id
            times[category] += 1
            latest[category] = max(latest[category], line.visit_id.day)
        return max(times, key=lambda c: (times[c], latest[c], -c), default=False)

    def marks(self):
        bookings = self.visits.filtered(lambda visit: visit.state in ("booked", "confirmed", "arrived"))
        talks = self.env["clientele.contact"].search([("partner_id", "=", self.partner.id)])
        devices = self.env["clientele.push.subscription"].search([("partner_id", "=", self.partner.id)])
        cards = self.env["loyalty.card"].search([("partner_id", "=", self.partner.id)])
        return {
            "last_open_booking": max(bookings.mapped("day"), default=False),
            "last_contact": max(talks.mapped("day"), default=False),
            "online_profile": "app" if devices else "none",
            "has_card": bool(cards or self.row.card_number),
        }

    def subscribed(self):
        sold = self.env["clientele.subscription"].search([("partner_id", "=", self.partner.id)])
        ends = sold.filtered(lambda row: row.state not in ("quit", "cancelled")).mapped("end_date")
        due = sold.instalment_ids.filtered(lambda part: part.state == "due")
        return {
            "subscription_end": max(ends) if ends and all(ends) else False,
            "subscription_open": not all(ends),
            "next_due": min(due.mapped("due_date"), default=False),
        }


@tagged("post_install", "-at_install")
class TestRefreshEqualsRebuild(ClienteleCase):
    steps = 40

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branches = cls.branch | cls.env["clientele.branch"].create({"name": "Far", "tz": "Pacific/Auckland"})
        nails = cls.env["product.category"].create({"name": "Nails"})
        cls.services = (
            cls.service | cls.make_service("Manicure", 15, nails) | cls.make_service("Colour", 70, cls.category)
        )
        cls.plans = cls.env["clientele.plan"].create(
            [
                {"name": "Half a year", "kind": "credits", "credits": 10, "price": 10, "duration": 6},
                {"name": "For ever", "kind": "credits", "credits": 10, "price": 10, "validity": "always"},
            ]
        )
        cls.program = cls.env["loyalty.program"].create({"name": "Points", "program_type": "loyalty"})
        births = [date(2000, 2, 29), date(1996, 2, 28), date(1990, 7, 21), False, date(2021, 7, 22)]
        cls.clients = cls.env["res.partner"].concat(
            *(cls.make_client(f"Client {nr}", birthdate_date=born) for nr, born in enumerate(births))
        )
        cls.clients[2].clientele_branch_id = cls.branches[1]
        cls.facts = cls.env["clientele.client"]

    # ---------------------------------------------------------------- steps of a history

    def lines(self, chance):
        products = [*self.services, self.product]
        return [
            Command.create({"product_id": chance.choice(products).id, "price_unit": chance.choice((0, 9.99, 40, 700))})
            for __ in range(chance.randint(1, 3))
        ]

    def moment(self, chance):
        day = self.today + timedelta(days=chance.choice((-800, -366, -365, -364, -90, -31, -2, -1, 0, 1, 20)))
        return self.branch._utc_of(day + timedelta(days=chance.randint(-1, 1)), time(chance.randint(0, 23)))

    def step_create(self, chance):
        self.env["clientele.visit"].create(
            {
                "partner_id": chance.choice(self.clients).id,
                "branch_id": chance.choice(self.branches).id,
                "kind": chance.choice(("visit", "visit", "sale")),
                "state": chance.choice(("done", "done", "done", "booked", "cancelled")),
                "start": self.moment(chance),
                "line_ids": self.lines(chance),
                "amount_paid": chance.choice((0, 5, 10000)),
            }
        )

    def step_close(self, chance):
        self.some_visit(chance, ("booked", "confirmed", "arrived")).action_done()

    def step_reopen(self, chance):
        self.some_visit(chance, ("done", "cancelled", "no_show")).action_reopen()

    def step_cancel(self, chance):
        self.some_visit(chance, ("booked", "arrived")).action_cancel()

    def step_edit_lines(self, chance):
        lines = self.some_visit(chance).line_ids
        lines[:1].write({"price_unit": chance.randint(1, 900), "discount": chance.choice((0, 10))})
        lines[1:].unlink()

    def step_replace_lines(self, chance):
        self.some_visit(chance).line_ids = [Command.clear(), *self.lines(chance)]

    def step_delete(self, chance):
        self.some_visit(chance).unlink()

    def step_move_to_client(self, chance):
        self.some_visit(chance).partner_id = chance.choice(self.clients)

    def step_change_branch(self, chance):
        self.some_visit(chance).branch_id = chance.choice(self.branches)

    def step_change_day(self, chance):
        self.some_visit(chance).start = self.moment(chance)

    def step_pay(self, chance):
        self.some_visit(chance).amount_paid = chance.choice((0, 20))

    def step_talk(self, chance):
        client = chance.choice(self.clients)
        self.env["clientele.contact"].create(
            {"partner_id": client.id, "summary": "Called", "date": self.moment(chance)}
        )
        self.env["clientele.contact"].search([("partner_id", "in", self.clients.ids)])[2:].unlink()

    def step_cards(self, chance):
        client = chance.choice(self.clients)
        client.clientele_card_number = chance.choice(("C1", False))
        cards = self.env["loyalty.card"].search([("partner_id", "=", client.id)])
        if cards:
            cards.unlink()
        else:
            cards.create({"partner_id": client.id, "program_id": self.program.id})

    def step_device(self, chance):
        client = chance.choice(self.clients)
        devices = self.env["clientele.push.subscription"].with_context(active_test=False)
        device = devices.search([("partner_id", "=", client.id)])
        if device:
            device.active = not device.active
        else:
            name = f"https://push.example.org/{client.id}"
            device.create({"partner_id": client.id, "endpoint": name, "key_p256dh": "k", "key_auth": "a"})

    def step_subscribe(self, chance):
        start = self.today - timedelta(days=chance.choice((0, 100, 300)))
        self.env["clientele.subscription"]._sell(chance.choice(self.plans), chance.choice(self.clients), start)

    def step_pay_part(self, chance):
        due = self.env["clientele.instalment"].search(
            [("partner_id", "in", self.clients.ids), ("state", "=", "due"), ("overdue", "=", False)], limit=1
        )
        if due:
            due._receive(due.amount_due, f"random:{due.id}")

    def step_change_subscription(self, chance):
        sold = self.env["clientele.subscription"].search([("partner_id", "in", self.clients.ids)], order="id")
        if sold:
            values = [{"state": "quit"}, {"state": "active"}, {"end_date": self.today}]
            chance.choice(sold).sudo().write(chance.choice(values))

    def some_visit(self, chance, states=None):
        domain = [("partner_id", "in", self.clients.ids)] + ([("state", "in", states)] if states else [])
        visits = self.env["clientele.visit"].search(domain, order="id")
        return chance.choice(visits) if visits else visits

    # ---------------------------------------------------------------- what must hold

    def assertFactsRight(self):
        for client in self.clients:
            row = client.clientele_client_ids
            found = {name: getattr(row[name], "id", row[name]) for name in Oracle(self.env, client).facts()}
            self.assertEqual(found, Oracle(self.env, client).facts(), client.name)

    def stored(self):
        self.env.flush_all()
        columns = ", ".join(FACTS)
        self.env.cr.execute(f"SELECT partner_id, {columns} FROM clientele_client ORDER BY id")  # noqa: S608
        return self.env.cr.fetchall()

    def assertRebuildAgrees(self):
        """Everyone's rebuild and check find nothing to do; rhythms of categories are as of last night."""
        self.assertEqual(self.facts._verify(), 0)
        verified = self.stored()
        self.assertEqual(self.facts._rebuild(), 0)
        self.assertEqual(self.stored(), verified)
        self.assertEqual(self.facts._verify(), 0, "the seals fit after expected visits moved")

    def assertListsAgree(self, day):
        """What depends on today is the same computed for one client and in SQL for lists and groups."""
        rows = self.clients.clientele_client_ids.with_env(self.on(day))
        for name in TODAY_FIELDS:
            grouped = rows._read_group([("id", "in", rows.ids)], [name], ["id:recordset"])
            in_sql = {row.id: value or False for value, group in grouped for row in group}
            self.assertEqual(in_sql, {row.id: row[name] or False for row in rows}, f"{name} on {day}")

    def play(self, seed):
        chance = random.Random(seed)
        steps = [name for name in dir(self) if name.startswith("step_")] + ["step_create"] * 8
        for nr in range(self.steps):
            name = chance.choice(steps) if nr > 5 else "step_create"
            with self.subTest(seed=seed, nr=nr, step=name):
                getattr(self, name)(chance)
                self.assertFactsRight()
                self.assertRebuildAgrees()
        for day in DAYS:
            self.assertListsAgree(day)

    def test_random_history_1(self):
        """DF1, DF2, DF4, DF5, FO4, TR5, TR8, TR15, TR16: after each step the facts are exact."""
        self.play(1)

    def test_random_history_2(self):
        self.play(2)

    def test_random_history_3(self):
        """With other thresholds."""
        self.company.write(
            {
                "clientele_factor": 1.15,
                "clientele_losing_months": 1,
                "clientele_lost_months": 2,
                "clientele_never_losing_before": 25,
                "clientele_lost_needs_rhythm": True,
                "clientele_check_band": 50,
            }
        )
        self.play(3)

    def test_turnover_moves_with_the_day(self):
        """A year later nothing was sold: the nightly check takes the turnover and the class away."""
        chance = random.Random(4)
        for __ in range(12):
            self.step_create(chance)
        self.facts._verify()
        later = self.facts.with_env(self.on(self.today + timedelta(days=700)))
        self.assertGreater(later._verify(), 0)
        self.assertEqual(later._verify(), 0)
        self.assertFalse(any(self.clients.with_env(later.env).mapped("clientele_turnover")))
        self.assertFalse(any(self.clients.with_env(later.env).mapped("clientele_importance")))

    def test_factor_moves_the_day_and_its_seal(self):
        self.make_history(self.clients[0], "2021-01-01", "2021-02-10", "2021-03-22")
        self.assertFacts(self.clients[0], losing_on=date(2021, 5, 22))
        self.company.clientele_factor = 2
        self.assertFacts(self.clients[0], losing_on=date(2021, 6, 11))
        self.assertEqual(self.facts._verify(), 0)

    def test_damage_is_repaired(self):
        """What SQL past the ORM did to deals or to facts, the nightly check puts right."""
        chance = random.Random(5)
        for __ in range(25):
            self.step_create(chance)
        self.make_history(self.clients[0], "2021-01-01", "2021-02-10", "2021-03-22")
        self.env["clientele.subscription"]._sell(self.plans[0], self.clients[0])
        self.facts._rebuild()
        nails = self.services[1].categ_id.id
        damages = {
            "UPDATE clientele_visit SET amount_total = amount_total + 1 WHERE state = 'done'": (),
            "UPDATE clientele_visit SET day = day - 40 WHERE state = 'done'": (),
            "UPDATE clientele_visit SET branch_id = %s WHERE state = 'done'": (self.branches[1].id,),
            "UPDATE clientele_visit SET kind = 'sale' WHERE state = 'done'": (),
            "UPDATE clientele_visit SET day = day + 3 WHERE state = 'booked'": (),
            "UPDATE clientele_visit_line SET product_id = %s WHERE is_service": (self.services[1].id,),
            "UPDATE product_template SET categ_id = %s": (nails,),
            "UPDATE clientele_client SET spent = spent + 1, deal_count = 7": (),
            "UPDATE clientele_client SET median_gap = 3, own_rhythm = TRUE": (),
            "UPDATE clientele_client SET losing_on = losing_on + 1": (),
            "UPDATE clientele_client SET expected_visit = expected_visit + 1": (),
            "UPDATE clientele_client SET average_check = 1, has_card = TRUE": (),
            "UPDATE clientele_client SET main_categ_id = %s": (nails,),
            "UPDATE clientele_client SET subscription_open = NOT subscription_open": (),
            "UPDATE clientele_client SET next_due = '2021-01-01'": (),
            "UPDATE clientele_subscription SET end_date = '2031-01-01'": (),
            "UPDATE clientele_client SET last_branch_id = %s": (self.branches[1].id,),
        }
        for statement, parameters in damages.items():
            with self.subTest(statement), self.env.cr.savepoint() as savepoint:
                self.env.flush_all()
                self.env.cr.execute(statement, parameters)
                self.env.invalidate_all()
                self.assertGreater(self.facts._verify(), 0)
                repaired = self.stored()
                self.assertEqual(self.facts._rebuild(), 0)
                self.assertEqual(self.stored(), repaired)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_row_that_is_gone_comes_back(self):
        """Clients whose row SQL took away have one again, for deals and for bookings alone."""
        self.make_visit(self.clients[0], "2021-07-01")
        self.make_visit(self.clients[1], "2021-08-01", state="booked")
        for repair in (self.facts._verify, self.facts._rebuild):
            self.env.flush_all()
            self.env.cr.execute("DELETE FROM clientele_client WHERE partner_id = ANY(%s)", (self.clients[:2].ids,))
            self.env.invalidate_all()
            repair()
            self.assertFacts(self.clients[0], deal_count=1)
            self.assertFacts(self.clients[1], last_open_booking=date(2021, 8, 1))
