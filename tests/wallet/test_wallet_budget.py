from odoo.tests import tagged

from .common import WalletCase


@tagged("post_install", "-at_install")
class TestWalletBudget(WalletCase):
    """How many queries it takes to close prepaid visits, and that offers of many visits take no more than of few."""

    def count(self, action):
        """:return: queries of an action that meets cold caches of records"""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        action()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def booked(self, lines, client=None):
        line = {"product_id": self.laser.id, "resource_id": self.practitioner.id, "paid_by": "visits"}
        return self.make_visit(client or self.ann, "2021-07-21", "booked", [line] * lines)

    def close(self, lines):
        visit = self.booked(lines)
        return self.count(visit._close)

    def test_closing(self):
        """Each prepaid line takes the same number of queries: its lot, its move, itself."""
        self.sell(self.make_plan("Laser", price=1000, visits=30, kind="visits"))
        self.close(1)
        few, many = self.close(2), self.close(6)
        each = (many - few) / 4
        self.assertLessEqual(each, 8)
        self.assertLessEqual(few - 2 * each, 25)

    def test_reopening(self):
        self.sell(self.make_plan("Laser", price=1000, visits=30, kind="visits"))
        counts = []
        for lines in (1, 2, 6):
            visit = self.booked(lines)
            visit._close()
            counts.append(self.count(visit.action_reopen))
        self.assertLessEqual((counts[2] - counts[1]) / 4, 10)

    def offers(self, clients):
        """:return: queries of the offers of visits of so many clients with two subscriptions each"""
        visits = self.env["clientele.visit"]
        for nr in range(clients):
            client = self.make_client(f"Client {nr}")
            self.sell(self.package, client, pay=1)
            self.sell(self.make_credits(100, 200), client)
            visits |= self.make_visit(client, "2021-07-21", "booked", [{"product_id": self.laser.id}] * 2)
        for _warm in range(2):
            queries = self.count(visits._wallet_offers)
        self.assertEqual(len(visits._wallet_offers()), clients * 2)
        return queries

    def test_offers(self):
        self.assertEqual(self.offers(3), self.offers(9))

    def test_glance(self):
        """What is left of many clients takes no more queries than of one."""
        glance, counts = self.env["clientele.subscription"]._glance, []
        for size in (2, 12):
            clients = self.env["res.partner"].concat(*(self.make_client(f"Client {nr}") for nr in range(size)))
            for client in clients:
                self.sell(self.package, client, pay=1)
            for _warm in range(2):
                queries = self.count(lambda clients=clients: glance(clients, self.company))
            counts.append(queries)
        self.assertEqual(*counts)
