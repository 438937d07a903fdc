from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .order_common import OrderCase


@tagged("post_install", "-at_install")
class TestOrderHolds(OrderCase):
    """A payment under way holds what the wallet is to pay; what was paid is confirmed, whatever happened meanwhile."""

    def pay_rest(self, order):
        """:return: a transaction that has begun"""
        return self.pay_online(order, state="draft")

    def held(self):
        return sum(self.env["clientele.lot"].search([("partner_id", "=", self.ann.id)]).mapped("held"))

    def mixed_order(self, kind="visits"):
        order = self.quote((self.laser, 1, 200), (self.goods, 1, 100))
        return self.choose(order, kind)

    def expire(self):
        self.env["ir.cron"].flush_model()
        later = fields.Datetime.now() + timedelta(days=3650)
        with (
            patch.object(self.env.registry["ir.cron"], "_commit_progress", return_value=60),
            patch.object(self.env.registry["clientele.branch"], "_now", lambda *__: later),
        ):
            self.env["clientele.hold"]._cron_expire()

    def finish(self, order, transaction):
        transaction.state = "done"
        transaction._check_amount_and_confirm_order()
        self.assertEqual(order.state, "sale")

    def test_held_until_confirmed(self):
        self.sell(self.package, pay=1)
        order = self.mixed_order()
        transaction = self.pay_rest(order)
        self.assertEqual((self.held(), self.left(), order.amount_total), (1, 2, 100))
        with self.assertRaisesRegex(UserError, "2 visits are needed, 1 can be used"), self.env.cr.savepoint():
            self.pay_by("visits", (self.laser, 2, 200))
        self.pay_by("visits", (self.laser, 1, 200))
        self.assertEqual((self.held(), self.left()), (1, 1))
        self.finish(order, transaction)
        self.assertEqual((self.held(), self.left(), order.amount_total), (0, 0, 100))
        self.assertEqual(self.deal(order).amount_total, 300)
        self.assertLedger()

    def test_payment_that_ends_frees_it(self):
        self.sell(self.package, pay=1)
        order = self.mixed_order()
        for state in ("cancel", "error"):
            transaction = self.pay_rest(order)
            self.assertEqual(self.held(), 1)
            transaction.state = state
            self.assertEqual(self.held(), 0)
        self.pay_rest(order)
        self.pay_rest(order)
        self.assertEqual(self.held(), 1, "another attempt holds it instead")
        order._action_cancel()
        self.assertEqual((self.held(), self.left()), (0, 2))
        self.assertLedger()

    def test_nothing_is_paid_in_vain(self):
        self.sell(self.package, pay=1)
        order = self.mixed_order()
        self.pay_by("visits", (self.laser, 2, 200))
        with self.assertRaisesRegex(UserError, "take its payment first"), self.env.cr.savepoint():
            self.pay_rest(order)

    def test_paid_order_is_never_blocked(self):
        """The hold ended, the visits were used elsewhere, then the payment came: what is missing is owed."""
        for kind, plan, need in (
            ("visits", self.make_plan("One", kind="visits", price=200, visits=1, service_ids=self.laser.ids), 1),
            ("credits", self.make_credits(180, 200, tax_kind="multi"), 200),
        ):
            with self.subTest(kind):
                self.sell(plan)
                order = self.mixed_order(kind)
                transaction = self.pay_rest(order)
                self.expire()
                self.pay_by(kind, (self.laser, 1, 200))
                self.finish(order, transaction)
                self.assertEqual((order.amount_total, self.left(kind)), (100, 0))
                owed = self.env["clientele.shortfall"].search([("sale_order_id", "=", order.id)])
                self.assertEqual((owed.quantity, owed.state, owed.partner_id), (need, "open", self.ann))
                self.assertEqual(self.deal(order).amount_total, 100)
                order._action_cancel()
                self.assertEqual((owed.left, self.left(kind)), (0, 0))
                self.assertLedger()
