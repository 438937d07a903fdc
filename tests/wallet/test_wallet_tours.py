from odoo.tests import HttpCase, tagged

from .common import WalletCase


@tagged("post_install", "-at_install")
class TestWalletTours(WalletCase, HttpCase):
    """IN1–IN4 in a real browser: design the package, sell it, use it, be refused, pay, go on, quit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("clientele.today", cls.today)
        cls.env["clientele.plan"].search([]).active = False
        cls.laser = cls.make_service("Tour laser", 200, cls.category)
        cls.ann = cls.make_client("Tour Ann")

    def tour(self, name, record):
        """Run a tour on the page of a record."""
        pages = {"res.partner": "clients", "clientele.visit": "visits", "clientele.subscription": "subscriptions"}
        self.env.flush_all()
        self.start_tour(f"/odoo/{pages[record._name]}/{record.id}", f"clientele_wallet_{name}", login="admin")
        self.env.invalidate_all()

    def book(self):
        line = {"product_id": self.laser.id, "paid_by": "visits", "resource_id": self.practitioner.id}
        return self.make_visit(self.ann, self.today, state="booked", lines=[line])

    def close(self, visit=None):
        visit = visit or self.book()
        visit.action_done()
        return visit.line_ids.amount

    def test_package_in_instalments(self):
        self.start_tour("/odoo/plans", "clientele_wallet_design", login="admin")
        plan = self.env["clientele.plan"].search([("name", "=", "Tour package")])
        self.assertEqual(plan.instalment_ids.mapped("amount"), [400, 400, 200])
        self.assertEqual((plan.service_ids, plan.ahead_visit), (self.laser, 0))

        self.tour("sell", self.ann)
        subscription = self.env["clientele.subscription"].search([("partner_id", "=", self.ann.id)])
        self.assertEqual((subscription.plan_id, self.left(), self.liability()), (plan, 2, 400))
        self.assertEqual([self.close(), self.close()], [200, 200])

        third = self.book()
        with self.assertLogs("odoo.http", "WARNING") as refusal:
            self.tour("refused", third)
        self.assertIn("take its payment first", refusal.output[0])
        self.assertEqual((third.state, self.left()), ("booked", 0))
        self.tour("pay", subscription)
        self.tour("use", third)
        self.assertEqual((third.state, third.line_ids.amount, self.left()), ("done", 200, 1))

        self.assertEqual(self.close(), 200)
        self.pay(subscription.instalment_ids[2])
        self.assertEqual([self.close(), self.close()], [100, 100])
        self.assertEqual((subscription.state, self.left(), self.liability()), ("used", 0, 0))
        self.assertLedger()

    def test_quitting(self):
        """IN4: paid 1000, used 2 at a list price of 200: 600 go back."""
        self.package.service_ids += self.laser
        subscription = self.sell(self.package)
        self.close()
        self.close()
        self.tour("quit", subscription)
        self.assertEqual((subscription.state, self.left()), ("quit", 0))
        self.assertEqual(sum(subscription.instalment_ids.mapped("amount_refunded")), 600)
        self.assertLedger()
