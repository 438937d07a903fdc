"""A random world for the oracle: two bases, branches in four zones, days that lie on every boundary."""

from datetime import datetime, time, timedelta
from random import Random
from uuid import uuid4
from zoneinfo import ZoneInfo

from odoo import Command
from odoo.tools import SQL

from .oracle import months, step

UTC = ZoneInfo("UTC")
ZONES = ("Europe/Sofia", "America/Los_Angeles", "Pacific/Auckland", "UTC")
WALLS = (time(0, 0), time(0, 40), time(9, 30), time(12), time(22, 15), time(23, 59))
AMOUNTS = (0, 0.01, 20, 20, 33.33, 99.99, 100, 250, 499.99, 500)
SOURCES = ("back_office", "online", "online", "phone", "pos", "sale", "import")
STATES = ("done", "done", "done", "done", "booked", "confirmed", "arrived", "no_show", "cancelled")
BORN = ("1996-02-29", "2000-02-29", "1990-02-28", "1990-03-01", "1990-12-25", "1985-01-08", "2150-01-01", None, None)


class World:
    """:param case: the test, whose company is the base that is asked
    :param moment: naive UTC datetime that is now
    """

    def __init__(self, case, seed, moment, clients=45):
        self.case, self.env, self.moment = case, case.env, moment
        self.random = Random(seed)
        self.today = moment.date()
        self.make_places()
        self.make_catalogue()
        self.clients = [self.make_client(number) for number in range(clients)]
        self.make_rows()

    def pick(self, *values):
        return self.random.choice(values)

    # ---------------------------------------------------------------- through the ORM

    def make_places(self):
        case, company = self.case, self.case.company
        self.child = self.env["res.company"].create({"name": "Child", "parent_id": company.id})
        self.other = self.env["res.company"].create({"name": "Unrelated"})
        branches = self.env["clientele.branch"].with_context(clientele_rewrite_days=True)
        ours = [case.branch, *branches.create([{"name": z, "tz": z, "company_id": company.id} for z in ZONES[1:]])]
        below = case.child_branch = self.child._clientele_default_branch().with_env(branches.env)
        below.tz = "Pacific/Auckland"
        self.branches = [*ours, below]
        self.branches[-2].active = False  # still selectable, still with its clock (DF6)
        self.foreign = self.other._clientele_default_branch()

    def make_catalogue(self):
        category, make = self.env["product.category"].create, self.case.make_service
        hair = category({"name": "Hair"})
        colour = category({"name": "Colour", "parent_id": hair.id})
        laser = category({"name": "Laser"})
        self.categories = hair + colour + laser
        self.services = [make("Cut", 20, hair), make("Dye", 60, colour), make("Legs", 99, laser)]
        goods = {"name": "Shampoo", "type": "consu", "categ_id": hair.id, "taxes_id": [Command.clear()]}
        self.goods = self.env["product.product"].create(goods)
        self.services[2].active = False
        person = {"is_practitioner": True, "resource_type": "user", "branch_ids": self.case.branch.ids}
        people = [{"name": name, **person} for name in ("Maria", "Nina", "Left")]
        self.people = self.env["resource.resource"].create(people)
        self.people[2].active = False
        self.groups = self.env["clientele.group"].create([{"name": "Gold", "discount": 10}, {"name": "Iron"}])
        self.labels = self.env["clientele.label"].create([{"name": name} for name in "abc"])
        plans = [{"name": name, "kind": "credits", "price": 100, "credits": 120} for name in ("P", "Q", "R")]
        self.plans = self.env["clientele.plan"].create(plans)
        theirs = self.env["clientele.plan"].with_company(self.other)
        self.foreign_plan = theirs.create({**plans[0], "name": "Theirs", "company_id": self.other.id})
        self.tiers = self.make_tiers()
        self.teams = self.env["crm.team"].create([{"name": "Woo"}, {"name": "Shop"}])

    def make_tiers(self):
        steps = [Command.create({"threshold": threshold, "rate": 5}) for threshold in (0, 100, 500)]
        program = {
            "name": "Points",
            "program_type": "loyalty",
            "applies_on": "both",
            "trigger": "auto",
            "company_id": self.case.company.id,
            "clientele_managed": True,
            "rule_ids": [Command.clear(), *(Command.create({"tier_ids": steps}) for __ in range(2))],
        }
        return self.env["loyalty.program"].create(program).rule_ids.tier_ids

    def make_client(self, number):
        born = self.pick(*BORN, self.near())
        partner = self.case.make_client(
            f"Client {number}",
            birthdate_date=born,
            gender=self.pick("male", "female", False),
            created_from=self.pick("woocommerce", "online", "import", "back_office"),
            is_company=self.pick(True, False, False),
            email=self.pick(f"c{number}@example.com", "", False),
            phone=self.pick(f"+35988{number:07d}", False),
        )
        if self.random.random() < 0.3:
            self.env["clientele.client"]._ensure(partner, self.other)
        partner.clientele_client_ids.filtered(lambda row: row.company_id == self.case.company).write(
            {
                "group_id": self.pick(*self.groups.ids, False),
                "branch_id": self.pick(*(branch.id for branch in self.branches), False),
                "label_ids": [Command.set([label.id for label in self.labels if self.random.random() < 0.4])],
                "vip": self.pick(True, False),
                "blocked": self.pick(True, False),
                "importance_manual": self.pick("a", "b", False, False, False),
                "personal_discount": self.pick(0, 0, 15),
            }
        )
        if self.random.random() < 0.1:
            partner.active = False
        return partner

    # ---------------------------------------------------------------- rows, as the tables hold them

    def near(self):
        """A day around a boundary of the periods that are asked about."""
        away = self.pick(0, 1, 2, 6, 7, 8, 14, 28, 30, 31, 59, 60, 90, 91, 92, 181, 182, 183, 364, 365, 366, 500, 800)
        ends = [months(self.today, -count) for count in (1, 2, 3, 6, 12, 24)]
        day = self.pick(step(self.today, -away), step(self.pick(*ends), self.pick(-1, 0, 1)))
        return step(self.today, self.random.randrange(0, 40)) if self.random.random() < 0.15 else day

    def moment_of(self, day, branch):
        wall = datetime.combine(day, self.pick(*WALLS), ZoneInfo(branch.tz))
        return wall.astimezone(UTC).replace(tzinfo=None)

    def insert(self, table, **values):
        columns = SQL(", ").join(map(SQL.identifier, values))
        places = SQL(", ").join(SQL("%s", value) for value in values.values())
        statement = SQL("INSERT INTO %s (%s) VALUES (%s) RETURNING id", SQL.identifier(table), columns, places)
        return self.env.execute_query(statement)[0][0]

    def make_rows(self):
        self.env.flush_all()
        orders = self.env["sale.order"].create(
            [{"partner_id": self.clients[0].id, "team_id": self.pick(*self.teams.ids)} for __ in range(12)]
        )
        self.env.flush_all()
        self.orders = list(orders.ids)
        for client in self.clients:
            for __ in range(self.pick(0, 0, 1, 2, 3, 5, 9)):
                self.make_visit(client)
            for __ in range(self.pick(0, 0, 1, 2, 3)):
                self.make_subscription(client)
                self.make_lot(client)
                self.make_talk(client)
                self.make_message(client)
                self.make_tier_change(client)
        for __ in range(5):
            self.make_visit(None)
        self.finish()

    def make_visit(self, client):
        branch = self.foreign if self.random.random() < 0.1 else self.pick(*self.branches)
        kind = "sale" if client is None else self.pick("visit", "visit", "sale")
        state = "done" if kind == "sale" else self.pick(*STATES)
        day = self.near()
        start = self.moment_of(day, branch)
        products = (*self.services, *self.services, self.goods)
        lines = [(self.pick(*AMOUNTS), self.pick(*products)) for __ in range(self.pick(0, 1, 1, 2, 3))]
        common = {
            "partner_id": client and client.id,
            "company_id": branch.company_id.id,
            "state": state,
            "start": start,
            "day": day,
        }
        visit = self.insert(
            "clientele_visit",
            kind=kind,
            uuid=str(uuid4()),
            source=self.pick(*SOURCES),
            branch_id=branch.id,
            booked_at=self.pick(self.moment_of(step(day, -3), branch), start, None),
            amount_service=sum(amount for amount, product in lines if product.type == "service"),
            amount_product=sum(amount for amount, product in lines if product.type != "service"),
            amount_total=sum(amount for amount, __ in lines),
            amount_due=self.pick(0, 0, sum(amount for amount, __ in lines)) if state == "done" else 0,
            sale_order_id=self.orders.pop() if kind == "sale" and self.orders else None,
            **common,
        )
        for amount, product in lines:
            self.insert(
                "clientele_visit_line",
                visit_id=visit,
                product_id=product.id,
                resource_id=self.pick(*self.people.ids, None),
                paid_by="money",
                quantity=1,
                amount=amount,
                is_service=product.type == "service",
                **common,
            )
        if kind == "visit" and self.orders and self.random.random() < 0.05:
            self.env.cr.execute(
                "UPDATE sale_order SET clientele_visit_id = %s WHERE id = %s", (visit, self.orders.pop())
            )

    def make_subscription(self, client):
        foreign = self.random.random() < 0.1
        start = self.near()
        self.insert(
            "clientele_subscription",
            partner_id=client.id,
            plan_id=self.foreign_plan.id if foreign else self.pick(*self.plans.ids),
            company_id=(self.other if foreign else self.case.company).id,
            kind="credits",
            price=100,
            start_date=start,
            end_date=self.pick(step(start, self.pick(0, 6, 7, 30, 90, 365)), max(start, self.near()), None),
            state=self.pick("active", "active", "used", "expired", "frozen", "quit", "cancelled"),
        )

    def make_lot(self, client):
        opened = self.near()
        used = [(step(opened, self.random.randrange(60)), -self.pick(1, 5, 7.5)) for __ in range(self.pick(0, 1, 2))]
        moves = [(opened, 20), *used, *([(opened, -(20 + sum(q for __, q in used)))] if self.pick(0, 0, 1) else [])]
        company = self.pick(self.case.company, self.case.company, self.other).id
        lot = self.insert(
            "clientele_lot",
            partner_id=client.id,
            company_id=company,
            kind=self.pick("credits", "visits", "points"),
            plan_id=self.pick(*self.plans.ids, None),
            quantity_issued=20,
            amount=10,
            balance=sum(quantity for __, quantity in moves),
            held=0,
            value=0,
            expires_on=self.pick(None, step(opened, self.pick(5, 30, 90, 365, 400)), max(opened, self.near())),
        )
        for day, quantity in moves:
            key = str(uuid4())
            values = {"kind": "issue" if quantity > 0 else "use", "key": key, "operation": key, "amount": 0}
            if quantity:
                self.insert("clientele_move", lot_id=lot, company_id=company, day=day, quantity=quantity, **values)

    def make_tier_change(self, client):
        tier = self.pick(*self.tiers)
        self.insert(
            "clientele_tier_change",
            partner_id=client.id,
            company_id=self.case.company.id,
            rule_id=tier.rule_id.id,
            tier_id=self.pick(tier.id, tier.id, None),
            day=self.near(),
            reason="reached",
        )

    def make_talk(self, client):
        day, company = self.near(), self.pick(self.case.company, self.case.company, self.other)
        self.insert(
            "clientele_contact",
            partner_id=client.id,
            company_id=company.id,
            date=datetime.combine(day, time(12)),
            day=day,
            kind="call",
            summary="Talked",
        )

    def make_message(self, client):
        sent = self.moment_of(self.near(), self.case.branch)
        after = sent + timedelta(hours=30)
        self.insert(
            "mailing_trace",
            model="res.partner",
            res_id=client.id,
            trace_type=self.pick("mail", "sms"),
            trace_status=self.pick("sent", "open", "reply", "bounce", "error"),
            create_date=sent - timedelta(hours=5),
            sent_datetime=self.pick(sent, sent, None),
            open_datetime=self.pick(after, None),
            links_click_datetime=self.pick(after, None),
            reply_datetime=self.pick(after, None),
        )

    def finish(self):
        """Facts from the rows; what other domains work out becomes anything, so that it is asked in every form."""
        self.env.invalidate_all()
        for client in self.clients:
            added = self.moment_of(self.near(), self.case.branch)
            self.env.cr.execute("UPDATE res_partner SET create_date = %s WHERE id = %s", (added, client.id))
            self.env.cr.execute("UPDATE clientele_client SET added_on = %s WHERE partner_id = %s", (added, client.id))
        self.env["clientele.client"]._rebuild()
        self.env["clientele.client"]._refresh_touched()
        for client in self.clients:
            self.env.cr.execute(
                """UPDATE clientele_client SET debt = %s, turnover = %s, next_due = %s, expected_visit = %s,
                          online_profile = %s, has_card = %s, main_categ_id = %s, importance_class = %s,
                          inactive = %s
                    WHERE partner_id = %s""",
                (
                    self.pick(*AMOUNTS),
                    self.pick(*AMOUNTS),
                    self.pick(None, self.near()),
                    self.pick(None, self.near()),
                    self.pick("none", "invited", "profile", "app"),
                    self.pick(True, False),
                    self.pick(*self.categories.ids, None),
                    self.pick("a", "b", "c", None),
                    self.random.random() < 0.15,
                    client.id,
                ),
            )
        self.env.invalidate_all()
