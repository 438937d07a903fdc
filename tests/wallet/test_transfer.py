from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import WalletCase


@tagged("post_install", "-at_install")
class TestTransfer(WalletCase):
    """IN8: a subscription is handed over to another client; not a cent is lost or made."""

    def setUp(self):
        super().setUp()
        self.ben = self.make_client("Ben")
        self.subscription = self.sell(self.package, pay=2)
        self.use(self.laser)

    def hand_over(self, client=None, key="test:transfer", subscription=None):
        (subscription or self.subscription)._hand_over(client or self.ben, "Given to her brother", key)

    def lots_of(self, client):
        return self.env["clientele.lot"].search([("partner_id", "=", client.id)], order="instalment_id, id")

    def test_units_money_and_days_go_along(self):
        before = [
            (lot.balance, lot.value, lot.opens_on, lot.expires_on, lot.instalment_id, lot.subscription_id)
            for lot in self.lots_of(self.ann)
        ]
        self.hand_over()
        after = [
            (lot.balance, lot.value, lot.opens_on, lot.expires_on, lot.instalment_id, lot.subscription_id)
            for lot in self.lots_of(self.ben)
        ]
        self.assertEqual(after, before)
        self.assertEqual(
            [(self.left(client=who), self.liability(who)) for who in (self.ann, self.ben)], [(0, 0), (3, 600)]
        )
        self.assertEqual(self.subscription.partner_id, self.ben)
        self.assertEqual(self.subscription.instalment_ids.partner_id, self.ben)
        self.assertEqual(self.subscription.units_used, 1, "the history stays")
        self.assertEqual(len(self.lots_of(self.ann).move_ids.filtered(lambda move: move.kind == "use")), 1)
        self.assertLedger()

    def test_cents(self):
        """A third of 100: what is left of a lot goes along to the cent."""
        thirds = self.sell(self.make_plan("Three", kind="visits", price=100, visits=3))
        whole = self.liability()
        self.use(self.service)
        released = whole - self.liability()
        self.assertAlmostEqual(released, 33.33)
        self.hand_over(subscription=thirds)
        self.assertAlmostEqual(self.liability(self.ben), 66.67)
        for _ in range(2):
            self.use(self.service, client=self.ben)
        self.assertEqual(self.liability(self.ben), 0)
        self.assertLedger()

    def test_the_taker_uses_and_pays(self):
        self.hand_over()
        self.use(self.laser, client=self.ben)
        self.pay(self.subscription.instalment_ids[2])
        self.assertEqual((self.left(client=self.ben), self.liability(self.ben)), (4, 600))
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.use(self.laser)
        self.assertLedger()

    def test_the_giver_s_visit_is_reopened(self):
        """What it had taken goes back to whom it was taken from."""
        line = self.env["clientele.visit.line"].search([("visit_id.partner_id", "=", self.ann.id)])
        self.hand_over()
        line.visit_id.action_reopen()
        self.assertEqual((self.left(), self.left(client=self.ben)), (1, 3))
        self.close_again(line.visit_id)
        self.assertEqual((self.left(), self.left(client=self.ben)), (0, 3))
        self.assertLedger()

    def test_there_and_back(self):
        self.hand_over()
        self.hand_over(self.ann, key="test:back")
        self.assertEqual((self.left(), self.liability(), self.left(client=self.ben)), (3, 600, 0))
        self.assertLedger()

    def test_it_stands_on_all_cards(self):
        self.hand_over()
        for record in (self.subscription, self.ann, self.ben):
            self.assertIn("handed over by Ann to Ben", record.message_ids[0].body)
            self.assertIn("Given to her brother", record.message_ids[0].body)

    def test_who_cannot_take_it(self):
        foreign = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self.make_client("Eve", company_id=foreign.id)
        contact = self.env["res.partner"].create({"name": "Supplier"})
        for client, message in ((self.ann, "has it already"), (stranger, "another company"), (contact, "is no client")):
            with self.assertRaisesRegex(UserError, message):
                self.hand_over(client)
        self.package.transferable = False
        with self.assertRaisesRegex(UserError, "cannot be handed over"):
            self.hand_over()
        self.assertEqual((self.left(), self.left(client=self.ben)), (3, 0))

    def test_when_it_cannot_be(self):
        lot = self.subscription.lot_ids.filtered("balance")[0]
        hold = self.env["clientele.hold"]._hold(lot, 1, "test:hold")
        with self.assertRaisesRegex(UserError, "under way"):
            self.hand_over()
        hold._release()
        single = self.sell(self.make_plan("One", kind="visits", price=200, visits=1), self.ben)
        self.use(self.laser, client=self.ben)
        with self.assertRaisesRegex(UserError, "used up"):
            self.hand_over(self.ann, subscription=single)
        single.state = "expired"
        with self.assertRaisesRegex(UserError, "Extend it first"):
            self.hand_over(self.ann, subscription=single)

    def test_guests_do_not_go_along(self):
        """The new owner says who else may use it."""
        self.package.shareable = True
        self.subscription.guest_ids = self.make_client("Cid")
        self.hand_over()
        self.assertFalse(self.subscription.guest_ids)

    def test_wizard(self):
        manager, reception = self.make_user("manager"), self.make_user("receptionist")
        values = {"subscription_id": self.subscription.id, "partner_id": self.ben.id, "reason": "Given away"}
        wizard = self.env["clientele.subscription.transfer"].with_user(manager).create(values)
        with self.assertRaises(AccessError):
            wizard.with_user(reception).action_hand_over()
        wizard.action_hand_over()
        wizard.action_hand_over()
        self.assertEqual((self.left(), self.left(client=self.ben)), (0, 3))
        self.assertLedger()
