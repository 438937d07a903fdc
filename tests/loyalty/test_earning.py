from odoo import Command
from odoo.tests import tagged
from odoo.tools.misc import formatLang

from .loyalty_common import LoyaltyCase


@tagged("post_install", "-at_install")
class TestEarning(LoyaltyCase):
    """What orders earn, and what earns nothing (LO1, LO2, LO5, LO9, SK7)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program = cls.make_program({"clientele_rate": 10})

    def test_products_and_services_earn(self):
        self.make_order((self.cream, 100), (self.service, 20))
        self.assertEqual(self.points(self.program), 12)

    def test_a_quotation_promises_and_gives_nothing(self):
        order = self.make_order(confirm=False)
        order._update_programs_and_rewards()
        self.assertEqual(order.coupon_point_ids.points, 10)
        self.assertEqual(order.clientele_points, 10)
        self.assertEqual(self.points(self.program), 0)

    def test_confirming_twice_earns_once(self):
        order = self.make_order()
        order._clientele_begin_points()
        self.assertEqual(self.points(self.program), 10)

    def test_promotional_lines_earn_nothing(self):
        """LO9: discounted by hand, sold below the pricelist, or marked."""
        offer = {"name": "Offer", "type": "consu", "taxes_id": False, "clientele_promotional": True}
        marked = self.env["product.product"].create(offer)
        cheaper = {"product_id": self.cream.id, "price_unit": 99}
        by_hand = {"product_id": self.cream.id, "discount": 5}
        order = self.make_order((marked, 100), cheaper, by_hand, (self.cream, 100))
        self.assertEqual(order.clientele_award_ids.mapped("points"), [0, 0, 0, 10])
        self.assertEqual(order.clientele_award_ids[:3].mapped("reason"), ["promotional"] * 3)

    def test_a_standing_discount_is_no_promotion(self):
        """LO9: the personal discount lowers what is earned on, and nothing else."""
        self.client_anna.clientele_personal_discount = 20
        order = self.make_order({"product_id": self.cream.id})
        self.assertEqual(order.order_line.discount, 20)
        self.assertEqual(self.points(self.program), 8)

    def test_a_promotion_of_another_program(self):
        """LO9: core's promotion on the whole order makes all its lines promotional."""
        self.env["loyalty.program"].create(
            {
                "name": "10 % off",
                "program_type": "promotion",
                "trigger": "auto",
                "applies_on": "current",
                "rule_ids": [Command.create({})],
                "reward_ids": [Command.create({"reward_type": "discount", "discount": 10})],
            }
        )
        order = self.make_order(confirm=False)
        order._update_programs_and_rewards()
        rewards = order._get_claimable_rewards()
        for card, some in rewards.items():
            if not card.program_id.clientele_managed:
                order._apply_program_reward(some, card)
        order.action_confirm()
        self.assertEqual(order.clientele_award_ids.reason, "promotional")

    def test_what_points_pay_earns_nothing(self):
        """LO2, LO9: 40 of 100 paid with points, the other 60 earn."""
        self.give(40)
        order = self.make_order(confirm=False)
        self.use_points(order)
        self.assertEqual(order.amount_total, 60)
        order.action_confirm()
        self.assertEqual(order.clientele_award_ids.points, 6)
        self.assertEqual(self.points(self.program), 6)

    def test_points_of_the_order_do_not_pay_it(self):
        order = self.make_order(confirm=False)
        order._update_programs_and_rewards()
        self.assertFalse(order._get_claimable_rewards())

    def test_per_unit_and_per_order(self):
        """SK7"""
        self.cream.list_price = 10
        self.program.rule_ids.write({"reward_point_mode": "unit", "clientele_rate": 1.5})
        self.make_order((self.cream, 10, 3))
        self.assertEqual(self.points(self.program), 4.5)
        self.program.rule_ids.write({"reward_point_mode": "order", "clientele_rate": 10})
        order = self.make_order((self.cream, 10), (self.cream, 10), (self.cream, 10))
        self.assertEqual(order.clientele_award_ids.mapped("points"), [3.33, 3.34, 3.33])
        self.assertEqual(self.points(self.program), 14.5)

    def test_minimums(self):
        self.cream.list_price = 75
        self.program.rule_ids.write({"minimum_amount": 150, "minimum_qty": 2})
        self.make_order((self.cream, 100))
        self.make_order((self.cream, 160))
        self.assertEqual(self.points(self.program), 0)
        self.make_order((self.cream, 75, 2))
        self.assertEqual(self.points(self.program), 15)

    def test_why(self):
        other = self.make_program({"clientele_scope": "product", "product_ids": self.cream.ids}, name="Cream")
        award = self.make_order().clientele_award_ids
        self.assertEqual(award.program_id, other)
        money = formatLang(self.env, 100, currency_obj=award.currency_id)
        self.assertEqual(award.why, f"Cream: 2 % of {money}. The heaviest rule. Instead of Points (10)")

    def test_why_names_rules_of_the_same_program_by_scope(self):
        rule = {"clientele_scope": "product", "product_ids": self.cream.ids, "reward_point_mode": "money"}
        self.program.rule_ids = [Command.create({**rule, "clientele_rate": 3})]
        why = self.make_order().clientele_award_ids.why
        self.assertIn("Points: 3 % of", why)
        self.assertIn("Instead of Everything everywhere (10)", why)

    def test_why_on_a_quotation(self):
        order = self.make_order(confirm=False)
        money = formatLang(self.env, 100, currency_obj=self.env.company.currency_id)
        self.assertIn(f"10 % of {money}.", order._clientele_shown_awards().why)

    def test_why_from_the_ledger(self):
        """LO5: from a movement to the lines that earned it."""
        order = self.make_order()
        [move] = self.env["clientele.move"].search([("sale_order_id", "=", order.id)])
        action = move.action_clientele_awards()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), order.clientele_award_ids)

    def test_nobody_in_the_public_earns(self):
        public = self.env.ref("base.public_partner")
        self.make_order(client=public)
        self.assertFalse(self.program.coupon_ids)

    def give(self, points):
        """Points from an earlier order."""
        self.make_order((self.cream, points * 10))
        self.assertEqual(self.points(self.program), points)

    def use_points(self, order):
        order._update_programs_and_rewards()
        [(card, rewards)] = order._get_claimable_rewards().items()
        self.assertFalse(order._apply_program_reward(rewards, card))
