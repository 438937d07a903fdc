from decimal import Decimal

from odoo.tests import tagged

from .common import WalletCase


@tagged("post_install", "-at_install")
class TestLedgerBudget(WalletCase):
    """How many queries the ledger takes: so many for a lot, whatever is in the database."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls.make_credits(9, 10)
        cls.warm, *cls.clients = [cls.make_client(f"Client {nr}") for nr in range(4)]
        for client in (cls.warm, *cls.clients):
            for __ in range(3):
                cls.sell(cls.plan, client)

    def setUp(self):
        """Each test begins with empty caches of the process; they are filled, as they are in production."""
        super().setUp()
        self.env["clientele.ledger"]._use("warm", self.lots(self.warm), Decimal(25))
        self.env["clientele.ledger"]._give_back("warm back", "warm")

    @classmethod
    def lots(cls, client):
        return cls.env["clientele.lot"].search([("partner_id", "=", client.id)])

    def count(self, action):
        """:return: number of queries of an action that meets cold caches of records and warm ones of everything else"""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        action()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def use(self, key, client, quantity):
        lots = self.lots(client)
        return self.count(lambda: self.env["clientele.ledger"]._use(key, lots, Decimal(quantity)))

    def test_use(self):
        one, three = self.use("one", self.clients[0], 5), self.use("three", self.clients[1], 25)
        self.assertLessEqual(one, 11)
        self.assertLessEqual(three - one, 2 * 5)

    def test_replay(self):
        self.use("replay", self.clients[0], 5)
        self.assertLessEqual(self.use("replay", self.clients[0], 5), 2)

    def test_give_back(self):
        self.use("one", self.clients[0], 5)
        self.use("three", self.clients[1], 25)
        one = self.count(lambda: self.env["clientele.ledger"]._give_back("one back", "one"))
        three = self.count(lambda: self.env["clientele.ledger"]._give_back("three back", "three"))
        self.assertLessEqual(one, 16)
        self.assertLessEqual(three - one, 2 * 5)

    def test_issue(self):
        values = {"partner_id": self.ann.id, "company_id": self.company.id, "kind": "points"}
        self.env["clientele.ledger"]._issue("warm issue", values, Decimal(5), Decimal(5))

        def issue(count):
            for nr in range(count):
                self.env["clientele.ledger"]._issue(f"issue:{count}:{nr}", values, Decimal(5), Decimal(5))

        one, three = self.count(lambda: issue(1)), self.count(lambda: issue(3))
        self.assertLessEqual(one, 6)
        self.assertLessEqual(three - one, 2 * 4)
