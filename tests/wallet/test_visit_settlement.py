from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import WalletCase


@tagged("post_install", "-at_install")
class TestVisitSettlement(WalletCase):
    """Closing a visit takes what pays its lines from the wallet, reopening gives it back."""

    def test_instalments_open_visits(self):
        """IN1, IN2: 400/400/200 open two visits each; the third is refused until the second part is paid."""
        subscription = self.sell(self.package, pay=1)
        self.assertEqual((self.left(), self.liability()), (2, 400))
        self.use(self.laser)
        self.assertEqual(self.liability(), 200)
        self.use(self.laser)
        with self.assertRaisesRegex(UserError, "take its payment first"), self.env.cr.savepoint():
            self.use(self.laser)
        for nr, part in enumerate(subscription.instalment_ids[1:], 2):
            self.pay(part)
            self.use(self.laser)
            self.use(self.laser)
            self.assertEqual(self.left(), 0, nr)
        self.assertEqual(subscription.state, "used")
        self.assertLedger()

    def test_close_reopen_close_takes_once(self):
        self.sell(self.package, pay=1)
        line = self.use(self.laser)
        self.assertEqual((line.amount, line.visit_id.amount_due, self.left()), (200, 0, 1))
        line.visit_id.action_reopen()
        self.assertEqual((self.left(), self.liability()), (2, 400))
        self.close_again(line.visit_id)
        self.assertEqual((self.left(), self.liability(), line.prepaid), (1, 200, True))
        self.assertLedger()

    def test_credits_count_at_their_paid_share(self):
        """CR3, CR5, CR6, DF2: 180 → 200 credits; a service of 20 counts 18, at 50 % the commission is 9."""
        self.sell(self.make_credits(180, 200))
        line = self.use(self.service, by="credits")
        self.assertEqual((line.amount, line.commission_base, line.commission_amount), (18, 18, 9))
        self.assertEqual((self.left("credits"), self.liability()), (180, 162))
        self.assertFacts(self.ann, deal_count=1, spent=18)
        self.assertLedger()

    def test_whole_lines_only(self):
        """CR7, CR8: 100 credits pay neither 600 nor 350; 12 pay a visit of 12."""
        self.sell(self.make_credits(90, 100))
        for price in (600, 350):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self.use(self.service, by="credits", price_unit=price)
        self.use(self.service, by="credits", price_unit=12)
        self.assertEqual(self.left("credits"), 88)
        self.assertLedger()
