"""Two requests that want the same units, each with its own cursor: nothing is overdrawn, lost or done twice.

DESIGN 3; measured in notes/reliability-and-security.md 0: a sum, an advisory lock or SELECT FOR UPDATE before the
insert lets both through, because at REPEATABLE READ the later one sees the balance of its beginning.
"""

import threading
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

from odoo.exceptions import UserError
from odoo.tests import tagged

from .race_common import WalletRaceCase


@tagged("post_install", "-at_install")
class TestSpendingRaces(WalletRaceCase):
    def test_last_unit_is_sold_once(self):
        """The later one reads before the first commits, and acts after."""
        self.make_subscription(visits=1)
        first, second = self.make_visit(), self.make_visit()
        with self.assertRaisesRegex(UserError, "Laser"):
            self.interrupted(self.close(second), self.close(first))
        self.assertEqual(self.ledger(), (0, 0, {"issue": 1, "use": 1}))

    def test_two_units_for_two(self):
        self.make_subscription(visits=2)
        first, second = self.make_visit(), self.make_visit()
        self.assertEqual(self.interrupted(self.close(second), self.close(first)), 2)
        self.assertEqual(self.ledger(), (0, 0, {"issue": 1, "use": 2}))

    def test_four_want_three(self):
        self.make_subscription(visits=3, price=100)
        visits = [self.make_visit() for __ in range(4)]

        def closed(visit_id):
            def close(env):
                try:
                    env["clientele.visit"].browse(visit_id).action_done()
                except UserError:
                    env.cr.rollback()
                    return False
                return True

            return close

        self.assertEqual(sum(self.at_once(*map(closed, visits))), 3)
        self.assertEqual(self.ledger(), (0, 0, {"issue": 1, "use": 3}))

    def test_one_visit_closed_twice(self):
        """Whoever comes later finds it done, and takes nothing."""
        self.make_subscription(visits=2)
        visit = self.make_visit()

        def close(env):
            env["clientele.visit"].browse(visit).write({"state": "done"})

        self.assertEqual(self.interrupted(close, close), 2)
        with self.assertRaisesRegex(UserError, "is done"):
            self.request(self.close(visit))
        self.assertEqual(self.ledger(), (1, 200, {"issue": 1, "use": 1}))

    def test_one_visit_reopened_twice(self):
        self.make_subscription(visits=2)
        visit = self.make_visit()
        self.request(self.close(visit))

        def reopen(env):
            env["clientele.visit"].browse(visit).write({"state": "arrived"})

        self.assertEqual(self.interrupted(reopen, reopen), 2)
        self.assertEqual(self.ledger(), (2, 400, {"issue": 1, "use": 1, "return": 1}))

    def test_same_key_at_once(self):
        """A replay that does not see the first call yet gives back its moves."""
        self.make_subscription(visits=5)
        use = self.on_lots(lambda lots: lots.env["clientele.ledger"]._use("race:use", lots, Decimal(2)).ids)
        first, second = self.at_once(use, use)
        self.assertEqual(first, second)
        self.assertEqual(self.interrupted(use, use), 1)
        self.assertEqual(self.ledger()[0], 3)

    def test_visits_that_count_alike(self):
        """IN4: each counts price ÷ visits, and their sum is the price although two are closed at once."""
        self.make_subscription(visits=3, price=100, even_value=True)
        first, second, third = (self.make_visit() for __ in range(3))
        self.interrupted(self.close(second), self.close(first))
        self.request(self.close(third))
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT sum(m.base_amount) FROM clientele_move m JOIN clientele_lot l ON l.id = m.lot_id"
                " WHERE l.partner_id = %s",
                (self.ann_id,),
            )
            self.assertEqual(cr.fetchone()[0], 100)
        self.ledger()

    def test_lots_in_opposite_order(self):
        """Two visits whose lines take two lots the other way round wait for each other: PostgreSQL ends one, it begins
        anew, nobody hears of it."""
        for __ in range(2):
            self.make_subscription(visits=2)
        met = threading.Barrier(2)

        def use(first, second, key):
            def act(lots):
                ledger = lots.env["clientele.ledger"]
                ledger._use(f"{key}:1", lots[first], Decimal(1))
                with suppress(threading.BrokenBarrierError):  # who begins anew is alone
                    met.wait(timeout=5)
                met.abort()
                ledger._use(f"{key}:2", lots[second], Decimal(1))

            return self.on_lots(act)

        self.at_once(use(0, 1, "race:a"), use(1, 0, "race:b"))
        self.assertEqual(self.ledger(), (0, 0, {"issue": 2, "use": 4}))


@tagged("post_install", "-at_install")
class TestOtherRaces(WalletRaceCase):
    """Spending meets expiry, refunds, payments, holds and the merge of clients."""

    def expire(self):
        def withdraw(lots):
            for lot in lots.filtered(lambda lot: lot._free() > 0):
                lots.env["clientele.ledger"]._withdraw(f"race:expire:{lot.id}", lot, lot._free(), "expire")

        return self.on_lots(withdraw)

    def test_spending_what_has_just_expired(self):
        self.make_subscription(visits=1)
        visit = self.make_visit()
        with self.assertRaisesRegex(UserError, "Laser"):
            self.interrupted(self.close(visit), self.expire())
        self.assertEqual(self.ledger(), (0, 0, {"issue": 1, "expire": 1}))

    def test_expiry_of_what_has_just_been_spent(self):
        self.make_subscription(visits=2)
        visit = self.make_visit()
        self.assertEqual(self.interrupted(self.expire(), self.close(visit)), 2)
        self.assertEqual(self.ledger(), (0, 0, {"issue": 1, "use": 1, "expire": 1}))

    def test_spending_what_has_just_been_refunded(self):
        self.make_subscription(visits=1)
        visit = self.make_visit()
        with self.assertRaisesRegex(UserError, "Laser"):
            self.interrupted(self.close(visit), self.refund(200, "race:refund"))
        self.assertEqual(self.ledger(), (0, 0, {"issue": 1, "refund": 1}))

    def test_refund_of_what_has_just_been_spent(self):
        self.make_subscription(visits=1)
        visit = self.make_visit()
        with self.assertRaisesRegex(UserError, "no more can be paid back"):
            self.interrupted(self.refund(200, "race:refund"), self.close(visit))
        self.assertEqual(self.ledger(), (0, 0, {"issue": 1, "use": 1}))

    def test_one_refund_sent_twice(self):
        self.make_subscription(visits=2)
        refund = self.refund(200, "race:refund")
        self.interrupted(refund, refund)
        self.at_once(refund, refund)
        self.assertEqual(self.ledger(), (1, 200, {"issue": 1, "refund": 1}))

    def test_one_payment_sent_twice(self):
        """It is booked once, it opens one lot, and the second one hears of no error."""
        self.make_subscription(visits=2, pay=False)
        pay = self.receive(400, "race:pay")
        self.interrupted(pay, pay)
        self.at_once(pay, pay)
        self.assertEqual(self.ledger(), (2, 400, {"issue": 1}))
        self.assertEqual(self.received(), (1, 400))

    def test_two_payments_of_all_at_once(self):
        self.make_subscription(visits=2, pay=False)
        with self.assertRaisesRegex(UserError, "still to pay"):
            self.interrupted(self.receive(400, "race:a"), self.receive(400, "race:b"))
        self.assertEqual(self.ledger(), (2, 400, {"issue": 1}))
        self.assertEqual(self.received(), (1, 400))

    def test_two_halves_at_once(self):
        self.make_subscription(visits=2, pay=False)
        self.interrupted(self.receive(200, "race:a"), self.receive(200, "race:b"))
        self.assertEqual(self.ledger(), (2, 400, {"issue": 1}))
        self.assertEqual(self.received(), (2, 400))

    def received(self):
        """:return: (how many receipts, what the part says was received)"""
        with self.registry.cursor() as cr:
            cr.execute(
                """SELECT count(*), max(i.amount_received) FROM clientele_receipt r
                     JOIN clientele_instalment i ON i.id = r.instalment_id WHERE i.partner_id = %s""",
                (self.ann_id,),
            )
            return cr.fetchone()

    # ---------------------------------------------------------------- holds

    def hold(self, quantity, key="race:hold"):
        return self.on_lots(lambda lots: lots.env["clientele.hold"]._hold(lots[0], Decimal(quantity), key).id)

    def on_hold(self, action):
        return lambda env: action(env["clientele.hold"].search([("key", "=", "race:hold")]))

    def use_hold(self):
        return self.on_hold(lambda hold: hold._use("race:use").ids)

    def expire_hold(self):
        return self.on_hold(lambda hold: hold._end("expired"))

    def test_spending_what_is_held_since(self):
        self.make_subscription(visits=1)
        visit = self.make_visit()
        with self.assertRaisesRegex(UserError, "Laser"):
            self.interrupted(self.close(visit), self.hold(1))
        self.assertEqual(self.ledger(), (1, 200, {"issue": 1}))

    def test_holding_what_has_been_spent_since(self):
        self.make_subscription(visits=1)
        visit = self.make_visit()
        with self.assertRaisesRegex(UserError, "does not hold that much"):
            self.interrupted(self.hold(1), self.close(visit))
        self.assertEqual(self.ledger(), (0, 0, {"issue": 1, "use": 1}))

    def test_one_hold_asked_for_twice(self):
        self.make_subscription(visits=2)
        hold = self.hold(1)
        first, second = self.at_once(hold, hold)
        self.assertEqual(first, second)
        self.interrupted(hold, hold)
        self.request(self.hold(1, "race:other"))
        self.ledger()

    def test_hold_is_used_once(self):
        self.make_subscription(visits=2)
        self.request(self.hold(1))
        self.interrupted(self.use_hold(), self.use_hold())
        self.at_once(self.use_hold(), self.use_hold())
        self.assertEqual(self.ledger(), (1, 200, {"issue": 1, "use": 1}))

    def test_hold_that_has_just_expired(self):
        self.make_subscription(visits=1)
        self.request(self.hold(1))
        with self.assertRaisesRegex(UserError, "took too long"):
            self.interrupted(self.use_hold(), self.expire_hold())
        self.assertEqual(self.ledger(), (1, 200, {"issue": 1}))

    def test_expiry_of_a_hold_that_has_just_been_used(self):
        self.make_subscription(visits=1)
        self.request(self.hold(1))
        self.interrupted(self.expire_hold(), self.use_hold())
        self.assertEqual(self.ledger(), (0, 0, {"issue": 1, "use": 1}))

    def test_holds_job_meets_a_payment(self):
        """Odoo does not retry jobs: the batch begins anew by itself."""
        self.make_subscription(visits=1)
        self.request(self.hold(1))

        def job(env):
            env["clientele.hold"].with_context(clientele_today=self.day + timedelta(days=1))._cron_expire()

        self.assertEqual(self.interrupted(job, self.use_hold()), 1)
        self.assertEqual(self.ledger(), (0, 0, {"issue": 1, "use": 1}))

    # ---------------------------------------------------------------- merge of clients

    def test_merge_of_a_client_who_has_just_spent(self):
        self.make_subscription(visits=2)
        visit = self.make_visit()
        self.assertEqual(self.interrupted(self.merge(), self.close(visit)), 2)
        self.assertEqual(self.ledger(), (1, 200, {"issue": 1, "use": 1}))
        self.assertEqual(self.owners(), {self.anne_id})

    def test_spending_of_a_client_who_has_just_been_merged(self):
        self.make_subscription(visits=2)
        visit = self.make_visit()
        self.interrupted(self.close(visit), self.merge())
        self.assertEqual(self.ledger(), (1, 200, {"issue": 1, "use": 1}))
        self.assertEqual(self.owners(), {self.anne_id})

    def test_payment_of_a_client_who_has_just_been_merged(self):
        self.make_subscription(visits=2, pay=False)
        self.interrupted(self.receive(400, "race:pay"), self.merge())
        self.assertEqual(self.ledger(), (2, 400, {"issue": 1}))
        self.assertEqual(self.owners(), {self.anne_id})

    def owners(self):
        with self.registry.cursor() as cr:
            cr.execute("SELECT DISTINCT partner_id FROM clientele_lot WHERE partner_id = ANY(%s)", (self.client_ids,))
            return {partner for (partner,) in cr.fetchall()}
