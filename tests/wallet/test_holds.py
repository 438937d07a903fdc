from datetime import timedelta
from decimal import Decimal
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import WalletCase


@tagged("post_install", "-at_install")
class TestHolds(WalletCase):
    """B7: what is promised to a payment under way cannot be used otherwise; a hold ends once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.part = cls.sell(cls.package, pay=1).instalment_ids[0]
        cls.lot = cls.part.lot_ids

    def hold(self, quantity=1, key="till:1", **options):
        return self.env["clientele.hold"]._hold(self.lot, Decimal(quantity), key, **options)

    def assertHeld(self, held, left=2):
        self.assertEqual((self.lot.held, self.lot.balance), (held, left))
        self.assertEqual(self.lot._free(), Decimal(left - held))
        self.assertLedger()

    def test_what_is_held_is_not_for_others(self):
        """The last unit is held: available = balance − open holds."""
        self.hold(1)
        self.use(self.laser)
        self.assertHeld(1, left=1)
        with self.assertRaisesRegex(UserError, "laser"), self.env.cr.savepoint():
            self.use(self.laser)
        with self.assertRaisesRegex(UserError, "does not hold that much"), self.env.cr.savepoint():
            self.hold(1, key="till:2")

    def test_used_by_its_payment(self):
        hold = self.hold(2)
        moves = hold._use("till:1:use")
        self.assertEqual((hold.state, moves.mapped("quantity"), moves.mapped("amount")), ("posted", [-2], [-400]))
        self.assertHeld(0, left=0)
        self.assertEqual(hold._use("till:1:use"), moves, "said again")
        self.assertHeld(0, left=0)

    def test_released(self):
        hold = self.hold(2)
        hold._release()
        hold._release()
        self.assertEqual(hold.state, "released")
        self.assertHeld(0)
        with self.assertRaisesRegex(UserError, "Begin it again"):
            hold._use("till:1:use")

    def test_used_hold_is_not_released(self):
        hold = self.hold(1)
        hold._use("till:1:use")
        hold._release()
        hold._expire(hold.ids)
        self.assertEqual(hold.state, "posted")
        self.assertHeld(0, left=1)

    def test_same_key(self):
        """A replay gives the hold that is there; another wish under its key is refused."""
        hold = self.hold(1)
        self.assertEqual(self.hold(1), hold)
        self.assertHeld(1)
        with self.assertRaisesRegex(UserError, "Begin the payment again"):
            self.hold(2)

    def test_expiry(self):
        """The job ends what is over, to the minute, and leaves what is not."""
        over, later = self.hold(1, minutes=60 * 24), self.hold(1, key="till:2", minutes=60 * 24 + 1)
        self.assertEqual(over.expires_at, self.env["clientele.branch"]._now() + timedelta(days=1))
        self.run_job(self.today)
        self.assertEqual((over.state, later.state), ("open", "open"))
        for __ in range(2):
            self.run_job(self.today + timedelta(days=1))
            self.assertEqual((over.state, later.state), ("expired", "open"))
            self.assertHeld(1)

    def run_job(self, day):
        with patch.object(self.env.registry["ir.cron"], "_commit_progress", return_value=60):
            self.on(day)["clientele.hold"]._cron_expire()

    def test_payment_of_the_part_is_taken_back(self):
        """What is held goes to its payment; let go, it follows the rest back to where it came from."""
        hold = self.hold(1)
        self.part._book(-400, "test:back", None)
        self.part._sync()
        self.assertEqual(self.part.state, "due")
        self.assertHeld(1, left=1)
        hold._release()
        self.assertHeld(0, left=0)
        self.pay(self.part)
        self.assertEqual((self.left(), self.liability()), (2, 400))

    def test_refund_leaves_what_is_held(self):
        self.hold(1)
        with self.assertRaisesRegex(UserError, "no more can be paid back"):
            self.part._refund(400, "test:all")
        self.part._refund(200, "test:one")
        self.assertHeld(1, left=1)
        self.assertEqual(self.liability(), 200)

    def test_nobody_writes_holds(self):
        hold = self.hold(1)
        for change in (lambda: hold.write({"state": "released"}), hold.unlink):
            with self.assertRaises(AccessError):
                change()
        self.assertHeld(1)

    def test_nothing_or_less_is_not_held(self):
        for quantity in (0, -1):
            with self.subTest(quantity=quantity), self.assertRaises(UserError), self.env.cr.savepoint():
                self.hold(quantity, key=f"till:{quantity}")
        self.assertHeld(0)
