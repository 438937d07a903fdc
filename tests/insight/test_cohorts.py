import random
from datetime import date, timedelta

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from odoo.addons.clientele.tools.retention import months_between

from .test_return_report import ReturnCase

MODEL = "clientele.retention"


@tagged("post_install", "-at_install")
class TestCohorts(ReturnCase):
    """Of the clients who began in a month, the share that came in each month after it."""

    def cohorts(self, user=None, **filters):
        """:return: {month: [clients, came a month later, …]}"""
        self.env.flush_all()
        found = self.env[MODEL].with_user(user or self.env.user).get_cohorts({"span": 12, **filters})
        return {row["month"]: list(row["came"]) for row in found["cohorts"]}

    def test_by_hand(self):
        """Two began in April: both came in May, one in July; one began in July. Twice in a month is once."""
        ann, bob, eve = (self.make_client(name) for name in ("Ann", "Bob", "Eve"))
        for day in ("2021-04-30", "2021-05-01", "2021-05-31", "2021-07-21"):
            self.served(ann, day)
        for day in ("2021-04-01", "2021-05-15"):
            self.served(bob, day)
        self.served(eve, "2021-07-01")
        self.served(eve, "2021-07-02")
        self.assertEqual(self.cohorts(), {"2021-04-01": [2, 2, 0, 1], "2021-07-01": [1]})
        found = self.env[MODEL].get_cohorts({"span": 12})
        self.assertEqual([row["over"] for row in found["cohorts"]], [(True, True, True, False), (False,)])
        self.assertEqual(found["averages"], [1, 1, 0, None])

    def test_span(self):
        """12 months to July 2021 begin in August 2020: who began on 31 July is not shown, on 1 August is."""
        for name, day in (("Before", "2020-07-31"), ("First", "2020-08-01")):
            self.served(self.make_client(name), day)
        self.assertEqual(list(self.cohorts()), ["2020-08-01"])
        self.assertEqual(list(self.cohorts(span=24)), ["2020-07-01", "2020-08-01"])

    def test_month_of_the_branch(self):
        """22:30 UTC on 31 May is June in Sofia: one client of June, who came in July."""
        client = self.make_client()
        self.served(client, "2021-05-31").start = "2021-05-31 22:30:00"
        self.served(client, "2021-07-01")
        self.assertEqual(self.cohorts(), {"2021-06-01": [1, 1]})

    def test_filters_choose_by_the_first_deal(self):
        """Came first to Maria for hair, then to Anna for nails: of Maria's and of hair, whatever came later."""
        nails = self.env["product.category"].create({"name": "Nails"})
        manicure = self.make_service("Manicure", 30, nails)
        below = self.env["product.category"].create({"name": "Short hair", "parent_id": self.category.id})
        self.service.categ_id = below
        client = self.make_client()
        self.served(client, "2021-05-01")
        line = {"product_id": manicure.id, "resource_id": self.anna.id}
        self.make_visit(client, "2021-06-01", lines=[line])
        expected = {"2021-05-01": [1, 1, 0]}
        self.anna.active = self.practitioner.active = False
        self.assertEqual(self.cohorts(person=self.practitioner.id), expected)
        self.assertEqual(self.cohorts(category=self.category.id), expected)
        self.assertEqual(self.cohorts(branch=self.branch.id), expected)
        self.assertEqual(self.cohorts(person=self.anna.id), {})
        self.assertEqual(self.cohorts(category=nails.id), {})
        self.assertEqual(self.cohorts(person=self.practitioner.id, category=nails.id), {})

    def test_person_and_category_of_one_line(self):
        """FF10: Maria cut hair and Anna did nails on the same visit: nobody came first to Maria for nails."""
        nails = self.env["product.category"].create({"name": "Nails"})
        manicure = self.make_service("Manicure", 30, nails)
        lines = [
            {"product_id": self.service.id, "resource_id": self.practitioner.id},
            {"product_id": manicure.id, "resource_id": self.anna.id},
        ]
        self.make_visit(self.make_client(), "2021-05-01", lines=lines)
        self.assertEqual(self.cohorts(person=self.anna.id, category=nails.id), {"2021-05-01": [1, 0, 0]})
        self.assertEqual(self.cohorts(person=self.practitioner.id, category=nails.id), {})

    def test_who_counts(self):
        """Archived clients do; anonymous deals and what never took place do not."""
        gone = self.make_client("Gone")
        self.served(gone, "2021-05-01")
        gone.active = False
        self.served(self.env["res.partner"], "2021-05-01", kind="sale")
        self.served(self.make_client("Booked"), "2021-05-02", state="booked")
        self.served(gone, "2021-06-02", state="no_show")
        self.assertEqual(self.cohorts(), {"2021-05-01": [1, 0, 0]})

    def test_own_branches(self):
        """Who is bound to branches sees clients who began there; coming back counts everywhere."""
        second = self.env["clientele.branch"].create({"name": "Second", "tz": "Europe/Sofia"})
        client = self.make_client()
        self.served(client, "2021-05-01", branch_id=second.id)
        self.served(client, "2021-06-01")
        self.served(self.make_client("Elsewhere"), "2021-05-01")
        manager = self.make_user("manager")
        manager.clientele_branch_ids = second
        self.assertEqual(self.cohorts(manager), {"2021-05-01": [1, 1, 0]})
        offered = self.env[MODEL].with_user(manager).get_setup()["branches"]
        self.assertEqual(offered, [[second.id, "Second"]])

    def test_other_companies(self):
        other = self.env["res.company"].create({"name": "Unrelated"})
        client = self.make_client()
        self.served(client, "2021-05-01")
        line = {"product_id": self.service.id}
        self.make_visit(client, "2021-06-01", branch_id=other._clientele_default_branch().id, lines=[line])
        self.assertEqual(self.cohorts(), {"2021-05-01": [1, 0, 0]})

    def test_numbers_open_their_clients(self):
        """Who came in a month, who did not, and the whole cohort."""
        ann, bob = self.make_client("Ann"), self.make_client("Bob")
        self.served(ann, "2021-05-01")
        self.served(ann, "2021-06-30")
        self.served(bob, "2021-05-31")
        self.served(bob, "2021-07-01")
        self.env.flush_all()
        asked = ((ann | bob, False, True), (ann, 1, True), (bob, 1, False), (bob, 2, True), (ann, 2, False))
        for expected, age, back in asked:
            action = self.env[MODEL].get_clients_action({"span": 12}, "2021-05-01", age, back)
            with self.subTest(age=age, back=back):
                self.assertEqual(self.env["res.partner"].search(action["domain"]), expected)

    def test_rights(self):
        for user in (self.make_user("manager"), self.make_user("practitioner", "marketer")):
            self.assertEqual(self.cohorts(user), {})
        reception = self.make_user("receptionist")
        for call in (self.cohorts, lambda user: self.env[MODEL].with_user(user).get_setup()):
            with self.assertRaises(AccessError):
                call(reception)

    def test_what_filters_offer(self):
        """DF6: archived practitioners can be asked for."""
        self.anna.active = False
        setup = self.env[MODEL].get_setup()
        self.assertIn([self.anna.id, "Anna (archived)"], setup["people"])
        self.assertIn([self.category.id, "Hair"], setup["categories"])

    def test_random_histories(self):
        """The query and plain Python agree."""
        chance = random.Random(7)
        for nr in range(25):
            client = self.make_client(f"Client {nr}")
            day = date(2020, 8, 1) + timedelta(days=chance.randrange(330))
            while day <= self.today and chance.random() < 0.8:
                self.served(client, day)
                day += timedelta(days=chance.choice((0, 1, 28, 30, 31, 45)))
        self.env.flush_all()
        expected = {}
        visits = self.env["clientele.visit"].search([("state", "=", "done"), ("partner_id", "!=", False)])
        for deals in visits.grouped("partner_id").values():
            first = min(deals.mapped("day"))
            row = expected.setdefault(first.replace(day=1).isoformat(), [0] * (months_between(first, self.today) + 1))
            for age in {months_between(first, day) for day in deals.mapped("day")}:
                row[age] += 1
        self.assertEqual(self.cohorts(), expected)

    def test_queries(self):
        """One query besides the look at companies and clocks, however many clients there are."""
        self.cohorts()
        for count in (1, 20):
            for nr in range(count):
                self.make_history(self.make_client(f"Client {nr}"), "2021-05-01", "2021-06-01")
            self.env.flush_all()
            self.env.invalidate_all()
            with self.assertQueryCount(6):
                self.env[MODEL].get_cohorts({"span": 12})


@tagged("post_install", "-at_install")
class TestCohortTours(ReturnCase, HttpCase):
    def test_retention_screen(self):
        self.env["ir.config_parameter"].set_param("clientele.today", self.today)
        for nr, days in enumerate((("2021-05-03", "2021-06-01"), ("2021-05-04",), ("2021-05-05", "2021-06-20"))):
            client = self.make_client(f"Cohort {nr}")
            for day in days:
                self.served(client, day, self.anna if nr else None)
        self.start_tour("/odoo/clientele-retention", "clientele_retention", login="admin")
