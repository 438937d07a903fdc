from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...models.wallet.clientele_lot import Overdrawn
from .points_common import PointsCase


@tagged("post_install", "-at_install")
class TestPointsByHand(PointsCase):
    """Correcting points, and forgiving what is owed: its own right, and a reason."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.corrector = cls.make_user("receptionist", "adjust")
        cls.receptionist = cls.make_user("receptionist")

    def adjust(self, quantity, direction="add", user=None, **values):
        """What core's button on a card opens."""
        card = self.card.with_user(user or self.corrector)
        action = card.action_loyalty_update_balance()
        values |= {"quantity": quantity, "direction": direction, "reason": values.get("reason", "A present")}
        wizard = card.env[action["res_model"]].with_context(**action["context"]).create(values)
        wizard.action_correct()
        return wizard

    def test_give_and_take(self):
        wizard = self.adjust(10)
        wizard.action_correct()
        self.adjust(4, "take")
        self.assertEqual(self.card.points, 6)
        moves = self.card.clientele_lot_ids.move_ids
        self.assertEqual(set(moves.mapped("kind")), {"adjust"})
        self.assertEqual(set(moves.mapped("reason")), {"A present"})
        self.assertEqual(moves.create_uid, self.corrector)
        self.assertLedger()

    def test_what_cannot_be(self):
        with self.assertRaises(Overdrawn):
            self.adjust(4, "take")
        for values in ({"quantity": 0}, {"quantity": -3}, {"quantity": 1, "reason": "  "}):
            with self.assertRaisesRegex(UserError, "Say how many"):
                self.adjust(**values)
        with self.assertRaisesRegex(AccessError, "right to correct"):
            self.adjust(1, user=self.receptionist)

    def test_given_points_expire(self):
        self.program.clientele_points_months = 1
        wizard = self.adjust(5)
        self.assertEqual(str(wizard.expires_on), "2021-08-21")
        self.assertEqual((self.card.clientele_next_expiry, self.card.clientele_next_expiring), (wizard.expires_on, 5))

    def test_client_is_told(self):
        self.ann.email = "ann@example.com"
        self.adjust(10)
        self.assertFalse(self._mails())
        self.adjust(5, "take", notify=True)
        mail = self._mails()
        self.assertIn("−5 Points", mail.subject)
        for text in ("A present", "Your balance is now", "5 Points"):
            self.assertIn(text, mail.body_html)

    def _mails(self):
        return self.env["mail.mail"].search([("recipient_ids", "in", self.ann.ids)])

    def test_core_keeps_its_button(self):
        program = self.make_program("Core", clientele_managed=False)
        card = self.env["loyalty.card"].create({"program_id": program.id, "partner_id": self.ann.id})
        self.assertEqual(card.action_loyalty_update_balance()["res_model"], "loyalty.card.update.balance")

    def test_forgive(self):
        self.spend(4, overdraw=True)
        owed = self.card.clientele_shortfall_ids
        with self.assertRaises(AccessError):
            owed.with_user(self.receptionist).action_forgive()
        action = owed.with_user(self.corrector).action_forgive()
        wizard = self.env[action["res_model"]].with_user(self.corrector).with_context(**action["context"])
        wizard.create({"reason": "Our mistake"}).action_forgive()
        self.assertEqual((self.owed(), owed.reason), ([(0, "forgiven")], "Our mistake"))
        self.earn(3)
        self.assertEqual(self.card.points, 3)
        with self.assertRaisesRegex(UserError, "Nothing is owed"):
            owed.with_user(self.corrector).action_forgive()

    def test_somebody_is_to_look(self):
        """DESIGN 3: overdrawn points are never silent; settled ones need nobody."""
        self.ann.user_id = self.corrector
        self.spend(4, overdraw=True)
        owed = self.card.clientele_shortfall_ids
        self.assertEqual(owed.activity_ids.user_id, self.corrector)
        self.earn(4)
        self.assertFalse(owed.activity_ids)

    def test_nobody_writes_debts(self):
        self.spend(4, overdraw=True)
        owed = self.card.clientele_shortfall_ids.with_user(self.corrector)
        for change in (lambda: owed.write({"state": "forgiven"}), owed.unlink):
            with self.assertRaises(AccessError):
                change()
