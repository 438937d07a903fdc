from datetime import time

from odoo.tests import tagged

from ..visit.test_occupancy import at
from .test_portal_wallet import PortalWalletCase


@tagged("post_install", "-at_install")
class TestPortalBudget(PortalWalletCase):
    """How many queries the client's pages take, and that they do not grow with what they show."""

    def queries(self, url):
        """:return: how many a request takes once everything but records is warm"""
        for _warm in range(3):
            self.url_open(url)
        before = self.cr.sql_log_count
        self.assertEqual(self.url_open(url).status_code, 200)
        return self.cr.sql_log_count - before

    def make_classes(self, first, count):
        """Classes that are free, that are full and that Ann sits in or waits for, in turn."""
        for number in range(first, first + count):
            session = self.make_class(at(8 + number % 12, day=22 + number // 12))
            self.fill(session, *(self.bob, self.eve, self.joe)[: number % 4])
            if number % 3 == 0:
                self.fill(session, self.ann)

    def test_classes(self):
        self.make_classes(0, 5)
        few = self.queries("/my/classes")
        self.make_classes(5, 45)
        self.assertEqual(self.queries("/my/classes"), few)
        self.assertLessEqual(few, 60)

    def test_visits(self):
        """More than a page of them before, so that there is a pager both times."""
        self.make_visits("2021-06", "2021-08", 5)
        self.make_visits("2021-05", "2021-08", 20)
        few = self.queries("/my/visits")
        self.make_visits("2021-04", "2021-09", 28)
        self.assertEqual(self.queries("/my/visits"), few)
        self.assertLessEqual(few, 40)

    def test_movements(self):
        """Five movements or a hundred."""
        subscription = self.sell(self.make_credits(900, 10000))
        self.make_uses(4)
        few = self.queries(f"/my/wallet/{subscription.id}")
        self.make_uses(95)
        self.assertEqual(self.queries(f"/my/wallet/{subscription.id}"), few)
        self.assertLessEqual(few, 45)

    def make_uses(self, count):
        for _number in range(count):
            self.use(self.service, by="credits")

    def test_subscriptions(self):
        self.make_subscriptions(2)
        few = self.queries("/my/wallet")
        self.make_subscriptions(10)
        self.assertEqual(self.queries("/my/wallet"), few)
        self.assertLessEqual(few, 45)

    def make_subscriptions(self, count):
        """Packages in instalments, credits, and packages that were used up."""
        for number in range(count):
            self.sell(self.package, pay=number % 3)
            self.sell(self.make_credits(90, 100))
            self.sell(self.make_plan("One", kind="visits", price=5, visits=1, duration=1))
            self.use(self.service)

    def make_visits(self, past, to_come, count):
        for day in range(1, count + 1):
            self.make_visit(self.ann, f"{past}-{day:02}")
            self.make_visit(self.ann, f"{to_come}-{day:02}", state="booked", at=time(count % 24))
