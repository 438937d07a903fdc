from datetime import date
from decimal import Decimal

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import WalletCase


@tagged("post_install", "-at_install")
class TestCorrections(WalletCase):
    """A balance is corrected by hand by who has the right, with a reason, by movements."""

    def setUp(self):
        super().setUp()
        self.subscription = self.sell(self.package, pay=2)
        self.user = self.make_user("receptionist", "adjust")

    def correct(self, user=None, subscription=None, **values):
        wizard = self.env["clientele.subscription.adjust"].with_user(user or self.user)
        values = {"subscription_id": (subscription or self.subscription).id, "reason": "Waited an hour", **values}
        wizard = wizard.create(values)
        wizard.action_correct()
        return wizard

    def test_a_gift_is_worth_nothing(self):
        """It can be used like the others, and counts 0."""
        wizard = self.correct(quantity=2)
        wizard.action_correct()
        self.assertEqual((self.left(), self.liability()), (6, 800))
        move = self.env["clientele.move"].search([("kind", "=", "adjust")])
        self.assertEqual((move.quantity, move.amount, move.reason), (2, 0, "Waited an hour"))
        self.assertEqual(move.create_uid, self.user)
        self.assertEqual(move.lot_id.expires_on, self.subscription.end_date)
        lines = [self.use(self.laser) for _ in range(6)]
        self.assertEqual(sum(line.amount for line in lines), 800)
        self.assertLedger()

    def test_used_up_comes_to_life(self):
        single = self.sell(self.make_plan("One", kind="visits", price=20, visits=1))
        self.use(self.service)
        self.assertEqual(single.state, "used")
        self.correct(subscription=single)
        self.assertEqual(single.state, "active")

    def test_take_out_of_what_expires_first(self):
        first, second = self.subscription.lot_ids.sorted("id")
        second.expires_on = date(2021, 12, 1)
        wizard = self.correct(direction="take", quantity=3)
        wizard.action_correct()
        self.assertEqual((first.balance, second.balance), (1, 0))
        self.assertEqual(self.liability(), 200)
        self.assertEqual(self.subscription.units_used, 0, "a correction is no use")
        self.assertLedger()

    def test_take_out_of_one_lot(self):
        lot = self.subscription.lot_ids.sorted("id")[1]
        self.correct(direction="take", quantity=1, lot_id=lot.id)
        self.assertEqual(lot.balance, 1)
        with self.assertRaisesRegex(UserError, "No more than 1 visits"), self.env.cr.savepoint():
            self.correct(direction="take", quantity=2, lot_id=lot.id)
        other = self.sell(self.package, self.make_client("Ben"), pay=1)
        with self.assertRaisesRegex(UserError, "of this subscription"), self.env.cr.savepoint():
            self.correct(direction="take", quantity=1, lot_id=other.lot_ids.id)
        self.assertLedger()

    def test_what_is_held_stays(self):
        for lot in self.subscription.lot_ids:
            self.env["clientele.hold"]._hold(lot, Decimal(1), f"test:hold:{lot.id}")
        with self.assertRaisesRegex(UserError, "No more than 2 visits"), self.env.cr.savepoint():
            self.correct(direction="take", quantity=3)
        self.correct(direction="take", quantity=2)
        self.assertLedger()

    def test_bad_input(self):
        for values, message in (
            ({"quantity": 0}, "above 0"),
            ({"quantity": -1}, "above 0"),
            ({"quantity": 0.5}, "whole visits"),
            ({"quantity": 0.5, "direction": "take"}, "whole visits"),
            ({"quantity": 5, "direction": "take"}, "No more than 4 visits"),
            ({"expires_on": "2021-07-20"}, "expired already"),
            ({"expires_on": "2023-01-01"}, "It ends on 01/21/2022"),
        ):
            with (
                self.subTest(values=values),
                self.assertRaisesRegex(UserError, message),
                self.env.cr.savepoint(),
            ):
                self.correct(**values)
        self.assertEqual((self.left(), self.liability()), (4, 800))
        self.assertLedger()

    def test_credits_have_two_digits(self):
        credits = self.sell(self.make_credits(90, 100))
        self.correct(subscription=credits, direction="take", quantity=0.01)
        self.assertEqual((credits.units_left, credits.value_left), (99.99, 89.99))
        self.assertLedger()

    def test_its_own_right(self):
        """A manager without the right cannot, nor by RPC; nobody without a reason."""
        with self.assertRaises(AccessError):
            self.correct(self.make_user("manager"))
        wizard = self.env["clientele.subscription.adjust"].create(
            {"subscription_id": self.subscription.id, "reason": "Waited"}
        )
        with self.assertRaises(AccessError):
            wizard.with_user(self.make_user("admin")).action_correct()

    def test_not_in_another_company(self):
        """The right holds where the user works."""
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        plan = self.make_plan("Theirs", kind="visits", price=20, visits=1, company_id=elsewhere.id)
        theirs = self.sell(plan, self.make_client("Eve"))
        with self.assertRaises(AccessError):
            self.correct(subscription=theirs)
