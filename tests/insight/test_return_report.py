import random
from collections import defaultdict
from datetime import date, timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.clientele.tools.periods import months_before
from odoo.addons.clientele.tools.retention import month_of, window_over

from ..common import ClienteleCase

MEASURES = ("client_count:sum", "again_count:sum", "same_count:sum", "new_count:sum", "new_again_count:sum")
RATES = ("return_rate:avg", "same_rate:avg", "new_return_rate:avg")


class ReturnCase(ClienteleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna = cls.practitioner.create(
            {"name": "Anna", "is_practitioner": True, "resource_type": "user", "branch_ids": cls.branch.ids}
        )
        cls.company.clientele_return_months = "3"

    @classmethod
    def served(cls, client, day, who=None, **values):
        """A deal on that day, served by Maria unless said otherwise."""
        line = {"product_id": cls.service.id, "resource_id": (who or cls.practitioner).id}
        return cls.make_visit(client, day, lines=[line], **values)

    def report(self, user=None, **context):
        self.env.flush_all()
        report = self.env["clientele.return.report"].with_user(user or self.env.user).with_context(**context)
        report.invalidate_model()
        return report

    def measures(self, domain=(), **context):
        """:return: [clients, came again, to the same, new, new who came again]"""
        [row] = self.report(**context)._read_group(list(domain), [], MEASURES)
        return list(row)

    def rates(self, domain=(), **context):
        [row] = self.report(**context)._read_group(list(domain), [], RATES)
        return list(row)


@tagged("post_install", "-at_install")
class TestReturnReport(ReturnCase):
    """Of the clients of a month, how many came again: to anyone, to the same, and of the new ones."""

    def test_window_ends_exactly_on_its_day(self):
        """Within 3 months of 2021-01-15: 2021-04-15 is in, 2021-04-16 is not; the same day again is no return."""
        for name, day, again in (("In", "2021-04-15", 1), ("Out", "2021-04-16", 0), ("Same day", "2021-01-15", 0)):
            client = self.make_client(name)
            self.served(client, "2021-01-15")
            self.served(client, day)
            january = [("partner_id", "=", client.id), ("day", "<", "2021-02-01")]
            with self.subTest(name=name):
                self.assertEqual(self.measures(january), [1, again, again, 1, again])

    def test_missing_days_clamp(self):
        """Three months after 30 November is 28 February."""
        for name, day, again in (("In", "2021-02-28", 1), ("Out", "2021-03-01", 0)):
            client = self.make_client(name)
            self.served(client, "2020-11-30")
            self.served(client, day)
            with self.subTest(name=name):
                self.assertEqual(self.measures([("partner_id", "=", client.id), ("day", "<", "2020-12-01")])[1], again)

    def test_windows(self):
        """The company's window, or another one that the filters ask for; the longest of several."""
        client = self.make_client()
        self.served(client, "2021-01-01")
        self.served(client, "2021-02-20")
        first = [("day", "=", "2021-01-01")]
        self.assertEqual(self.measures(first, clientele_within_1=True)[1], 0)
        self.assertEqual(self.measures(first, clientele_within_2=True)[1], 1)
        self.assertEqual(self.measures(first, clientele_within_1=True, clientele_within_6=True)[1], 1)
        self.company.clientele_return_months = "1"
        self.assertEqual(self.measures(first)[1], 0)

    def test_to_the_same(self):
        """Came to Maria, again to Anna, then to Maria: Maria has one who came to her again, and Anna has none."""
        client = self.make_client()
        self.served(client, "2021-01-10")
        self.served(client, "2021-02-10", self.anna)
        self.served(client, "2021-03-10")
        january, february = (("day", "<", "2021-02-01"), ("day", "=", "2021-02-10"))
        self.assertEqual(self.measures([january]), [1, 1, 1, 1, 1])
        self.assertEqual(self.measures([february]), [1, 1, 0, 0, 0])
        self.assertEqual(self.measures([january], clientele_within_1=True), [1, 1, 0, 1, 1])

    def test_a_client_counts_once_a_month(self):
        """Two days in a month, or two practitioners on one day, are one client; two months are two."""
        client = self.make_client()
        self.served(client, "2021-01-05")
        self.served(client, "2021-01-20", self.anna)
        self.assertEqual(self.measures([("day", "<", "2021-02-01")]), [1, 1, 0, 1, 1])
        by_person = dict(self.report()._read_group([], ["resource_id"], ["client_count:sum"]))
        self.assertEqual(by_person, {self.practitioner: 1, self.anna: 1})
        self.served(client, "2021-02-20")
        self.assertEqual(self.measures(), [2, 1, 1, 1, 1])

    def test_new_is_who_began_that_day(self):
        """New is who had the first deal ever that day: Anna's second client of the month is new for nobody."""
        client = self.make_client()
        self.served(client, "2021-01-05")
        self.served(client, "2021-01-20", self.anna)
        new = dict(self.report()._read_group([], ["resource_id"], ["new_count:sum"]))
        self.assertEqual(new, {self.practitioner: 1, self.anna: 0})

    def test_deals_of_nobody_lower_no_rate_to_the_same(self):
        """A product that nobody sold: the client came again, and to nobody."""
        client = self.make_client()
        self.make_visit(client, "2021-01-10", lines=[{"product_id": self.product.id}])
        self.served(client, "2021-02-10")
        self.assertEqual(self.rates([("day", "<", "2021-02-01")]), [1, False, 1])

    def test_rates_by_hand(self):
        """Four clients in January, one of them new later: 2 of 4 came again, 1 to the same, 1 of 3 new ones."""
        old, away, other, same = (self.make_client(name) for name in ("Old", "Away", "Other", "Same"))
        self.served(old, "2020-06-01")
        for client in (old, away, other, same):
            self.served(client, "2021-01-10")
        self.served(old, "2021-02-01")
        self.served(other, "2021-02-01", self.anna)
        january = [("day", ">=", "2021-01-01"), ("day", "<", "2021-02-01")]
        self.assertEqual(self.measures(january), [4, 2, 1, 3, 1])
        self.assertEqual(self.rates(january), [0.5, 0.25, 1 / 3])

    def test_month_is_over_when_its_last_day_is(self):
        """Within 3 months of 31 January ends on 30 April: over from 1 May on, for who came on the 1st as well."""
        client = self.make_client()
        self.served(client, "2021-01-01")
        for today, over in (("2021-04-30", False), ("2021-05-01", True)):
            report = self.report(clientele_today=date.fromisoformat(today))
            with self.subTest(today=today):
                self.assertEqual(report.search([]).month_over, over)
                [(rate, clients)] = report._read_group([], [], ["return_rate:avg", "client_count:sum"])
                self.assertEqual(clients, 1)
                self.assertEqual(rate, 0)
                self.assertIs(rate is False, not over, "no rate is another thing than a rate of 0")

    def test_running_months_lower_no_rate(self):
        """Total of a month that is over and one that is not: the rate is that of the first."""
        client = self.make_client()
        self.served(client, "2021-01-10")
        self.served(client, "2021-02-10")
        for nr in range(3):
            self.served(self.make_client(f"Late {nr}"), "2021-07-01")
        self.assertEqual(self.rates([("day", "!=", "2021-02-10")])[0], 1)
        self.assertEqual(self.rates([("day", ">=", "2021-07-01")]), [False, False, False])

    def test_days_of_the_branch(self):
        """22:30 UTC on 31 January is 1 February in Sofia; today is that of the branch, too."""
        client = self.make_client()
        visit = self.make_visit(client, "2021-01-31")
        visit.start = "2021-01-31 22:30:00"
        self.assertEqual(self.report().search([("partner_id", "=", client.id)]).day, date(2021, 2, 1))
        far = self.env["clientele.branch"].create({"name": "Auckland", "tz": "Pacific/Auckland"})
        self.served(self.make_client("Far"), "2021-01-10", branch_id=far.id)
        self.env["ir.config_parameter"].set_param("clientele.today", "2021-04-30")
        env = self.env(context={key: value for key, value in self.env.context.items() if key != "clientele_today"})
        self.assertEqual(env["clientele.branch"]._today(), date(2021, 4, 30))
        self.assertEqual(far.with_env(env)._today(), date(2021, 5, 1))
        report = env["clientele.return.report"]
        report.invalidate_model()
        self.assertTrue(report.search([("branch_id", "=", far.id)]).month_over)
        self.served(self.make_client("Near"), "2021-01-10")
        self.assertFalse(report.search([("branch_id", "=", self.branch.id), ("day", "<", "2021-02-01")]).month_over)

    def test_archived_people_count(self):
        """DF6: an archived practitioner stays in the report, and so does an archived client."""
        client = self.make_client()
        self.served(client, "2021-01-10", self.anna)
        client.active = self.anna.active = False
        self.assertEqual(self.measures([("resource_id", "=", self.anna.id)]), [1, 0, 0, 1, 0])

    def test_who_does_not_count(self):
        """Nobody in particular is no client; what is booked, missed or cancelled is no deal."""
        self.served(self.env["res.partner"], "2021-01-10", kind="sale")
        client = self.make_client()
        self.served(client, "2021-01-10")
        for day, state in (("2021-02-01", "cancelled"), ("2021-02-02", "no_show"), ("2021-02-03", "booked")):
            self.served(client, day, state=state)
        self.assertEqual(self.measures(), [1, 0, 0, 1, 0])

    def test_any_branch_counts_as_coming_again(self):
        """A manager sees the clients of the own branches; whether they came again is asked of all (peers: YCLIENTS)."""
        second = self.env["clientele.branch"].create({"name": "Second", "tz": "Europe/Sofia"})
        client = self.make_client()
        self.served(client, "2021-01-10", branch_id=second.id)
        self.served(client, "2021-02-10")
        self.served(self.make_client("Elsewhere"), "2021-01-10")
        manager = self.make_user("manager")
        manager.clientele_branch_ids = second
        [row] = self.report(manager)._read_group([], [], MEASURES)
        self.assertEqual(list(row), [1, 1, 1, 1, 1])

    def test_other_companies_count_nothing(self):
        other = self.env["res.company"].create({"name": "Unrelated"})
        client = self.make_client()
        self.served(client, "2021-01-10")
        branch = other._clientele_default_branch()
        self.make_visit(client, "2021-02-10", branch_id=branch.id, lines=[{"product_id": self.service.id}])
        self.assertEqual(self.measures([("company_id", "=", self.company.id)]), [1, 0, 0, 1, 0])

    def test_rights(self):
        """Branch managers and marketers read it, reception does not; nobody writes."""
        self.served(self.make_client(), "2021-01-10")
        for user in (self.make_user("manager"), self.make_user("practitioner", "marketer")):
            self.assertTrue(self.report(user).search([]))
        with self.assertRaises(AccessError):
            self.report(self.make_user("receptionist")).search([])

    def test_queries(self):
        """The report is one query besides the look at companies and clocks, however many clients there are."""
        for count in (1, 20):
            for nr in range(count):
                self.make_history(self.make_client(f"Client {nr}"), "2021-01-01", "2021-02-01")
            self.measures()
            report = self.report()
            with self.assertQueryCount(6):
                report._read_group([], ["day:month", "resource_id"], [*MEASURES, *RATES])


@tagged("post_install", "-at_install")
class TestReturnReportOracle(ReturnCase):
    """The query and plain Python over random histories say the same of every month, practitioner and branch."""

    def naive(self, deals, window, today):
        """:param deals: list of (client, day, practitioner, branch)
        :return: {(month, practitioner, branch): [clients, again, same, new, new again]}
        """
        groups = defaultdict(lambda: [set() for __ in MEASURES])
        for client, day, who, branch in deals:
            until = months_before(day, -window)
            later = [deal for deal in deals if deal[0] == client and day < deal[1] <= until]
            first = min(deal[1] for deal in deals if deal[0] == client) == day
            same = any(deal[2] == who for deal in later)
            met = (True, bool(later), same, first, first and bool(later))
            for clients, counts in zip(groups[month_of(day), who, branch], met, strict=True):
                if counts:
                    clients.add(client)
        return {key: [len(clients) for clients in counted] for key, counted in groups.items()}

    def test_random_histories(self):
        second = self.env["clientele.branch"].create({"name": "Second", "tz": "America/New_York"})
        chance = random.Random(5)
        clients = [self.make_client(f"Client {nr}") for nr in range(12)]
        deals = []
        for __ in range(110):
            client, who = chance.choice(clients), chance.choice((self.practitioner, self.anna))
            branch = chance.choice((self.branch, second))
            day = chance.choice((date(2020, 11, 30), date(2021, 1, 31), date(2021, 2, 28))) + timedelta(
                days=chance.choice((0, 1, 27, 28, 31, 59, 90, chance.randrange(140)))
            )
            self.served(client, day, who, branch_id=branch.id)
            deals.append((client, day, who, branch))
        for window in (1, 2, 3, 6):
            report = self.report(**{f"clientele_within_{window}": True})
            rows = report._read_group([], ["day:month", "resource_id", "branch_id"], [*MEASURES, RATES[0]])
            found = {tuple(row[:3]): list(row[3:8]) for row in rows}
            self.assertEqual(found, self.naive(deals, window, self.today))
            for month, __, __, clients_served, again, *__, rate in rows:
                over = window_over(month, window, self.today)
                self.assertEqual(rate, again / clients_served if over else False)
