from odoo.tests import tagged

from ..common import ClienteleCase


@tagged("post_install", "-at_install")
class TestImportance(ClienteleCase):
    """YC20: A, B and C by the share of the turnover of 12 months."""

    def spend(self, day="2021-07-01", **amounts):
        """:return: {name: client}, each with one deal of that amount"""
        clients = {}
        for name, amount in amounts.items():
            clients[name] = self.make_client(name)
            self.make_visit(clients[name], day, lines=[{"product_id": self.service.id, "price_unit": amount}])
        return clients

    def classes(self, clients):
        self.env["clientele.client"]._verify(self.company)
        return {name: client.clientele_importance for name, client in clients.items()}

    def test_who_crosses_is_still_a(self):
        """The client who crosses 80 % is A, who crosses 95 % is B."""
        clients = self.spend(first=500, second=310, third=100, fourth=60, fifth=30)
        self.assertEqual(
            self.classes(clients), {"first": "a", "second": "a", "third": "b", "fourth": "b", "fifth": "c"}
        )

    def test_exact_shares(self):
        """Exactly 80 % is reached, not crossed: the next client is B; after exactly 95 % the next is C."""
        clients = self.spend(first=80, second=15, third=5)
        self.assertEqual(self.classes(clients), {"first": "a", "second": "b", "third": "c"})

    def test_one_client_is_a(self):
        self.assertEqual(self.classes(self.spend(only=1)), {"only": "a"})

    def test_equals_go_by_id(self):
        clients = self.spend(**{f"client {nr}": 10 for nr in range(10)})
        self.assertEqual("".join(self.classes(clients).values()), "aaaaaaaabb")

    def test_without_turnover_there_is_no_class(self):
        """Nothing in the last 12 months → none, however much before."""
        clients = self.spend(recent=10)
        clients |= self.spend(day="2020-07-21", old=1000)
        clients["new"] = self.make_client("New")
        self.assertEqual(self.classes(clients), {"recent": "a", "old": False, "new": False})
        clients |= self.spend(day="2020-07-22", edge=1000)
        self.assertEqual(self.classes(clients), {"recent": "c", "old": False, "new": False, "edge": "a"})

    def test_class_is_lost_with_the_turnover(self):
        clients = self.spend(first=80, second=20)
        self.assertEqual(self.classes(clients), {"first": "a", "second": "b"})
        self.env["clientele.visit"].search([("partner_id", "=", clients["first"].id)]).state = "arrived"
        self.assertEqual(self.classes(clients), {"first": False, "second": "a"})

    def test_set_by_hand(self):
        """What a person sets overrules the share, in the list as well."""
        clients = self.spend(first=80, second=20)
        clients["second"].clientele_importance_manual = "a"
        self.assertEqual(self.classes(clients), {"first": "a", "second": "a"})
        Partner = self.env["res.partner"]
        mine = [("id", "in", [client.id for client in clients.values()])]
        self.assertEqual(Partner.search_count([*mine, ("clientele_importance", "=", "a")]), 2)
        clients["second"].clientele_importance_manual = False
        self.assertEqual(self.classes(clients), {"first": "a", "second": "b"})

    def test_nothing_to_rewrite(self):
        """A night without changes writes nothing."""
        self.classes(self.spend(first=80, second=15, third=5))
        self.env.cr.execute("SELECT id, xmin FROM clientele_client")
        before = self.env.cr.fetchall()
        self.env["clientele.client"]._verify(self.company)
        self.env.cr.execute("SELECT id, xmin FROM clientele_client")
        self.assertEqual(self.env.cr.fetchall(), before)
