import importlib.util
from pathlib import Path

from odoo.tests import tagged

from .common import WalletCase

MIGRATION = Path(__file__).parents[2] / "migrations" / "19.0.1.5.0" / "post-plan-programs.py"


@tagged("post_install", "-at_install")
class TestPlanPrograms(WalletCase):
    """A plan is an eWallet of core, whose cards show what is left (DESIGN 3, CR9)."""

    def card(self, plan):
        return self.env["loyalty.card"].search(
            [("program_id", "=", plan.program_id.id), ("partner_id", "=", self.ann.id)]
        )

    def test_card_shows_what_is_left(self):
        plan = self.make_credits(90, 100)
        self.sell(plan)
        self.use(self.service, by="credits", price_unit=30)
        self.sell(plan)
        self.assertEqual((self.card(plan).points_display, self.card(plan).clientele_managed), ("170 credits", True))

    def test_card_of_a_package(self):
        """The visits of the instalments that are paid."""
        subscription = self.sell(self.package, pay=2)
        self.use(self.laser)
        self.assertEqual(self.card(self.package).points_display, "3 visits")
        self.pay(subscription.instalment_ids[2])
        self.assertEqual(self.card(self.package).points, 5)
        subscription._hand_over(self.make_client("Bea"), "Gift", "test:gift")
        self.assertEqual(self.card(self.package).points, 0)
        self.assertEqual(self.package.program_id.coupon_ids.mapped("points"), [0, 5])

    def test_program_follows_its_plan(self):
        plan = self.make_credits(90, 100)
        reward = plan.program_id.reward_ids
        plan.write({"name": "Hundred", "service_ids": self.laser.ids})
        self.assertEqual((plan.program_id.name, reward.description), ("Hundred", "Hundred"))
        services = self.env["product.product"].search(reward._get_discount_product_domain())
        self.assertEqual(services, self.laser)
        plan.write({"kind": "visits", "visits": 3})
        self.assertEqual((plan.program_id.portal_point_name, reward.discount), ("visits", 30))
        program = plan.program_id
        plan.unlink()
        self.assertFalse(program.exists())

    def test_plans_from_before(self):
        """Plans and lots that were there get programs and cards; done again, nothing changes."""
        plan = self.make_credits(90, 100)
        self.sell(plan)
        self.sell(self.package, pay=1)
        visit = self.use(self.laser, quantity=2).visit_id
        plans = plan | self.package
        plans.program_id = False
        self.env["clientele.lot"].search([("plan_id", "in", plans.ids)]).card_id = False
        spec = importlib.util.spec_from_file_location("post_migrate", MIGRATION)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        self.env.flush_all()
        for __ in range(2):
            module.migrate(self.env.cr, "19.0.1.3.0")
            self.env.invalidate_all()
            self.assertEqual(self.card(plan).mapped("points"), [100])
        self.assertFalse(self.card(self.package), "nothing is left of it")
        visit.action_reopen()
        self.assertEqual(self.card(self.package).mapped("points"), [2])
