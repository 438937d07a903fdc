"""Nobody changes what has been written: not by ORM, RPC, a merge, SQL, an update; nobody of another company sees it."""

from contextlib import suppress
from decimal import Decimal
from xmlrpc.client import Fault

import psycopg2

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, get_db_name, new_test_user, tagged
from odoo.tools import SQL, mute_logger

from ...models.wallet.clientele_move import PROTECTED
from .common import WalletCase

LEDGER = ("clientele.move", "clientele.lot", "clientele.receipt", "clientele.hold")
# What the database itself promises (DESIGN 3). Odoo only logs a constraint that it could not make.
CONSTRAINTS = {
    "clientele_lot_balance_not_negative",
    "clientele_lot_held_within_balance",
    "clientele_lot_value_not_negative",
    "clientele_lot_issued_positive",
    "clientele_lot_amount_not_negative",
    "clientele_lot_expires_after_opening",
    "clientele_move_something",
    "clientele_hold_quantity_positive",
    "clientele_instalment_amount_not_negative",
    "clientele_instalment_received_not_negative",
    "clientele_receipt_amount_not_zero",
}
UNIQUE = {
    "clientele_move_key": "(key)",
    "clientele_hold_key": "(key)",
    "clientele_receipt_key": "(key)",
    "clientele_instalment_number_in_subscription": "(subscription_id, number)",
}
TRIGGERS = {"clientele_move_is_kept", "clientele_move_is_not_emptied"}
RESTRICTED = {
    ("clientele_move", "lot_id"),
    ("clientele_move", "reverses_id"),
    ("clientele_lot", "partner_id"),
    ("clientele_lot", "instalment_id"),
    ("clientele_lot", "subscription_id"),
    ("clientele_instalment", "subscription_id"),
    ("clientele_receipt", "instalment_id"),
    ("clientele_hold", "lot_id"),
    ("clientele_subscription", "partner_id"),
}
OF_PARTNERS = """
    SELECT c.conname FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
      JOIN pg_constraint f ON f.conrelid = c.conrelid AND f.contype = 'f' AND f.confrelid = 'res_partner'::regclass
     WHERE c.contype IN ('c', 'u', 'x') AND t.relname LIKE 'clientele%' AND c.conkey && f.conkey
"""
COLUMNS = SQL(", ").join(map(SQL.identifier, PROTECTED))


class GuardCase(WalletCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.subscription = cls.sell(cls.package, pay=1)
        cls.line = cls.use(cls.laser)
        cls.lot = cls.subscription.lot_ids
        cls.env["clientele.hold"]._hold(cls.lot, Decimal(1), "test:hold")

    def rows(self, model):
        return self.env[model].search([])


@tagged("post_install", "-at_install")
class TestLedgerGuards(GuardCase):
    # ---------------------------------------------------------------- ORM

    def test_nobody_writes_by_orm(self):
        """Neither the administrator nor the superuser."""
        values = {"clientele.receipt": {"amount": 1}, "clientele.hold": {"quantity": 1}}
        for user in (self.make_user("admin", "adjust"), self.env.ref("base.user_root")):
            for model in LEDGER:
                rows = self.rows(model).with_user(user).sudo(user._is_superuser())
                change = values.get(model, {"quantity": 1} if model == "clientele.move" else {"balance": 9})
                for name, action in (
                    ("write", lambda rows=rows, change=change: rows.write(change)),
                    ("unlink", rows.unlink),
                    ("create", lambda rows=rows, change=change: rows.create(change)),
                    ("copy", lambda rows=rows: rows[:1].copy()),
                ):
                    if name in ("create", "copy") and user._is_superuser() and model not in LEDGER[:2]:
                        continue  # the ledger makes receipts and holds itself; what they do is checked by their keys
                    with self.subTest(model=model, user=user.login, action=name), self.assertRaises(AccessError):
                        action()
        self.assertLedger()

    def test_what_a_lot_was_issued_with_stays(self):
        for name in ("balance", "held", "value", "quantity_issued", "amount", "kind"):
            with self.subTest(field=name), self.assertRaises(AccessError):
                self.lot.write({name: self.lot[name]})

    def test_receptionist(self):
        """Whoever sells, takes payments and closes visits writes none of the rows that this makes."""
        user = self.make_user("receptionist")
        for model in (*LEDGER, "clientele.instalment"):
            for right in ("create", "write", "unlink"):
                with self.subTest(model=model, right=right):
                    self.assertFalse(self.env[model].with_user(user).has_access(right))
        subscription = self.subscription.with_user(user)
        for name in ("price", "state", "end_date", "start_date", "units_total", "partner_id", "counted_units"):
            with self.subTest(field=name), self.assertRaises(AccessError):
                subscription.write({name: subscription[name] and subscription.read([name])[0][name]})
        subscription.note = "Prefers mornings"
        with self.assertRaises(AccessError):
            subscription.create({"partner_id": self.ann.id, "plan_id": self.package.id, "price": 0})

    # ---------------------------------------------------------------- SQL

    def assertRefusedBySql(self, statement):
        with (
            self.assertRaisesRegex(psycopg2.errors.InsufficientPrivilege, "only grows"),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(statement)

    def test_protected_columns(self):
        """Also where the value stays; what follows deletions or the books, and log-access columns are free."""
        self.env.flush_all()
        self.env.cr.execute("SELECT column_name FROM information_schema.columns WHERE table_name = 'clientele_move'")
        columns = {name for (name,) in self.env.cr.fetchall()}
        free = {"create_uid", "create_date", "write_uid", "write_date", "visit_line_id", "product_id"}
        free |= {"sale_order_id", "sale_line_id", "visit_id"}
        free |= {"account_move_id", "booked", "released"}  # what the books say of it
        self.assertLessEqual(set(PROTECTED), columns)
        self.assertEqual(columns - set(PROTECTED), free | {"id"}, "say of a new column whether it may change")
        for name in PROTECTED:
            with self.subTest(column=name):
                self.assertRefusedBySql(SQL("UPDATE clientele_move SET %(name)s = %(name)s", name=SQL.identifier(name)))
        for name in free:
            self.env.cr.execute(SQL("UPDATE clientele_move SET %(name)s = %(name)s", name=SQL.identifier(name)))

    def test_rows_are_not_deleted(self):
        self.env.flush_all()
        for statement in (
            "DELETE FROM clientele_move WHERE id = (SELECT max(id) FROM clientele_move)",
            "TRUNCATE clientele_move",
            "TRUNCATE clientele_lot CASCADE",
        ):
            with self.subTest(statement=statement):
                self.assertRefusedBySql(statement)

    def test_lots_with_moves_are_not_deleted(self):
        self.env.flush_all()
        refused = self.assertRaises(psycopg2.errors.ForeignKeyViolation)
        with refused, mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.env.cr.execute("DELETE FROM clientele_lot")

    def test_catalog(self):
        self.env.cr.execute("SELECT conname FROM pg_constraint WHERE convalidated")
        self.assertLessEqual(CONSTRAINTS, {name for (name,) in self.env.cr.fetchall()})
        self.env.cr.execute(
            """SELECT i.indexname, substring(i.indexdef from 'btree (.*)$') FROM pg_indexes i
                 JOIN pg_class c ON c.relname = i.indexname JOIN pg_index x ON x.indexrelid = c.oid
                WHERE x.indisunique AND x.indisvalid"""
        )
        indexes = dict(self.env.cr.fetchall())
        self.assertEqual({name: indexes.get(name) for name in UNIQUE}, UNIQUE)
        self.env.cr.execute("SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D' AND NOT tgisinternal")
        self.assertLessEqual(TRIGGERS, {name for (name,) in self.env.cr.fetchall()})
        self.env.cr.execute(
            """SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c
                 JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
                WHERE c.contype = 'f' AND c.confdeltype = 'r'"""
        )
        self.assertLessEqual(RESTRICTED, set(self.env.cr.fetchall()))

    def test_no_constraint_on_a_partner(self):
        """Core's merge deletes the rows that one would refuse."""
        self.env.cr.execute(OF_PARTNERS)
        self.assertEqual(self.env.cr.fetchall(), [])

    # ---------------------------------------------------------------- deletions, updates

    def fingerprint(self):
        self.env.flush_all()
        self.env.cr.execute(SQL("SELECT id, %s FROM clientele_move ORDER BY id", COLUMNS))
        return self.env.cr.fetchall()

    def test_deleted_user(self):
        user = self.make_user("receptionist")
        ledger = self.env["clientele.ledger"].with_user(user).sudo()  # sudo: as the operations do it
        self.sell(self.make_credits(90, 100))
        lots = self.env["clientele.lot"].search([("kind", "=", "credits")])
        move = ledger._use("test:user", lots, Decimal(10))
        self.assertEqual(move.create_uid, user)
        before = self.fingerprint()
        user.unlink()
        self.assertFalse(move.create_uid)
        self.assertEqual(self.fingerprint(), before)
        self.assertLedger()

    def test_column_that_an_update_adds(self):
        """As Odoo makes it: a column, then its default in all rows."""
        before = self.fingerprint()
        self.env.cr.execute("ALTER TABLE clientele_move ADD COLUMN new_one integer")
        self.env.cr.execute("UPDATE clientele_move SET new_one = 5 WHERE new_one IS NULL")
        self.env.cr.execute("SELECT count(*) FROM clientele_move WHERE new_one IS NULL")
        self.assertEqual(self.env.cr.fetchone(), (0,))
        self.assertEqual(self.fingerprint(), before)

    def test_deleted_visit(self):
        """Its units come back; the ledger keeps both movements."""
        moves = self.line.move_ids
        self.line.visit_id.write({"state": "arrived"})
        self.line.visit_id.unlink()
        self.assertEqual((moves.exists(), moves.visit_line_id.ids), (moves, []))
        self.assertEqual((self.left(), self.liability()), (2, 400))
        self.assertLedger()

    # ---------------------------------------------------------------- companies

    def make_stranger(self):
        """:return: a user with all rights in another company"""
        other = self.env["res.company"].create({"name": "Other"})
        rights = ("admin", "adjust", "export", "turnover")
        groups = [
            "base.group_user",
            "base.group_allow_export",
            *(f"clientele.clientele_group_{right}" for right in rights),
        ]
        company = {"company_id": other.id, "company_ids": [Command.set(other.ids)]}
        return new_test_user(self.env, "clientele_stranger", ",".join(groups), **company)

    def test_other_company_sees_nothing(self):
        """B15: by no way of reading."""
        user = self.make_stranger()
        names = (*LEDGER, "clientele.instalment", "clientele.subscription", "clientele.plan", "clientele.freeze")
        self.subscription._freeze(self.subscription._today().replace(day=28), self.today.replace(day=29), "Away")
        for name in (*names, "clientele.plan.instalment"):
            foreign = self.env[name].sudo().search([])
            rows = self.env[name].with_user(user)
            with self.subTest(model=name):
                self.assertTrue(foreign)
                self.assertFalse(rows.search([]))
                self.assertEqual(rows.search_count([]), 0)
                self.assertEqual(rows.name_search(), [])
                self.assertEqual(rows.formatted_read_group([], ["company_id"], ["__count"]), [])
                for read in (
                    lambda rows=rows, foreign=foreign: rows.browse(foreign.ids).read(["display_name"]),
                    lambda rows=rows, foreign=foreign: rows.browse(foreign.ids).export_data(["create_date"]),
                ):
                    with self.assertRaises(AccessError):
                        read()

    def test_wizards_of_another_company(self):
        """Who knows an id changes nothing with it."""
        user = self.make_stranger()
        client = self.make_client("Taker").id
        wizards = {
            "clientele.subscription.freeze": {},
            "clientele.subscription.extend": {"new_end_date": "2030-01-01"},
            "clientele.subscription.transfer": {"partner_id": client},
            "clientele.subscription.quit": {},
            "clientele.subscription.adjust": {"quantity": 1},
        }
        before = self.fingerprint()
        for name, values in wizards.items():
            wizard = self.env[name].with_user(user)
            values = {key: value for key, value in values.items() if key in wizard._fields}
            with self.subTest(wizard=name), self.assertRaises(AccessError), self.env.cr.savepoint():
                row = wizard.create({"subscription_id": self.subscription.id, "reason": "Mine", **values})
                row._begin()
        self.assertEqual(self.fingerprint(), before)

    # ---------------------------------------------------------------- merges

    def test_merge_of_lots(self):
        """Core's merge is for any model: it finds the ledger closed, whoever calls it for lots."""
        other = self.sell(self.make_credits(90, 100)).lot_ids
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        before = self.fingerprint()
        with self.assertRaises(psycopg2.Error), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            wizard._update_foreign_keys_generic("clientele.lot", other, self.lot)
        self.assertEqual(self.fingerprint(), before)

    def test_merge_of_clients(self):
        """B21: the one has what both had, everything follows, visits are still reopened exactly."""
        anne, guest = self.make_client("Anne"), self.make_client("Guest")
        shared = self.make_credits(90, 100, shareable=True)
        own, lent = self.sell(shared, anne), self.sell(shared, self.make_client("Owner"))
        lent.guest_ids = anne | guest
        visit = self.use(self.service, by="credits", client=anne).visit_id
        wallets = self.left("visits"), self.left("credits", anne), self.liability() + self.liability(anne)
        moves = self.fingerprint()
        instalments, receipts = own.instalment_ids, own.instalment_ids.receipt_ids

        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge([anne.id, self.ann.id], self.ann)
        self.env.invalidate_all()

        self.assertFalse(anne.exists())
        self.assertEqual(self.fingerprint(), moves, "both ledgers are kept")
        self.assertEqual((self.left("visits"), self.left("credits"), self.liability()), wallets)
        for rows in (own, own.lot_ids, instalments, receipts):
            self.assertEqual(rows.partner_id, self.ann, rows._name)
        self.assertEqual(lent.guest_ids, self.ann | guest)
        self.assertFacts(self.ann, deal_count=2, visit_count=2, spent=218)
        visit.start = visit.start  # a line that is settled stays settled
        self.assertEqual(self.fingerprint(), moves)
        visit.action_reopen()
        self.assertEqual((self.left("credits"), self.liability()), (100, wallets[2] + 18))
        self.assertLedger()
        self.close_again(visit)
        self.assertEqual((self.left("credits"), self.liability()), (80, wallets[2]))
        self.assertLedger()


@tagged("post_install", "-at_install")
class TestLedgerOverHttp(GuardCase, HttpCase):
    """What the administrator can do with the ledger from outside: look at it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.make_user("admin", "adjust")
        cls.admin.password = cls.admin.login

    def call(self, model, method, *arguments):
        with mute_logger("odoo.http", "odoo.addons.rpc.controllers.xmlrpc"):
            return self.xmlrpc_object.execute_kw(
                get_db_name(), self.admin.id, self.admin.login, model, method, list(arguments)
            )

    def test_private_methods(self):
        """What moves money has no name that RPC can call."""
        calls = {
            "clientele.ledger": ("_issue", "_use", "_withdraw", "_give_back", "_post"),
            "clientele.lot": ("_post", "_change_balance", "_change_held", "_expire"),
            "clientele.move": ("_insert",),
            "clientele.hold": ("_hold", "_use", "_release", "_end", "_cron_expire"),
            "clientele.instalment": ("_receive", "_refund", "_sync", "_open", "_close", "_book"),
            "clientele.subscription": ("_sell", "_freeze", "_extend", "_hand_over", "_quit", "_count_use"),
            "clientele.visit.line": ("_take_prepaid", "_return_prepaid"),
        }
        for model, methods in calls.items():
            for method in methods:
                self.assertTrue(hasattr(self.env[model], method), f"{model}.{method} has another name now")
                with self.subTest(model=model, method=method), self.assertRaisesRegex(Fault, "[Pp]rivate"):
                    self.call(model, method, self.lot.ids)
        self.assertLedger()

    def test_rows_over_rpc(self):
        before = self.left(), self.liability()
        for model in LEDGER:
            ids = self.rows(model).ids
            self.assertTrue(self.call(model, "search_count", []))
            for method, arguments in (
                ("write", (ids, {"create_uid": 1})),
                ("unlink", (ids,)),
                ("create", ({"lot_id": self.lot.id, "quantity": 5, "kind": "issue", "key": "mine"},)),
                ("copy", (ids[:1],)),
            ):
                with self.subTest(model=model, method=method), self.assertRaises(Fault):
                    self.call(model, method, *arguments)
            with suppress(Fault):  # an import answers with messages, or not at all
                self.assertFalse(self.call(model, "load", ["key", "quantity"], [["mine", "5"]])["ids"])
            self.assertEqual(self.rows(model).ids, ids)
        self.assertEqual((self.left(), self.liability()), before)
        self.assertLedger()
