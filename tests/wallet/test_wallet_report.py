from datetime import date

from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .common import WalletCase

SUMS = ("sold", "used", "expired", "refunded", "corrected", "amount")


@tagged("post_install", "-at_install")
class TestWalletReport(WalletCase):
    """What was sold, used, expired and refunded, by month, plan, branch and practitioner (CR10)."""

    def report(self, user=None):
        self.env.flush_all()
        self.env["clientele.wallet.report"].invalidate_model()
        return self.env["clientele.wallet.report"].with_user(user or self.env.user)

    def sums(self, domain=()):
        [totals] = self.report()._read_group(
            [("partner_id", "=", self.ann.id), *domain], [], [f"{name}:sum" for name in SUMS]
        )
        return dict(zip(SUMS, totals, strict=True))

    def test_package(self):
        """IN1: 400 sold, a visit of 200 used; what is sold less used is the liability."""
        self.sell(self.package, pay=1)
        self.use(self.laser)
        found = self.sums()
        self.assertEqual(found, dict(zip(SUMS, (400, 200, 0, 0, 0, 200), strict=True)))
        self.assertEqual(found["amount"], self.liability())

    def test_what_is_undone_counts_against(self):
        """A visit that is reopened was not used; a part that is paid back wholly was not sold, or was refunded."""
        part = self.sell(self.package, pay=1).instalment_ids[0]
        self.use(self.laser).visit_id.action_reopen()
        self.assertEqual(self.sums()["used"], 0)
        part._refund(200, "test:refund")
        found = self.sums()
        self.assertEqual(found["sold"] - found["refunded"], 200)
        self.assertEqual(found["amount"], self.liability())

    def test_expired_and_corrected(self):
        credits = self.sell(self.make_credits(100, 200)).lot_ids
        ledger = self.env["clientele.ledger"]
        ledger._withdraw("test:expire", credits, 50, "expire")
        ledger._withdraw("test:adjust", credits, 30, "adjust", reason="Mistyped")
        self.assertEqual(self.sums(), dict(zip(SUMS, (100, 0, 25, 0, -15, 60), strict=True)))

    def test_by_month_plan_practitioner_branch(self):
        far = self.env["clientele.branch"].create({"name": "Far", "tz": "Europe/Sofia"})
        self.sell(self.package, pay=1, branch_id=self.branch.id)
        visit = self.make_visit(
            self.ann,
            "2021-07-21",
            "booked",
            [{"product_id": self.laser.id, "paid_by": "visits", "resource_id": self.practitioner.id}],
            branch_id=far.id,
        )
        visit.action_done()
        mine = [("partner_id", "=", self.ann.id)]
        self.assertEqual(
            self.report()._read_group(mine, ["branch_id"], ["sold:sum", "used:sum"], order="branch_id"),
            [(self.branch, 400, 0), (far, 0, 200)],
        )
        for group, value in (
            ("resource_id", self.practitioner),
            ("product_id", self.laser),
            ("plan_id", self.package),
            ("flow", "used"),
            ("unit_kind", "visits"),
            ("day:month", date(2021, 7, 1)),
        ):
            with self.subTest(group=group):
                found = dict(self.report()._read_group(mine, [group], ["used:sum"]))
                self.assertEqual(found[value], 200)

    def test_screens(self):
        """Every filter and group of the screens works in SQL, and every screen opens with a measure."""
        self.sell(self.package, pay=1, start=date(2021, 5, 1))
        user = self.make_user("manager", "turnover")
        for name in ("wallet_report", "wallet_liability", "instalment_overdue", "subscription_sold"):
            action = self.env.ref(f"clientele.clientele_{name}_action")
            model = self.env[action.res_model].with_user(user)
            views = model.get_views([*action.views, (action.search_view_id.id, "search")])["views"]
            with self.subTest(action=name):
                self.assertTrue(model.search_count([]))
                self.assertIn('type="measure"', views["pivot"]["arch"])
            for node in etree.fromstring(views["search"]["arch"]).iter("filter"):
                with self.subTest(action=name, filter=node.get("name")):
                    model.search(safe_eval(node.get("domain") or "[]", {"uid": user.id}))
                    group = safe_eval(node.get("context") or "{}").get("group_by")
                    if group:
                        self.assertTrue(model._read_group([], [group], ["__count"]))

    # ---------------------------------------------------------------- who sees it

    def test_own_branches_only(self):
        """DESIGN 7: another branch's money stays with that branch."""
        far = self.env["clientele.branch"].create({"name": "Far", "tz": "Europe/Sofia"})
        self.sell(self.package, pay=1, branch_id=self.branch.id)
        self.sell(self.package, pay=1, branch_id=far.id)
        user = self.make_user("manager", "turnover")
        mine = [("partner_id", "=", self.ann.id)]
        self.assertEqual(len(self.report(user).search(mine)), 2)
        user.clientele_branch_ids = [Command.set(far.ids)]
        self.assertEqual(self.report(user).search(mine).branch_id, far)

    def test_other_company(self):
        self.sell(self.package, pay=1)
        other = self.env["res.company"].create({"name": "Other"})
        user = self.make_user("manager", "turnover")
        user.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        self.assertFalse(self.report(user).search([("partner_id", "=", self.ann.id)]))

    def test_rights(self):
        self.sell(self.package, pay=1)
        with self.assertRaises(AccessError):
            self.report(self.make_user("receptionist")).search([])
        manager = self.report(self.make_user("manager"))
        self.assertTrue(manager.search([]))
        with self.assertRaises(AccessError):
            manager.search([]).mapped("sold")
        self.assertTrue(self.report(self.make_user("practitioner", "marketer")).search([]))

    # ---------------------------------------------------------------- overdue instalments

    def test_overdue_bands(self):
        """How long an instalment is overdue is the same for one and in groups; on its day it is not overdue."""
        days = {
            "2021-07-21": ("0", 0),
            "2021-07-20": ("1", 1),
            "2021-07-14": ("1", 7),
            "2021-07-13": ("2", 8),
            "2021-06-21": ("2", 30),
            "2021-06-20": ("3", 31),
            "2021-04-22": ("3", 90),
            "2021-04-21": ("4", 91),
        }
        plan = self.make_credits(10, 10)
        for day, (band, overdue) in days.items():
            part = self.sell(plan, pay=0, start=date.fromisoformat(day)).instalment_ids
            with self.subTest(day=day):
                self.assertEqual((part.overdue_band, part.days_overdue), (band, overdue))
                [group] = part._read_group([("id", "=", part.id)], ["overdue_band"])
                self.assertEqual(group, (band,))

    def test_paid_is_not_overdue(self):
        part = self.sell(self.make_credits(10, 10), start=date(2021, 7, 1)).instalment_ids
        self.assertEqual(part.overdue_band, "0")
        self.assertEqual(part._read_group([("id", "=", part.id)], ["overdue_band"]), [("0",)])

    def test_overdue_by_branch_and_plan(self):
        self.sell(self.package, pay=1, start=date(2021, 5, 1), branch_id=self.branch.id)
        action = self.env.ref("clientele.clientele_instalment_overdue_action")
        domain = [("overdue", "=", True), ("partner_id", "=", self.ann.id)]
        self.assertEqual(action.domain, "[('overdue', '=', True)]")
        groups = self.env["clientele.instalment"]._read_group(
            domain, ["branch_id", "plan_id", "overdue_band"], ["amount_due:sum"]
        )
        self.assertEqual(groups, [(self.branch, self.package, "2", 400)])
