from decimal import Decimal

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .points_common import PointsCase


@tagged("post_install", "-at_install")
class TestPointsAndCore(PointsCase):
    """Core writes no points of managed cards, wherever it tries; orders spend what is stored and free."""

    def make_order(self, *quantities):
        return self.env["sale.order"].create(
            {
                "partner_id": self.ann.id,
                "order_line": [
                    Command.create({"product_id": self.service.id, "product_uom_qty": quantity, "price_unit": 100})
                    for quantity in quantities or (1,)
                ],
            }
        )

    def reward(self, order):
        order._update_programs_and_rewards()
        claimable = order._get_claimable_rewards()
        self.assertIn(self.card, claimable)
        order._apply_program_reward(claimable[self.card], self.card)
        return order.order_line.filtered("coupon_id")

    def test_order_of_core(self):
        """What core would give and take is not written: the ledger does that. Its numbers stay consistent."""
        self.earn(30)
        order = self.make_order()
        line = self.reward(order)
        self.assertEqual((line.points_cost, line.price_unit), (30, -30))
        order.action_confirm()
        self.assertLedger()
        order._action_cancel()
        self.assertEqual(self.card.points, 30)
        self.assertTrue(all(self.card.history_ids.mapped("clientele_operation")))
        self.assertLedger()

    def test_order_does_not_pay_with_its_own_points(self):
        order = self.make_order()
        order._update_programs_and_rewards()
        self.assertEqual(order._get_real_points_for_coupon(self.card), 0)
        self.assertNotIn(self.card, order._get_claimable_rewards())

    def test_what_is_promised_cannot_pay(self):
        move = self.earn(30)
        self.env["clientele.hold"]._hold(move.lot_id, Decimal(20), "test:hold")
        self.assertEqual(self.make_order()._get_real_points_for_coupon(self.card), 10)

    def test_milestones(self):
        """Core's mails at a number of points go out once the card reaches it, and no more when points go."""
        template = self.env["mail.template"].create(
            {"name": "Ten", "model_id": self.env["ir.model"]._get_id("loyalty.card"), "subject": "You have ten"}
        )
        milestone = {"trigger": "points_reach", "points": 10, "mail_template_id": template.id}
        self.program.communication_plan_ids = [Command.create(milestone)]
        counts = []
        for number, points in enumerate((9, 1, 5)):
            self.earn(points, key=f"test:{number}")
            counts.append(self.env["mail.mail"].search_count([("subject", "=", "You have ten")]))
        self.spend(6)
        counts.append(self.env["mail.mail"].search_count([("subject", "=", "You have ten")]))
        self.assertEqual(counts, [0, 1, 1, 1])

    def test_points_are_not_written(self):
        self.earn(30)
        self.card.points = 99
        self.card.with_user(self.env.ref("base.user_admin")).write({"points": 99, "code": "0441"})
        self.assertEqual((self.card.points, self.card.code), (30, "0441"))
        self.assertLedger()

    def test_history_is_of_the_ledger(self):
        self.earn(30, reason="Welcome")
        self.spend(10)
        rows = self.card.history_ids.sorted("id")
        self.assertEqual(rows.mapped("description"), ["Welcome", "Used"])
        self.assertEqual((rows.mapped("issued"), rows.mapped("used")), ([30, 0], [0, 10]))
        rows.unlink()
        rows.write({"issued": 99})
        self.env["loyalty.history"].create({"card_id": self.card.id, "description": "x", "issued": 1})
        self.assertEqual(sorted(self.card.history_ids.mapped("issued")), [0, 30])

    def test_points_for_chosen_clients(self):
        """Core's wizard gives points to many clients: to the cards that they have, and with the right only."""
        clients = self.ann | self.make_client("Bob")
        values = {"mode": "selected", "customer_ids": [Command.set(clients.ids)], "points_granted": 5}
        wizard = self.env["loyalty.generate.wizard"].with_context(active_id=self.program.id).create(values)
        cards = wizard.generate_coupons()
        self.assertEqual((cards.mapped("points"), cards[0]), ([5, 5], self.card))
        self.assertEqual(set(cards.clientele_lot_ids.move_ids.mapped("kind")), {"adjust"})
        seller = new_test_user(self.env, "seller", groups="base.group_user,sales_team.group_sale_manager")
        with self.assertRaisesRegex(AccessError, "right to correct"):
            wizard.with_user(seller).generate_coupons()

    def test_till_does_not_get_it(self):
        config = self.env["pos.config"].create({"name": "Till"})
        core = self.make_program("Core", clientele_managed=False)
        self.assertEqual(config._get_program_ids() & (self.program | core), core)
