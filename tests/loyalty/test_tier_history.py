from datetime import date
from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.clientele.models.loyalty import tier_sql

from .loyalty_common import LoyaltyCase


@tagged("post_install", "-at_install")
class TestTierHistory(LoyaltyCase):
    """LO7: tiers with their days, and what a client keeps when the turnover falls."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program = cls.make_program({"tier_ids": cls.tiers()})
        cls.rule = cls.program.rule_ids
        cls.silver, cls.gold = cls.rule.tier_ids

    def look(self, day="2021-07-21"):
        """What the commit does for those touched, and the night for everyone, on a day."""
        env = self.on(day)
        env["clientele.client"]._verify(self.company.with_env(env))
        env.cr.precommit.data.pop("clientele.tiers", None)
        return self.history()

    def history(self, client=None):
        rows = self.env["clientele.tier.change"].search(
            [("partner_id", "=", (client or self.client_anna).id), ("rule_id", "=", self.rule.id)], order="day, id"
        )
        return [(row.day.isoformat(), row.threshold, row.reason) for row in rows]

    def earned(self, day):
        """:return: percent that an order of 100 earns that day"""
        program = self.program.with_env(self.on(day))
        order = self.make_order(confirm=False).with_env(self.on(day))
        points = order._clientele_points_offered()[program]
        order.unlink()
        return float(points)

    def test_crossing_is_written_with_the_commit(self):
        self.make_turnover(1000)
        self.env.cr.precommit.run()
        self.assertEqual(self.history(), [], "1000 is not above 1000 (SK10)")
        self.make_turnover(0.01)
        self.env.cr.precommit.run()
        self.assertEqual(self.history(), [("2021-07-21", 1000, "reached")])
        self.assertFalse(self.env["clientele.tier.change"]._run(self.company), "again notes nothing")

    def test_a_tier_as_of_any_past_day(self):
        self.make_turnover(1500, day="2021-03-01")
        self.look("2021-03-01")
        self.make_turnover(2000, day="2021-05-01")
        self.look("2021-05-01")
        self.look("2022-03-01")
        self.look("2022-05-01")
        self.assertEqual(
            self.history(),
            [
                ("2021-03-01", 1000, "reached"),
                ("2021-05-01", 3000, "reached"),
                ("2022-03-01", 1000, "fell"),
                ("2022-05-01", 0, "fell"),
            ],
        )
        days = {"2021-02-28": 0, "2021-03-01": 1000, "2021-04-30": 1000, "2021-05-01": 3000, "2022-04-30": 1000}
        found = {day: self.client_anna._clientele_tier_on(self.rule, date.fromisoformat(day)).threshold for day in days}
        self.assertEqual(found, days)

    def test_never_falls(self):
        self.program.clientele_requalify = "never"
        self.make_turnover(3500, day="2021-03-01")
        self.look("2021-03-01")
        self.look("2025-01-01")
        self.assertEqual(self.history(), [("2021-03-01", 3000, "reached")])
        self.assertEqual(self.earned("2025-01-01"), 5)
        self.assertEqual(self.tier_now("2025-01-01").id, self.gold.id)

    def test_falls_by_one_tier_a_year(self):
        self.program.clientele_requalify = "one"
        self.make_turnover(3500, day="2021-03-01")
        self.look("2021-03-01")
        self.look("2022-02-28")
        self.assertEqual(self.earned("2022-02-28"), 5)
        self.assertEqual(self.earned("2022-03-01"), 3, "the review holds from its day, also before the night")
        self.look("2022-03-01")
        self.look("2023-02-28")
        self.assertEqual(self.tier_now("2023-02-28").id, self.silver.id)
        self.look("2023-03-01")
        self.assertEqual(
            self.history(),
            [("2021-03-01", 3000, "reached"), ("2022-03-01", 1000, "fell"), ("2023-03-01", 0, "fell")],
        )

    def test_a_review_that_keeps_the_tier(self):
        """Who has enough turnover at the review keeps the tier for another year."""
        self.program.clientele_requalify = "one"
        self.make_turnover(1500, day="2021-03-01")
        self.look("2021-03-01")
        self.make_turnover(1500, day="2021-06-01")
        self.look("2022-03-01")
        self.look("2022-07-01")
        self.assertEqual(self.history(), [("2021-03-01", 1000, "reached"), ("2022-03-01", 1000, "kept")])
        self.look("2023-03-01")
        self.assertEqual(self.history()[-1], ("2023-03-01", 0, "fell"))

    def test_rules_that_change(self):
        self.make_turnover(1500)
        self.look()
        self.silver.threshold = 2000
        self.look()
        self.silver.unlink()
        self.rule.tier_ids = self.tiers((500, 3))
        self.look()
        self.assertEqual(
            [row[1:] for row in self.history()], [(1000, "reached"), (0, "rules_changed"), (500, "rules_changed")]
        )

    def test_a_removed_tier(self):
        self.make_turnover(1500)
        self.look()
        self.silver.unlink()
        rows = self.env["clientele.tier.change"].search([("partner_id", "=", self.client_anna.id)], order="id")
        self.assertIn("removed", rows.tier_name)
        self.look()
        self.assertEqual(self.history()[-1][1:], (0, "rules_changed"))

    def test_everyone_is_looked_at_once_a_night(self):
        """With the facts; the jobs of tiers and discounts look at what only they know of."""
        self.look()
        with patch.object(tier_sql, "changes", wraps=tier_sql.changes) as asked:
            for job in ("tiers", "discounts"):
                with self.enter_registry_test_mode():
                    self.env.ref(f"clientele.clientele_cron_{job}").method_direct_trigger()
            self.assertEqual(asked.call_count, 0)
            self.silver.threshold = 900
            with self.enter_registry_test_mode():
                self.env.ref("clientele.clientele_cron_tiers").method_direct_trigger()
            self.assertEqual(asked.call_count, 1)

    def test_only_clients_of_the_rule(self):
        group = self.env["clientele.group"].create({"name": "Friends"})
        self.rule.write({"clientele_scope": "group", "clientele_group_ids": group.ids})
        self.make_turnover(1500)
        self.look()
        self.assertEqual(self.history(), [])
        self.client_anna.clientele_group_id = group
        self.look()
        self.client_anna.clientele_group_id = False
        self.look()
        self.assertEqual([row[1:] for row in self.history()], [(1000, "reached"), (0, "rules_changed")])

    def tier_now(self, day):
        return self.rule.with_env(self.on(day))._clientele_tier_now(
            self.client_anna.with_env(self.on(day)), self.company, date.fromisoformat(day)
        )
