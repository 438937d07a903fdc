from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .loyalty_common import LoyaltyCase


@tagged("post_install", "-at_install")
class TestTierByHand(LoyaltyCase):
    """LO7: a manager gives a tier, with a reason; kept until a higher one is reached, or until a day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program = cls.make_program({"tier_ids": cls.tiers()})
        cls.rule = cls.program.rule_ids
        cls.silver, cls.gold = cls.rule.tier_ids
        cls.manager = cls.make_user("manager")

    def give(self, tier, user=None, **values):
        wizard = self.env["clientele.tier.set"].with_user(user or self.manager)
        wizard = wizard.create(
            {
                "partner_id": self.client_anna.id,
                "company_id": self.company.id,
                "tier_id": tier.id,
                "reason": "Gold in the old salon",
                **values,
            }
        )
        wizard.action_set()
        wizard.action_set()
        return wizard

    def look(self, day):
        env = self.on(day)
        env["clientele.client"]._verify(self.company.with_env(env))

    def history(self):
        rows = self.env["clientele.tier.change"].search([("partner_id", "=", self.client_anna.id)], order="day, id")
        return [(row.day.isoformat(), row.threshold, row.reason) for row in rows]

    def earned(self):
        self.make_order()
        return self.points(self.program)

    def test_orders_earn_by_it(self):
        self.give(self.gold)
        self.assertEqual(self.history(), [("2021-07-21", 3000, "by_hand")])
        self.assertEqual(self.earned(), 5)

    def test_kept_until_a_day(self):
        self.give(self.gold, until="2021-08-31")
        self.look("2021-08-31")
        self.look("2021-09-01")
        self.assertEqual(self.history(), [("2021-07-21", 3000, "by_hand"), ("2021-09-01", 0, "fell")])

    def test_kept_until_a_higher_one(self):
        self.look("2021-07-21")  # what comes after is no change of the rules
        self.give(self.silver)
        self.make_turnover(3500, day="2021-07-21")
        self.look("2021-07-21")
        self.look("2022-07-21")
        self.assertEqual([row[1:] for row in self.history()], [(1000, "by_hand"), (3000, "reached"), (0, "fell")])

    def test_refused(self):
        self.make_turnover(1000.01)
        with self.assertRaises(UserError):
            self.give(self.silver)
        with self.assertRaises(UserError):
            self.give(self.gold, until="2021-07-20")
        with self.assertRaises(UserError):
            self.give(self.gold, reason=" ")
        with self.assertRaises(AccessError):
            self.give(self.gold, user=self.make_user("receptionist"))
