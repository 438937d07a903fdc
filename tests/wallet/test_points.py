from datetime import date
from decimal import Decimal

from psycopg2.errors import CheckViolation

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.wallet.clientele_lot import Overdrawn
from .points_common import PointsCase

AUDIT = "odoo.addons.clientele.models.wallet.clientele_ledger_audit"


@tagged("post_install", "-at_install")
class TestPoints(PointsCase):
    """Points of a managed program are lots; the card shows their sum (LO10, DESIGN 3)."""

    def test_earn_and_spend(self):
        self.earn(10)
        self.earn("5.55", key="test:earn:2")
        self.assertEqual((self.card.points, self.card._clientele_free()), (15.55, Decimal("15.55")))
        self.spend(12)
        self.assertEqual((self.card.points, self.lots()), (3.55, [0, 3.55]))
        self.assertLedger()

    def test_money_of_points(self):
        """What is owed to clients is what points bring as a discount."""
        self.program.reward_ids.discount = 0.05
        self.assertEqual(self.program._clientele_point_value(), Decimal("0.05"))
        move = self.earn(101)
        self.assertEqual((move.lot_id.amount, self.liability()), (5.05, 5.05))
        self.spend(100)
        self.assertAlmostEqual(self.liability(), 0.05)
        self.assertEqual(self.make_program("Gifts", reward=0)._clientele_point_value(), 0)

    def test_spending_counts_nothing_for_commissions(self):
        self.earn(10)
        self.assertEqual(self.spend(4).base_amount, 0)

    def test_not_enough(self):
        self.earn(10)
        with self.assertRaisesRegex(Overdrawn, "Ann has 10"):
            self.spend("10.01")
        self.assertEqual(self.card.points, 10)

    def test_what_is_held_is_not_free(self):
        move = self.earn(10)
        self.env["clientele.hold"]._hold(move.lot_id, Decimal(4), "test:hold")
        self.assertEqual((self.card.points, self.card._clientele_free()), (10, 6))
        with self.assertRaises(Overdrawn):
            self.spend(7)

    def test_replay(self):
        """The same key gives the same moves; another number under it is an error, a new value of points is none."""
        earned, spent = self.earn(10), self.spend(4)
        self.program.reward_ids.discount = 2
        self.assertEqual((self.earn(10), self.spend(4)), (earned, spent))
        with self.assertRaisesRegex(UserError, "another content"):
            self.earn(11)
        with self.assertRaisesRegex(UserError, "another content"):
            self.spend(5)
        self.assertEqual(self.card.points, 6)

    def test_give_back(self):
        """LO11: what comes back goes to the lots it came from."""
        self.earn(10)
        self.earn(10, key="test:earn:2")
        self.spend(15)
        self.card._clientele_give_back("test:return", "test:spend", Decimal(5))
        self.card._clientele_give_back("test:return", "test:spend", Decimal(5))
        self.assertEqual(sum(self.lots()), 10)
        self.card._clientele_give_back("test:return:2", "test:spend")
        self.assertEqual((self.lots(), self.card.points), ([10, 10], 20))
        self.assertLedger()

    def test_take_back_takes_what_was_given_first(self):
        """LO11: first from what the refunded order gave, then from the others."""
        self.earn(10)
        self.earn(10, key="test:earn:2")
        self.take_back(12, operations=["test:earn:2"])
        self.assertEqual(self.lots(), [8, 0])
        self.assertEqual(self.card.points, 8)
        self.assertLedger()

    def test_points_expire(self):
        """LO10: the last day is the same day so many months later."""
        self.program.clientele_points_months = 12
        lot = self.earn(10).lot_id
        self.assertEqual(lot.expires_on, date(2022, 7, 21))
        self.assertEqual(self.card._clientele_free(date(2022, 7, 21)), 10)
        self.assertEqual(self.card._clientele_free(date(2022, 7, 22)), 0)
        for day, points in (("2022-07-22", 10), ("2022-07-23", 0)):  # the day after is that of grace
            lot.with_env(self.on(day))._expire()
            self.assertEqual(self.card.points, points)
        self.assertLedger()

    def test_expired_points_are_not_taken_back_twice(self):
        """LO10, LO11: what expired of a refunded order is gone already; the other points stay."""
        self.program.clientele_points_months = 1
        lot = self.earn(10).lot_id
        self.spend(3)
        lot.with_env(self.on("2021-09-01"))._expire()
        self.earn(20, key="test:earn:2")
        for __ in range(2):
            self.take_back(4, operations=["test:earn"])
            self.assertEqual(self.lots(), [0, 20])
        self.take_back(6, key="test:back:2", operations=["test:earn"])
        self.assertEqual(self.lots(), [0, 17], "3 had been spent")
        self.assertLedger()

    def test_oldest_first(self):
        """LO10: also where points earned before stay for ever."""
        self.earn(10)
        self.program.clientele_points_months = 1
        self.earn(10, key="test:earn:2", day=date(2021, 7, 20))
        self.earn(10, key="test:earn:3", day=date(2021, 7, 19))
        self.spend(15)
        self.assertEqual(self.lots(), [10, 5, 0])

    def test_audit(self):
        """The night finds a card that somebody changed behind the ledger's back."""
        lot = self.earn(10).lot_id
        self.assertEqual(self.env["clientele.ledger"]._audit()[0], [])
        self.env.cr.execute("UPDATE loyalty_card SET points = 11 WHERE id = %s", [self.card.id])
        self.assertEqual(self.env["clientele.ledger"]._audit()[0], [(lot.id, "card")])

    def test_audit_of_a_card_without_lots(self):
        """The night finds points that are on a card and in no lot, and tells the administrators once."""
        ledger, admin = self.env["clientele.ledger"], self.make_user("admin")
        self.assertEqual(ledger._cards_without_lots(), [])
        self.env.cr.execute("UPDATE loyalty_card SET points = 11 WHERE id = %s", [self.card.id])
        for __ in range(2):
            with self.assertLogs(AUDIT, "WARNING"), self.enter_registry_test_mode():
                self.env.ref("clientele.clientele_cron_audit").method_direct_trigger()
        told = self.env["mail.activity"].search([("user_id", "=", admin.id)])
        self.assertEqual(len(told), 1)
        self.assertIn(self.card.code, told.summary)
        self.assertIn("it has points that the ledger does not know", told.note)


@tagged("post_install", "-at_install")
class TestManagedPrograms(PointsCase):
    def test_one_card(self):
        again = self.env["loyalty.card"].create([{"program_id": self.program.id, "partner_id": self.ann.id}] * 2)
        self.assertEqual(again.ids, [self.card.id] * 2)
        self.assertEqual(self.program._clientele_card(self.ann), self.card)
        self.assertNotEqual(self.program._clientele_card(self.make_client("Bob")), self.card)

    def test_unmanaged_programs_stay_as_they_are(self):
        program = self.make_program("Core", clientele_managed=False)
        cards = self.env["loyalty.card"].create(
            [{"program_id": program.id, "partner_id": self.ann.id, "points": 5}] * 2
        )
        self.assertEqual(cards.mapped("points"), [5, 5])
        cards[0].points = 7
        self.assertEqual((cards[0].points, cards.clientele_lot_ids), (7, self.env["clientele.lot"]))

    def test_taking_over(self):
        """Cards that are there: those of one client are joined, what they held is the first lot."""
        program = self.make_program("Core", clientele_managed=False)
        values = {"program_id": program.id, "partner_id": self.ann.id}
        first, second = self.env["loyalty.card"].create([{**values, "points": 10.333}, {**values, "points": 5}])
        debtor = self.env["loyalty.card"].create({**values, "partner_id": self.make_client("Bob").id, "points": -3})
        loose = self.env["loyalty.card"].create({"program_id": program.id, "points": 2})
        self.env["loyalty.history"].create({"card_id": second.id, "description": "Order", "issued": 5})
        program.clientele_managed = True
        self.assertEqual((first.points, first.active, second.points, second.active), (15.33, True, 0, False))
        self.assertEqual(first.clientele_lot_ids.move_ids.mapped("reason"), ["Opening balance"])
        self.assertEqual(first.history_ids.mapped("issued"), [5])
        self.assertEqual((debtor.points, debtor.clientele_shortfall_ids.left), (0, 3))
        self.assertEqual((loose.points, loose.clientele_managed), (2, False))
        self.assertLedger()

    def test_loose_card_gets_a_client(self):
        loose = self.env["loyalty.card"].create({"program_id": self.program.id, "points": 2})
        loose.partner_id = self.make_client("Bob")
        self.assertEqual((loose.points, loose.clientele_lot_ids.balance), (2, 2))
        self.assertLedger()

    def test_client_and_points_at_once(self):
        self.card.write({"partner_id": self.make_client("Bob").id, "points": 7})
        self.assertEqual(self.card.points, 0)

    def test_which_programs(self):
        with self.assertRaisesRegex(ValidationError, "Only loyalty cards"):
            self.env["loyalty.program"].create(
                {"name": "Promo", "program_type": "promotion", "clientele_managed": True}
            )
        with self.assertRaisesRegex(ValidationError, "company that all branches share"):
            self.make_program("Shared", company_id=False, currency_id=self.company.currency_id.id)

    def test_the_wallet_keeps_what_it_has(self):
        self.earn(10)
        with self.assertRaisesRegex(UserError, "Archive the program"):
            self.program.clientele_managed = False
        empty = self.make_program("Empty")
        empty._clientele_card(self.ann)
        empty.clientele_managed = False
        self.assertFalse(empty.coupon_ids.clientele_managed)

    def test_card_stays_with_its_client(self):
        self.earn(10)
        admin = self.env.ref("base.user_admin")
        with self.assertRaisesRegex(UserError, "Merge the clients"):
            self.card.with_user(admin).partner_id = self.make_client("Bob")

    def test_copy_of_a_program(self):
        copy = self.program.copy()
        self.assertTrue(copy.clientele_managed)
        self.assertFalse(copy.coupon_ids)

    def test_months_are_not_negative(self):
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.make_program("x", clientele_points_months=-1)
