from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from ..common import ClienteleCase


@tagged("post_install", "-at_install")
class TestGroupReport(ClienteleCase):
    """SK12: clients per group, average check per group."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.regular = cls.env["clientele.group"].create({"name": "Regular"})
        cls.empty = cls.env["clientele.group"].create({"name": "Nobody"})
        often, once, quiet = (cls.make_client(name, clientele_group_id=cls.regular.id) for name in ("A", "B", "C"))
        cls.alone = cls.make_client("Alone", clientele_group_id=False)
        cls.make_history(often, "2021-05-01", "2021-06-01", "2021-07-01")
        cls.sell(once, 100)
        cls.sell(cls.alone, 40)
        cls.sell(quiet, 500, "2020-07-21")

    @classmethod
    def sell(cls, client, amount, day="2021-07-01", **values):
        line = {"product_id": cls.service.id, "price_unit": amount}
        return cls.make_visit(client, day, lines=[line], **values)

    def row(self, group, env=None, **context):
        report = (env or self.env)["clientele.group.report"].with_context(**context)
        report.invalidate_model()
        return report.search([("group_id", "=", group.id if group else False)])

    def test_by_hand(self):
        """Regular: 3 clients, 2 with deals: 3 × 20 + 100 in 4 deals is 40. Without a group: 40 in one."""
        row = self.row(self.regular)
        self.assertEqual((row.client_count, row.buyer_count, row.deal_count, row.spent), (3, 2, 4, 160))
        self.assertEqual((row.average_check, row.deal_share, row.spent_share), (40, 0.8, 0.8))
        none = self.row(None)
        self.assertEqual((none.name, none.deal_count, none.spent, none.average_check), ("No group", 1, 40, 40))
        everyone = self.env["clientele.client"].search_count([])
        self.assertAlmostEqual(row.client_share, 3 / everyone)
        rows = self.env["clientele.group.report"].search([])
        self.assertAlmostEqual(sum(rows.mapped("client_share")), 1)
        self.assertEqual(sum(rows.mapped("client_count")), everyone)

    def test_group_without_clients(self):
        """It is shown with zeros and without an average; an archived one only while it has clients."""
        row = self.row(self.empty)
        self.assertEqual((row.name, row.client_count, row.deal_count, row.average_check), ("Nobody", 0, 0, 0))
        (self.empty | self.regular).active = False
        self.assertFalse(self.row(self.empty))
        self.assertEqual(self.row(self.regular).client_count, 3)

    def test_average_of_all_groups(self):
        """DF2: Σ spent ÷ Σ deals over groups, too: 200 in 5 deals."""
        [[average]] = self.env["clientele.group.report"]._read_group([], [], ["average_check:avg"])
        self.assertEqual(average, 40)
        self.sell(self.alone, 100)
        [[average]] = self.env["clientele.group.report"]._read_group([], [], ["average_check:avg"])
        self.assertEqual(average, 50)

    def test_period(self):
        """By default the last 12 months: 2020-07-21 is the day before; the wizard names another period."""
        self.sell(self.alone, 60, "2020-07-22")
        self.assertEqual(self.row(None).deal_count, 2)
        with Form(self.env["clientele.client.report.period"]) as form:
            form.date_from, form.date_to = date(2020, 7, 21), date(2020, 7, 22)
        action = form.record.action_open_groups()
        self.assertEqual(action["display_name"], "Groups, 2020-07-21 to 2020-07-22")
        self.assertEqual(self.row(self.regular, **action["context"]).spent, 500)
        self.assertEqual(self.row(None, **action["context"]).spent, 60)

    def test_anonymous_deals_are_in_no_group(self):
        self.sell(self.env["res.partner"], 70, kind="sale")
        self.company.clientele_count_anonymous = True
        self.assertEqual(self.row(None).spent, 40)

    def test_opens_its_clients(self):
        for row, expected in ((self.row(self.regular), 3), (self.row(None), self.row(None).client_count)):
            action = row.action_open_clients()
            with self.subTest(group=row.name):
                self.assertEqual(self.env["res.partner"].search_count(action["domain"]), expected)

    def test_money_needs_the_right(self):
        env = self.env(user=self.make_user("manager"))
        row = self.row(self.regular, env)
        self.assertEqual((row.client_count, row.deal_count), (3, 4))
        for name in ("spent", "spent_share", "average_check"):
            with self.subTest(name=name), self.assertRaises(AccessError):
                row.read([name])

    def test_deals_of_the_own_branches(self):
        """DESIGN 7: another branch's money stays with that branch."""
        second = self.env["clientele.branch"].create({"name": "Second", "tz": "Europe/Sofia"})
        self.sell(self.alone, 7, branch_id=second.id)
        user = self.make_user("manager", "turnover")
        user.clientele_branch_ids = second
        self.assertEqual(self.row(None, self.env(user=user)).spent, 7)
        self.assertEqual(self.row(self.regular, self.env(user=user)).spent, 0)
