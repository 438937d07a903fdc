from odoo import Command, fields
from odoo.tests import tagged

from .segment_common import SegmentCase, asks, between


@tagged("post_install", "-at_install")
class TestSegmentTiers(SegmentCase):
    """LO7: who has a tier, had it on a day of the past, or is below all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        steps = [Command.create({"threshold": threshold, "rate": 5}) for threshold in (1000, 3000)]
        cls.program = cls.env["loyalty.program"].create(
            {
                "name": "Points",
                "program_type": "loyalty",
                "applies_on": "both",
                "trigger": "auto",
                "company_id": cls.company.id,
                "clientele_managed": True,
                "rule_ids": [Command.clear(), Command.create({"tier_ids": steps})],
            }
        )
        cls.silver, cls.gold = map(str, cls.program.rule_ids.tier_ids.ids)
        service = {"product_id": cls.service.id}
        for name, amount, day in (
            ("rose", 1500, "2021-03-01"),
            ("none", 20, "2021-03-01"),
            ("late", 3500, "2021-07-21"),
        ):
            client = cls.make_client(name)
            cls.make_visit(client, day, lines=[{**service, "price_unit": amount}])
        cls.look("2021-03-01")
        cls.make_visit(client.search([("name", "=", "rose")]), "2021-06-01", lines=[{**service, "price_unit": 2000}])
        cls.look("2021-06-01")
        cls.look("2021-07-21")

    @classmethod
    def look(cls, day):
        """The night of a day."""
        env = cls.env(context={**cls.env.context, "clientele_today": fields.Date.to_date(day)})
        env["clientele.client"]._verify(cls.company.with_env(env))

    def test_now_and_below_all(self):
        self.assertFound(["rose", "late"], asks("tier", "any", choices=self.gold))
        self.assertFound([], asks("tier", "any", choices=self.silver))
        self.assertFound(["none"], asks("tier", "empty"))

    def test_had_it_on_a_day(self):
        for day, names in (("2021-02-28", []), ("2021-03-01", ["rose"]), ("2021-05-31", ["rose"]), ("2021-06-01", [])):
            with self.subTest(day=day):
                period = between(day, day)
                self.assertFound(names, asks("had_tier", "any", choices=self.silver, period=period))
