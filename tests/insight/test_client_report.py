from datetime import date

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from ..common import ClienteleCase


@tagged("post_install", "-at_install")
class TestClientReport(ClienteleCase):
    """Clients by attribute over a period, with what is counted as a setting (TR10, TR11, TR19-TR22, DF2)."""

    def report(self, **settings):
        self.env["clientele.client.report"].invalidate_model()  # one row, other settings: another request in real life
        context = {f"clientele_{name}": value for name, value in settings.items()}
        return self.env["clientele.client.report"].with_context(**context)

    def row(self, client, **settings):
        return self.report(**settings).search([("partner_id", "=", client.id)])

    def test_only_done_in_the_period(self):
        """TR19, DF3: both ends belong to the period; TR10: the number of deals in it."""
        client = self.make_client()
        for day in ("2021-01-31", "2021-02-01", "2021-02-28", "2021-03-01"):
            self.make_visit(client, day)
        self.make_visit(client, "2021-02-10", state="cancelled")
        row = self.row(client, **{"from": "2021-02-01", "to": "2021-02-28"})
        self.assertEqual((row.deal_count, row.spent, row.average_check), (2, 40, 20))
        self.assertEqual((row.first_day, row.last_day), (date(2021, 2, 1), date(2021, 2, 28)))
        nothing = self.row(client, **{"from": "2020-02-01", "to": "2020-02-28"})
        self.assertEqual((nothing.deal_count, nothing.spent, nothing.check_band), (0, 0, "none"))

    def test_default_period_is_the_last_12_months(self):
        client = self.make_client()
        self.make_history(client, "2020-07-21", "2020-07-22", "2021-07-21")
        self.assertEqual(self.row(client).deal_count, 2)

    def test_count_visits_and_sales(self):
        """TR20: service 100 + part 900 in one order: visits only → 100; both → 1000."""
        client = self.make_client()
        self.make_visit(
            client,
            "2021-07-01",
            lines=[
                {"product_id": self.service.id, "price_unit": 100},
                {"product_id": self.product.id, "price_unit": 900},
            ],
        )
        self.assertEqual(self.row(client, count_sales=False).spent, 100)
        self.assertEqual(self.row(client).spent, 1000)
        self.assertEqual(self.row(client, count_visits=False).spent, 900)
        self.company.clientele_count_sales = False
        self.assertEqual(self.row(client).spent, 100)

    def test_visit_without_products_is_no_sale(self):
        client = self.make_client()
        self.make_visit(client, "2021-07-01")
        self.assertEqual(self.row(client, count_visits=False).deal_count, 0)

    def test_anonymous(self):
        """TR21"""
        self.make_visit(self.env["res.partner"], "2021-07-01", kind="sale", lines=[{"product_id": self.product.id}])
        anonymous = self.report(count_anonymous=True).search([("partner_id", "=", False)])
        self.assertEqual((anonymous.deal_count, anonymous.spent), (1, 9))
        self.assertFalse(self.report(count_anonymous=False).search([("partner_id", "=", False)]))

    def test_average_of_a_group(self):
        """DF2: Σ spent ÷ Σ deals, not the mean of means; the same in the client list."""
        group = self.env["clientele.group"].create({"name": "Regular"})
        often, once = (self.make_client(name, clientele_group_id=group.id) for name in ("Often", "Once"))
        self.make_history(often, "2021-05-01", "2021-06-01", "2021-07-01")
        self.make_visit(once, "2021-07-01", lines=[{"product_id": self.service.id, "price_unit": 100}])
        for model, prefix in (("clientele.client.report", ""), ("clientele.client", ""), ("res.partner", "clientele_")):
            [[average]] = self.env[model]._read_group(
                [(f"{prefix}group_id", "=", group.id)], [], [f"{prefix}average_check:avg"]
            )
            with self.subTest(model=model):
                self.assertEqual(average, 40)

    def test_attributes_can_be_grouped(self):
        client = self.make_client(gender="female")
        label = self.env["clientele.label"].create({"name": "Allergic"})
        client.clientele_label_ids = label
        for name in (
            *(
                "flag",
                "colour",
                "importance",
                "check_band",
                "deal_count",
                "group_id",
                "label_ids",
                "gender",
                "age_band",
            ),
            *("is_company", "contact_band", "created_from", "online_profile", "has_card", "branch_id", "vip"),
            *("period_branch_id", "main_categ_id", "last_visit:month", "blocked"),
        ):
            with self.subTest(name=name):
                groups = self.report()._read_group([("partner_id", "=", client.id)], [name], ["__count"])
                self.assertEqual(sum(count for __, count in groups), 1)

    def test_limit_date(self):
        """TR7, TR22: before 1 March: 28.02 in, 01.03 out."""
        early, late = self.make_client("Early"), self.make_client("Late")
        self.make_visit(early, "2021-02-28")
        self.make_visit(late, "2021-03-01")
        both = (early | late).ids
        for side, expected in (("before", early), ("after", late)):
            with Form(self.env["clientele.client.report.period"]) as form:
                form.limit_side = side
                form.limit_date = date(2021, 3, 1)
            action = form.record.action_open()
            rows = self.report().with_context(**action["context"]).search(action["domain"])
            with self.subTest(side=side):
                self.assertEqual(rows.partner_id.filtered(lambda p: p.id in both), expected)

    def test_senseless_settings_are_refused(self):
        wizard = self.env["clientele.client.report.period"]
        with self.assertRaisesRegex(ValidationError, "Swap"):
            wizard.create({"date_from": "2021-02-02", "date_to": "2021-02-01"})
        with self.assertRaisesRegex(ValidationError, "nothing to count"):
            wizard.create({"count_visits": False, "count_sales": False})

    def test_money_of_own_branches_only(self):
        """DESIGN 7: another branch's money stays with that branch."""
        second = self.env["clientele.branch"].create({"name": "Second", "tz": "Europe/Sofia"})
        client = self.make_client()
        self.make_visit(client, "2021-07-01")
        self.make_visit(client, "2021-07-02", branch_id=second.id)
        user = self.make_user("manager", "turnover")
        user.clientele_branch_ids = second
        self.assertEqual(self.row(client).with_user(user).spent, 20)
