from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import WalletCase


@tagged("post_install", "-at_install")
class TestQuitting(WalletCase):
    """IN4: used visits are charged at list price, the refund is what was paid above, never below 0."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.make_user("manager")

    def quit(self, subscription, **values):
        """By the wizard, as a branch manager."""
        wizard = self.env["clientele.subscription.quit"].with_user(self.manager)
        wizard = wizard.create({"subscription_id": subscription.id, "reason": "Moves away", **values})
        wizard.action_quit()
        return wizard

    def test_the_three_examples(self):
        """IN4: paid 1000, used 2 → 600; paid 800, used 3 → 200; paid 400, used 2 → 0."""
        for parts, used, refund in ((3, 2, 600), (2, 3, 200), (1, 2, 0)):
            client = self.make_client(f"Client of {parts}")
            subscription = self.sell(self.package, client, pay=parts)
            for _ in range(used):
                self.use(self.laser, client=client)
            wizard = self.env["clientele.subscription.quit"].create(
                {"subscription_id": subscription.id, "reason": "Moves away"}
            )
            with self.subTest(parts=parts, used=used):
                self.assertEqual(wizard.proposal, refund)
                self.assertEqual((wizard.paid, wizard.used), ({3: 1000, 2: 800, 1: 400}[parts], used * 200))
                lines = [(line.name, line.quantity, line.price, line.amount) for line in wizard.line_ids]
                self.assertEqual(lines, [("Laser", 1, 200, 200)] * used)
                wizard.action_quit()
                self.assertEqual((self.left(client=client), self.liability(client)), (0, 0))
                receipts = self.env["clientele.receipt"].search([("instalment_id.partner_id", "=", client.id)])
                self.assertEqual(-sum(receipts.filtered(lambda row: row.amount < 0).mapped("amount")), refund)
                self.assertEqual(subscription.state, "quit")
                states = subscription.instalment_ids.mapped("state")
                self.assertEqual(states, ["paid"] * parts + ["cancelled"] * (3 - parts))
        self.assertLedger()

    def test_the_latest_parts_are_paid_back_first(self):
        subscription = self.sell(self.package)
        self.use(self.laser)
        self.use(self.laser)
        self.quit(subscription)
        parts = subscription.instalment_ids
        self.assertEqual([part.amount_received for part in parts], [400, 0, 0])
        self.assertEqual([part.amount_refunded for part in parts], [0, 400, 200])
        self.assertEqual(sum(parts.mapped("amount_due")), 0)

    def test_credits_are_charged_at_one_each(self):
        """CR1: 1 credit is 1.00 of the list price; 180 → 200 credits, used 50 → 130."""
        subscription = self.sell(self.make_credits(180, 200))
        self.use(self.service, by="credits", price_unit=50)
        wizard = self.quit(subscription)
        self.assertEqual((wizard.line_ids.quantity, wizard.line_ids.price, wizard.line_ids.amount), (50, 1, 50))
        self.assertEqual(subscription.instalment_ids.amount_refunded, 130)
        self.assertEqual((self.left("credits"), self.liability()), (0, 0))
        self.assertLedger()

    def test_less_than_proposed_but_not_more(self):
        subscription = self.sell(self.package)
        for amount in (-1, 1000.01):
            with self.assertRaisesRegex(UserError, "Between 0 and"), self.env.cr.savepoint():
                self.quit(subscription, refund=amount)
        self.assertEqual((subscription.state, self.left()), ("active", 6), "nothing is half saved")

    def test_a_smaller_refund(self):
        subscription = self.sell(self.package)
        self.quit(subscription, refund=750)
        self.assertEqual(sum(subscription.instalment_ids.mapped("amount_refunded")), 750)
        self.assertEqual((self.left(), self.liability(), subscription.state), (0, 0, "quit"))
        self.assertLedger()

    def test_part_of_an_instalment(self):
        """What was paid of an instalment that opened nothing goes back, too."""
        subscription = self.sell(self.package, pay=1)
        self.pay(subscription.instalment_ids[1], 150)
        self.use(self.laser)
        self.quit(subscription)
        self.assertEqual([part.amount_refunded for part in subscription.instalment_ids], [200, 150, 0])
        self.assertLedger()

    def test_nothing_paid_nothing_used(self):
        subscription = self.sell(self.package, pay=0)
        wizard = self.quit(subscription)
        self.assertEqual((wizard.proposal, subscription.state), (0, "cancelled"))
        self.assertEqual(set(subscription.instalment_ids.mapped("state")), {"cancelled"})
        with self.assertRaisesRegex(UserError, "has ended"), self.env.cr.savepoint():
            self.quit(subscription)

    def test_gifts_are_neither_charged_nor_paid_back(self):
        subscription = self.sell(self.package, pay=1)
        subscription._add_by_hand(1, None, "A present", "test:gift")
        for _ in range(3):
            self.use(self.laser)
        self.assertEqual(subscription._quitting()[1:], (400, 0))
        self.quit(subscription)
        self.assertLedger()

    def test_a_service_of_another_price(self):
        """The price of the visit as it was agreed, by the practitioner who performed it."""
        subscription = self.sell(self.package, pay=1)
        self.use(self.laser, price_unit=150)
        self.assertEqual(subscription._quitting(), (400, 150, 250))
        self.use(self.laser, price_unit=0)
        self.assertEqual(subscription._quitting(), (400, 350, 50), "without a price, the service's own")

    def test_reopened_afterwards(self):
        """A visit that did not take place after all: quitting once more pays it back."""
        subscription = self.sell(self.package)
        line = self.use(self.laser)
        self.quit(subscription)
        self.assertEqual(sum(subscription.instalment_ids.mapped("amount_refunded")), 800)
        with self.assertRaisesRegex(UserError, "has quit already"), self.env.cr.savepoint():
            self.env["clientele.subscription.quit"].create(
                {"subscription_id": subscription.id, "reason": "Again"}
            ).action_quit()
        line.visit_id.action_reopen()
        self.assertEqual((self.left(), self.liability(), subscription.state), (1, 200, "quit"))
        again = self.env["clientele.subscription.quit"].create({"subscription_id": subscription.id, "reason": "Again"})
        self.assertEqual(again.proposal, 200)
        again.action_quit()
        self.assertEqual((self.left(), self.liability()), (0, 0))
        self.assertEqual(sum(subscription.instalment_ids.mapped("amount_refunded")), 1000)
        self.assertLedger()

    def test_after_it_was_handed_over(self):
        """What the first owner used is charged; what was paid is paid back."""
        subscription, ben = self.sell(self.package), self.make_client("Ben")
        self.use(self.laser)
        subscription._hand_over(ben, "Given away", "test:transfer")
        self.use(self.laser, client=ben)
        self.quit(subscription)
        self.assertEqual(sum(subscription.instalment_ids.mapped("amount_refunded")), 600)
        self.assertLedger()

    def test_a_payment_under_way(self):
        subscription = self.sell(self.package, pay=1)
        self.env["clientele.hold"]._hold(subscription.lot_ids, 1, "test:hold")
        with self.assertRaisesRegex(UserError, "under way"):
            self.quit(subscription)

    def test_nothing_can_be_used_any_more(self):
        subscription = self.sell(self.package)
        self.quit(subscription)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.use(self.laser)
        for change in (
            lambda: subscription._freeze(self.today, self.today, "x"),
            lambda: subscription._hand_over(self.make_client("Ben"), "x", "test:x"),
            lambda: subscription._add_by_hand(1, None, "x", "test:y"),
            lambda: subscription._extend(subscription.end_date, "x"),
        ):
            with self.assertRaisesRegex(UserError, "has ended"):
                change()

    def test_wizard(self):
        """A second click pays nothing more; reception may not quit, not even by RPC."""
        subscription = self.sell(self.package)
        self.use(self.laser)
        wizards = self.env["clientele.subscription.quit"].with_user(self.manager)
        with Form(wizards.with_context(default_subscription_id=subscription.id)) as form:
            self.assertEqual((form.paid, form.used, form.refund), (1000, 200, 800))
            form.reason = "Moves away"
        wizard = form.record
        self.assertEqual(len(wizard.line_ids), 1)
        with self.assertRaises(AccessError):
            wizard.with_user(self.make_user("receptionist")).action_quit()
        wizard.action_quit()
        wizard.action_quit()
        self.assertEqual(sum(subscription.instalment_ids.mapped("amount_refunded")), 800)
        self.assertIn("800", subscription.message_ids[0].body)
        self.assertLedger()
