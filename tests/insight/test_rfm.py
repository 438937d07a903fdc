from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.clientele.tools import rfm

from ..common import ClienteleCase


@tagged("post_install", "-at_install")
class TestRfm(ClienteleCase):
    """Scores of recency, frequency and money, cut into fifths of the base every night."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.facts = cls.env["clientele.client"]
        cls.clients = [cls.make_client(f"Client {nr}") for nr in range(1, 6)]
        # client n: n deals, the last n months before July, each of n × 20
        for nr, client in enumerate(cls.clients, 1):
            for deal in range(nr):
                cls.make_visit(
                    client,
                    date(2021, 2 + nr, 15) - timedelta(days=30 * deal),
                    lines=[{"product_id": cls.service.id, "price_unit": 20 * nr}],
                )
        cls.facts._verify(cls.company)

    def scores(self, client, *names):
        return tuple(client[f"clientele_{name}_score"] for name in names or ("recency", "frequency", "money"))

    def assertAgrees(self, clients):
        """Read for one client, by a search, and grouped: the same."""
        for client in clients:
            for name in ("recency_score", "frequency_score", "money_score", "rfm_segment"):
                name = f"clientele_{name}"
                with self.subTest(client=client.name, name=name):
                    domain = [("id", "=", client.id), (name, "=", client[name])]
                    self.assertEqual(client.search(domain), client)
                    [[value]] = client._read_group([("id", "=", client.id)], [name])
                    self.assertEqual(value or False, client[name] or False)

    def test_five_clients_have_five_scores(self):
        """Worked out by hand: each of five different clients is a fifth."""
        self.assertEqual([self.scores(client) for client in self.clients], [(nr, nr, nr) for nr in range(1, 6)])
        self.assertEqual(
            [client.clientele_rfm_segment for client in self.clients],
            ["lost", "hibernating", "potential", "loyal", "champions"],
        )
        self.assertAgrees(self.clients)

    def test_limits(self):
        """The upper ends of the lower four fifths."""
        limits = self.company.clientele_rfm_cut_ids
        self.assertEqual(limits.mapped("score"), [1, 2, 3, 4])
        self.assertEqual(limits.mapped("deal_count"), [1, 2, 3, 4])
        self.assertEqual(limits.mapped("last_visit"), [date(2021, month, 15) for month in (3, 4, 5, 6)])
        self.assertEqual(limits.mapped("turnover"), [20, 80, 180, 320])

    def test_on_the_limit_is_below_it(self):
        """Two deals are the limit of score 2; the third lifts to 3 at once, the limits stay those of last night."""
        second = self.clients[1]
        self.assertEqual(self.scores(second, "frequency"), (2,))
        self.make_visit(second, "2021-02-01")
        self.assertEqual(self.scores(second, "recency", "frequency"), (2, 3))
        self.make_visit(second, "2021-06-16")
        self.assertEqual(self.scores(second, "recency", "frequency"), (5, 4))
        self.assertEqual(second.clientele_rfm_segment, "champions")
        self.assertAgrees(self.clients)

    def test_money_is_of_12_months(self):
        """Frequency is of all time: a regular who left is one that must not be lost, not a passer-by."""
        left = self.make_client("Left")
        self.make_history(left, *(f"2019-{month:02d}-01" for month in range(1, 11)))
        self.facts._verify(self.company)
        self.assertEqual(self.scores(left), (1, 5, 1))
        self.assertEqual(left.clientele_rfm_segment, "cannot_lose")
        self.assertAgrees([left])

    def test_without_a_deal_there_is_no_score(self):
        new = self.make_client("New")
        self.facts._verify(self.company)
        self.assertEqual(self.scores(new), (0, 0, 0))
        self.assertFalse(new.clientele_rfm_segment)
        found = new.search([("clientele_recency_score", "=", False), ("id", "=", new.id)])
        self.assertEqual(found, new)
        self.assertFalse(new.search([("clientele_recency_score", "<=", 5), ("clientele_recency_score", ">=", 1)]) & new)

    def test_before_the_first_night(self):
        self.company.clientele_rfm_cut_ids.unlink()
        self.env.invalidate_all()
        self.assertEqual(self.scores(self.clients[0]), (0, 0, 0))
        self.assertAgrees(self.clients[:1])

    def test_archived_clients_move_no_limit(self):
        self.clients[4].active = False
        self.facts._verify(self.company)
        self.assertEqual(self.company.clientele_rfm_cut_ids.mapped("deal_count"), [1, 2, 3, 4])
        self.clients[3].active = False
        self.facts._verify(self.company)
        self.assertEqual(self.company.clientele_rfm_cut_ids.mapped("deal_count"), [1, 2, 2, 3])

    def test_last_client_gone(self):
        self.env["res.partner"].concat(*self.clients).active = False
        self.facts._verify(self.company)
        self.assertFalse(self.company.clientele_rfm_cut_ids)

    def test_nothing_to_rewrite(self):
        """The second night writes no row."""
        self.env.cr.execute("SELECT xmin FROM clientele_rfm_cut ORDER BY id")
        before = self.env.cr.fetchall()
        self.facts._verify(self.company)
        self.env.cr.execute("SELECT xmin FROM clientele_rfm_cut ORDER BY id")
        self.assertEqual(self.env.cr.fetchall(), before)

    def test_limits_equal_the_rule_in_python(self):
        """The database cuts as tools/rfm.py does."""
        rows = self.facts.search([("company_id", "=", self.company.id), ("last_visit", "!=", False)])
        for fact in ("last_visit", "deal_count", "turnover"):
            with self.subTest(fact=fact):
                self.assertEqual(self.company.clientele_rfm_cut_ids.mapped(fact), rfm.cuts(rows.mapped(fact)))

    def test_any_base_is_cut_as_in_python(self):
        """Whatever the numbers, and however many are equal."""

        @settings(max_examples=60, deadline=None)
        @given(st.lists(st.integers(0, 40), min_size=1, max_size=60))
        def check(values):
            self.env.cr.execute(
                "SELECT percentile_disc(%s::float[]) WITHIN GROUP (ORDER BY v) FROM unnest(%s) AS v",
                [list(rfm.SHARES), values],
            )
            limits = rfm.cuts(values)
            self.assertEqual(self.env.cr.fetchone()[0], limits)
            scores = [rfm.score(value, limits) for value in sorted(values)]
            self.assertEqual(scores, sorted(scores), "more never scores less")
            self.assertLessEqual(scores.count(5), len(values) / 5 + 1)

        check()

    def test_companies_have_own_limits(self):
        other = self.env["res.company"].create({"name": "Unrelated"})
        self.facts._verify(other)
        self.assertFalse(other.clientele_rfm_cut_ids)
        elsewhere = self.clients[4].with_company(other)
        self.assertEqual(elsewhere.clientele_recency_score, 0)

    def test_money_needs_the_right(self):
        """DESIGN 7: who may not see turnover may not see how much a client spends by a score either."""
        user = self.make_user("manager")
        client = self.clients[4].with_user(user)
        self.assertEqual((client.clientele_recency_score, client.clientele_rfm_segment), (5, "champions"))
        with self.assertRaises(AccessError):
            client.read(["clientele_money_score"])
        with self.assertRaises(AccessError):
            client.search([("clientele_money_score", "=", 5)])
        with self.assertRaises(AccessError):
            self.company.clientele_rfm_cut_ids.with_user(user).read(["turnover"])
