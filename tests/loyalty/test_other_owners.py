from odoo import Command
from odoo.tests import Form, new_test_user, tagged

from .loyalty_common import LoyaltyCase

OWNERS = {"till": "point_of_sale.group_pos_manager", "sales": "sales_team.group_sale_manager"}


@tagged("post_install", "-at_install")
class TestOtherOwners(LoyaltyCase):
    """Who sets up core's programs without any right in Clientele does so as ever."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            name: new_test_user(
                cls.env, f"owner_{name}", groups=f"base.group_user,product.group_product_manager,{group}"
            )
            for name, group in OWNERS.items()
        }

    def make_core_program(self, **values):
        rules = [Command.clear(), Command.create({"reward_point_amount": 1})]
        return self.env["loyalty.program"].create(
            {"name": "Core", "program_type": "loyalty", "rule_ids": rules, **values}
        )

    def test_archive_and_bring_back(self):
        for name, user in self.users.items():
            with self.subTest(owner=name):
                program = self.make_core_program().with_user(user)
                program.action_archive()
                program.action_unarchive()
                program.active = True
                self.env.flush_all()
                self.assertTrue(program.active)

    def test_rules(self):
        for name, user in self.users.items():
            with self.subTest(owner=name):
                program = self.make_core_program().with_user(user)
                program.rule_ids.minimum_amount = 10
                program.rule_ids = [Command.create({"reward_point_amount": 2})]
                program.rule_ids[0].unlink()
                self.assertEqual(program.rule_ids.reward_point_amount, 2)
                self.assertTrue(program.rule_ids.clientele_rate_text)

    def test_delete(self):
        for name, user in self.users.items():
            with self.subTest(owner=name):
                program = self.make_core_program(active=False).with_user(user)
                program.unlink()
                self.assertFalse(program.exists())

    # ---------------------------------------------------------------- the form, which core shows to the till only

    def test_form(self):
        with Form(self.env["loyalty.program"].with_user(self.users["till"])) as form:
            form.name = "Spring"
            form.program_type = "promotion"
        with Form(form.record) as form:
            form.name = "Summer"
        self.assertEqual(form.record.name, "Summer")

    def test_managed_programs_are_read(self):
        program = self.make_program({"clientele_rate": 2, "tier_ids": self.tiers()}).with_user(self.users["till"])
        self.assertIn("3 % above 1000", Form(program).record.clientele_rates)
        self.assertIn("3 % above 1000", program.rule_ids.clientele_rate_text)
