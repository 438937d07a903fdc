import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import WalletCase


@tagged("post_install", "-at_install")
class TestLedger(WalletCase):
    """Lots change by moves only, and moves stay (DESIGN 3)."""

    def test_one_line_on_three_lots(self):
        """CR11: the lot that expires first pays first; the base is the exact mix of the ratios."""
        plans = [
            self.make_credits(price, 10, validity="dates", date_to=f"2021-{month:02}-01")
            for price, month in ((9, 9), (8, 8), (10, 10))
        ]
        for plan in plans:
            self.sell(plan)
        line = self.use(self.service, by="credits", price_unit=25)
        self.assertEqual(line.amount, 8 + 9 + 5)
        self.assertEqual(self.left("credits"), 5)
        line.visit_id.action_reopen()
        self.assertEqual((self.left("credits"), self.liability()), (30, 27))
        self.assertLedger()

    def test_replay(self):
        """A key that is there gives back its moves; with another content it is refused."""
        self.sell(self.make_credits(90, 100))
        lots, ledger = (
            self.ann.env["clientele.lot"].search([("partner_id", "=", self.ann.id)]),
            self.env["clientele.ledger"],
        )
        once = ledger._use("test:1", lots, 30)
        self.assertEqual(ledger._use("test:1", lots, 30), once)
        with self.assertRaisesRegex(UserError, "another content"):
            ledger._use("test:1", lots, 31)
        self.assertEqual(self.left("credits"), 70)
        self.assertLedger()

    def test_moves_stay(self):
        self.sell(self.package, pay=1)
        move = self.env["clientele.move"].search([("partner_id", "=", self.ann.id)])
        for change in (lambda: move.write({"quantity": 3}), move.unlink, lambda: move.lot_id.write({"balance": 9})):
            with self.assertRaises(AccessError):
                change()
        for statement in (
            "UPDATE clientele_move SET amount = 0",
            "DELETE FROM clientele_move",
            "TRUNCATE clientele_move CASCADE",
        ):
            with (
                self.assertRaisesRegex(psycopg2.errors.InsufficientPrivilege, "only grows"),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(statement)
        self.assertLedger()
