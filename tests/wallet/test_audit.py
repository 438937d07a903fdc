from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.clientele.models.wallet import clientele_ledger_audit as audit

from .common import WalletCase

LOGGER = "odoo.addons.clientele.models.wallet.clientele_ledger_audit"


@tagged("post_install", "-at_install")
class TestAudit(WalletCase):
    """DESIGN 3: every night all lots are summed anew; what does not add up is told, and not repaired."""

    def setUp(self):
        super().setUp()
        self.subscription = self.sell(self.package, pay=2)
        for __ in range(3):
            self.use(self.laser)
        self.lot = self.subscription.lot_ids.sorted("id")[-1]  # with which the audit names the card
        self.ledger = self.env["clientele.ledger"]

    def damage(self, statement, record):
        """What only somebody with the database's password can do."""
        self.env.flush_all()
        self.env.cr.execute("SET LOCAL clientele.ledger_unlocked = 'on'")
        self.env.cr.execute(SQL(statement, record.id))
        self.env.cr.execute("SET LOCAL clientele.ledger_unlocked = ''")
        self.env.invalidate_all()

    def faults(self):
        return {(nr, code) for nr, code in self.ledger._audit(limit=10**6)[0] if nr in self.subscription.lot_ids.ids}

    def activities(self):
        kind = self.env.ref(audit.ACTIVITY)
        return self.env["mail.activity"].search([("activity_type_id", "=", kind.id)])

    def run_job(self):
        with self.enter_registry_test_mode():
            self.env.ref("clientele.clientele_cron_audit").method_direct_trigger()

    def test_a_sound_ledger(self):
        self.assertEqual(self.faults(), set())
        self.assertEqual(self.ledger._missing_guards(), [])
        self.run_job()
        self.assertFalse(self.activities())
        self.assertLedger()

    def test_each_damage_is_found(self):
        lot, move = self.lot, self.lot.move_ids.filtered(lambda move: move.kind == "use")
        for statement, record, code in (
            ("UPDATE clientele_move SET quantity = -2 WHERE id = %s", move, {"balance", "running"}),
            ("UPDATE clientele_move SET amount = -199.99 WHERE id = %s", move, {"value"}),
            ("UPDATE clientele_move SET balance_after = 2 WHERE id = %s", move, {"running"}),
            ("DELETE FROM clientele_move WHERE id = %s", move, {"balance", "value"}),
            ("UPDATE clientele_lot SET balance = 2 WHERE id = %s", lot, {"balance", "card"}),
            ("UPDATE clientele_lot SET value = 200.01 WHERE id = %s", lot, {"value"}),
            ("UPDATE clientele_lot SET held = 1 WHERE id = %s", lot, {"held"}),
            ("UPDATE clientele_lot SET balance = 0 WHERE id = %s", lot, {"balance", "empty", "card"}),
        ):
            with self.subTest(statement=statement):
                savepoint = self.env.cr.savepoint()
                self.damage(statement, record)
                self.assertEqual(self.faults(), {(lot.id, name) for name in code})
                savepoint.rollback()
                self.env.invalidate_all()
        self.assertEqual(self.faults(), set())

    def test_missing_guards_are_found(self):
        for statement, name in (
            ("DROP TRIGGER clientele_move_is_kept ON clientele_move", "clientele_move_is_kept"),
            ("ALTER TABLE clientele_move DISABLE TRIGGER clientele_move_is_kept", "clientele_move_is_kept"),
            (
                "ALTER TABLE clientele_lot DROP CONSTRAINT clientele_lot_balance_not_negative",
                "clientele_lot_balance_not_negative",
            ),
            ("DROP INDEX clientele_move_key", "clientele_move_key"),
            ("ALTER TABLE clientele_freeze DROP CONSTRAINT clientele_freeze_no_overlap", "clientele_freeze_no_overlap"),
        ):
            with self.subTest(name=name):
                savepoint = self.env.cr.savepoint()
                self.env.cr.execute(statement)
                self.assertEqual(self.ledger._missing_guards(), [name])
                savepoint.rollback()

    def test_administrators_are_told_once(self):
        """An activity on the company's card names the lots, once; nothing is repaired."""
        admin = self.make_user("admin")
        self.damage("UPDATE clientele_lot SET balance = 2 WHERE id = %s", self.lot)
        for _ in range(2):
            with self.assertLogs(LOGGER, "WARNING") as logs:
                self.run_job()
            self.assertIn(str(self.lot.id), logs.output[0])
            told = self.activities().filtered(lambda activity: activity.user_id == admin)
            self.assertEqual(len(told), 1)
        self.assertIn(str(self.lot.id), told.summary)
        self.assertIn("Ann", told.note)
        self.assertIn("the balance is not the sum of its movements", told.note)
        self.assertEqual(self.lot.balance, 2)

    def test_a_missing_guard_is_told(self):
        with (
            patch.object(type(self.ledger), "_missing_guards", lambda self: ["clientele_move_is_kept"]),
            self.assertLogs(LOGGER, "WARNING"),
        ):
            self.run_job()
        self.assertIn("clientele_move_is_kept", self.activities()[0].note)

    def test_in_batches(self):
        """An audit that was interrupted goes on behind the last lot."""
        lots = self.env["clientele.lot"].search([], order="id").ids
        after, seen = 0, 0
        while after is not None:
            wrong, count, after = self.ledger._audit(after, limit=1)
            self.assertEqual((wrong, count), ([], 1 if seen < len(lots) else 0))
            seen += count
        self.assertEqual(seen, len(lots))

    def test_goes_on_where_it_was(self):
        """What lies before the position was looked at by the job that was interrupted."""
        self.damage("UPDATE clientele_lot SET balance = 2 WHERE id = %s", self.lot)
        parameters = self.env["ir.config_parameter"]
        parameters.set_param(audit.POSITION, self.lot.id)
        self.run_job()
        self.assertEqual(parameters.get_param(audit.POSITION), "0")
        with self.assertLogs(LOGGER, "WARNING"):
            self.run_job()
