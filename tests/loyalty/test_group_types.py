from odoo.tests import tagged

from .loyalty_common import LoyaltyCase


@tagged("post_install", "-at_install")
class TestGroupTypes(LoyaltyCase):
    """SK2, SK3: what the client's group is for comes before all rules."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.everyone = cls.make_program({"clientele_rate": 9}, name="Everyone")
        cls.own = cls.make_program({"clientele_rate": 1}, name="Own")
        cls.group = cls.env["clientele.group"].create({"name": "Group"})
        cls.client_anna.clientele_group_id = cls.group

    def earned(self):
        order = self.make_order()
        return order.clientele_award_ids.program_id.name, sum(order.clientele_award_ids.mapped("points"))

    def test_without_a_type_the_rules_apply(self):
        self.assertEqual(self.earned(), ("Everyone", 9))

    def test_none_earns_nothing(self):
        self.group.loyalty_type = "none"
        order = self.make_order(confirm=False)
        order._update_programs_and_rewards()
        self.assertFalse(order.coupon_point_ids)
        order.action_confirm()
        self.assertEqual(order.clientele_award_ids.reason, "group_none")
        self.assertEqual(self.points(self.everyone), 0)

    def test_none_keeps_prepaid_money_usable(self):
        self.group.loyalty_type = "none"
        domain = self.make_order(confirm=False)._get_program_domain()
        wallet = self.env["loyalty.program"].create({"name": "Wallet", "program_type": "ewallet"})
        self.assertTrue(wallet.filtered_domain(domain))
        self.assertFalse(self.everyone.filtered_domain(domain))

    def test_discount_earns_points_only_if_it_says_so(self):
        self.group.loyalty_type = "discount"
        self.assertEqual(self.earned()[1], 0)
        self.group.points_besides = True
        self.assertEqual(self.earned(), ("Everyone", 9))

    def test_bonus_earns_in_its_own_program_first(self):
        self.group.write({"loyalty_type": "bonus", "program_id": self.own.id})
        self.assertEqual(self.earned(), ("Own", 1))

    def test_where_the_own_program_has_no_rule_the_others_apply(self):
        self.group.write({"loyalty_type": "bonus", "program_id": self.own.id})
        self.own.rule_ids.write({"clientele_scope": "product", "product_ids": self.service.ids})
        self.assertEqual(self.earned(), ("Everyone", 9))
