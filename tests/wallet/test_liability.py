from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from .common import WalletCase


@tagged("post_install", "-at_install")
class TestLiability(WalletCase):
    """What is owed to clients in services, lot by lot, as of any past day (CR10). Today is 21.07.2021."""

    def rows(self, day=None, user=None, client=None):
        """:return: the lots of a client on a day"""
        self.env.flush_all()
        report = self.env["clientele.wallet.liability"]
        report.invalidate_model()
        report = report.with_context(clientele_as_of=day).with_user(user or self.env.user)
        return report.search([("partner_id", "=", (client or self.ann).id)])

    def owed(self, day=None):
        return sum(self.rows(day).mapped("value"))

    def test_parts_and_visits(self):
        """IN1: after part 1 of 400 / 400 / 200 is paid the liability is 400, after one visit 200."""
        self.assertEqual(self.owed(), 0)
        subscription = self.sell(self.package, pay=1)
        self.assertEqual(self.owed(), 400)
        self.use(self.laser)
        self.assertEqual(self.owed(), 200)
        self.use(self.laser)
        self.assertEqual((self.owed(), len(self.rows())), (0, 0))
        self.pay(subscription.instalment_ids[1])
        self.assertEqual(self.owed(), 400)

    def test_as_of_past_days(self):
        """Each day as it was at its end, whatever happened later."""
        steps = (("2021-07-01", 400), ("2021-07-02", 400), ("2021-07-10", 200), ("2021-07-15", 600))
        early = self.package.with_env(self.on("2021-07-01"))
        client = self.ann.with_env(self.on("2021-07-01"))
        subscription = self.env["clientele.subscription"].with_env(self.on("2021-07-01"))._sell(early, client)
        parts = subscription.instalment_ids
        parts[0]._receive(400, "test:1")
        line = self.make_visit(self.ann, "2021-07-10", "booked", [{"product_id": self.laser.id, "paid_by": "visits"}])
        line.with_env(self.on("2021-07-10")).action_done()
        parts[1].with_env(self.on("2021-07-15"))._receive(400, "test:2")
        self.assertEqual(self.owed("2021-06-30"), 0)
        for day, owed in (*steps, ("2021-07-20", 600), ("2021-07-21", 600)):
            with self.subTest(day=day):
                self.assertEqual(self.owed(day), owed)
        first = self.rows("2021-07-14")
        self.assertEqual((first.units, first.issued_on), (1, date(2021, 7, 1)))

    def test_today_is_what_lots_say(self):
        """For today the report equals the lots themselves: over all clients, whatever happened."""
        bob = self.make_client("Bob")
        self.sell(self.package)
        self.sell(self.make_credits(100, 150), bob)
        self.use(self.laser)
        self.use(self.make_service("Wash", 45.5), by="credits", client=bob)
        part = self.sell(self.make_credits(30, 30), bob).instalment_ids
        part._refund(10, "test:refund")
        everyone = self.env["clientele.wallet.liability"].search([])
        lots = self.env["clientele.lot"].search([("balance", "!=", 0)])
        self.assertEqual(everyone.lot_id, lots)
        self.assertAlmostEqual(sum(everyone.mapped("value")), sum(lots.mapped("value")))
        self.assertAlmostEqual(sum(everyone.mapped("units")), sum(lots.mapped("balance")))

    def test_terms(self):
        """FF15: a week from today is today … in 7 days; what is over is named until the night takes it out."""
        days = {
            "2021-07-20": "0_over",
            "2021-07-21": "1_week",
            "2021-07-28": "1_week",
            "2021-07-29": "2_month",
            "2021-08-20": "2_month",
            "2021-08-21": "3_quarter",
            "2021-10-19": "3_quarter",
            "2021-10-20": "4_later",
        }
        for day, term in days.items():
            client = self.make_client(day)
            plan = self.make_credits(10, 10, validity="dates", date_to=day)
            before = self.env["clientele.subscription"].with_env(self.on("2021-07-01"))
            sold = before._sell(plan.with_env(before.env), client.with_env(before.env))
            sold.instalment_ids._receive(10, f"test:{day}")
            with self.subTest(day=day):
                self.assertEqual(self.rows(client=client).term, term)
        self.sell(self.make_credits(10, 10, validity="always"))
        self.assertEqual(self.rows().term, "5_never")

    def test_terms_follow_the_day(self):
        self.sell(self.make_credits(10, 10, validity="dates", date_to="2021-12-31"))
        self.assertEqual(self.rows("2021-07-21").term, "4_later")
        self.assertEqual(self.rows("2021-12-30").term, "1_week")

    def test_wizard(self):
        self.sell(self.package, pay=1)
        with Form(self.env["clientele.liability.day"]) as form:
            self.assertEqual(form.day, self.today)
        action = form.record.action_open()
        report = self.env["clientele.wallet.liability"].with_context(**action["context"])
        self.assertEqual(sum(report.search([("partner_id", "=", self.ann.id)]).mapped("value")), 400)
        self.assertIn("07/21/2021", action["name"])
        with self.assertRaisesRegex(ValidationError, "not known yet"):
            form.record.day = date(2021, 7, 22)

    def test_rights(self):
        self.sell(self.package, pay=1)
        with self.assertRaises(AccessError):
            self.rows(user=self.make_user("receptionist"))
        self.assertTrue(self.rows(user=self.make_user("manager")))
        with self.assertRaises(AccessError):
            self.rows(user=self.env["res.users"].search([("login", "=", "clientele_manager")])).mapped("value")

    def test_own_branches_only(self):
        far = self.env["clientele.branch"].create({"name": "Far", "tz": "Europe/Sofia"})
        here = self.sell(self.package, pay=1, branch_id=self.branch.id)
        self.sell(self.package, pay=1, branch_id=far.id)
        user = self.make_user("manager", "turnover")
        user.clientele_branch_ids = [Command.set(self.branch.ids)]
        self.assertEqual(self.rows(user=user).subscription_id, here)

    def test_other_company(self):
        self.sell(self.package, pay=1)
        other = self.env["res.company"].create({"name": "Other"})
        user = self.make_user("manager", "turnover")
        user.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        self.assertFalse(self.rows(user=user))
