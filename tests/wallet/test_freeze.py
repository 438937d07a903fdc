from datetime import date, timedelta

import psycopg2

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import WalletCase


@tagged("post_install", "-at_install")
class TestFreeze(WalletCase):
    """IN8: a freeze moves every remaining day; today is 2021-07-21."""

    def setUp(self):
        super().setUp()
        self.subscription = self.sell(self.package, pay=1)
        self.parts = self.subscription.instalment_ids
        self.lot = self.subscription.lot_ids

    def freeze(self, first="2021-08-01", last="2021-08-10", subscription=None):
        first, last = date.fromisoformat(first), date.fromisoformat(last)
        return (subscription or self.subscription)._freeze(first, last, "Ill")

    def days(self):
        """Every day of the subscription."""
        parts = [(part.due_date, part.opens_on, part.expires_on) for part in self.parts]
        return self.subscription.end_date, parts, [(lot.opens_on, lot.expires_on) for lot in self.subscription.lot_ids]

    def test_moves_what_is_still_to_come(self):
        end, parts, lots = self.days()
        self.freeze()
        ten = timedelta(days=10)
        self.assertEqual(self.subscription.end_date, end + ten)
        self.assertEqual((self.lot.opens_on, self.lot.expires_on), (lots[0][0], lots[0][1] + ten))
        self.assertEqual(self.parts[0].due_date, parts[0][0], "what is paid was due then")
        for part, (due, opens, expires) in list(zip(self.parts, parts, strict=True))[1:]:
            self.assertEqual((part.due_date, part.opens_on, part.expires_on), (due + ten, opens + ten, expires + ten))
        self.assertEqual(self.subscription.frozen_days, 10)
        self.assertLedger()

    def test_days_before_stay(self):
        """A plan whose visits do not roll: the part that ends the day before is not moved, the next one is."""
        plan = self.package.copy({"roll": False, "name": "Strict"})
        subscription = self.sell(plan, pay=2)
        first = subscription.instalment_ids[0]
        ends = first.expires_on
        self.freeze(str(ends + timedelta(days=1)), str(ends + timedelta(days=5)), subscription)
        self.assertEqual(first.lot_ids.expires_on, ends)
        self.assertEqual(subscription.instalment_ids[1].due_date, ends + timedelta(days=1), "it is paid")
        self.assertEqual(subscription.instalment_ids[2].due_date, ends + timedelta(days=1 + 56 + 5))

    def test_visits_are_refused_while_frozen(self):
        """Both ends are frozen; the days around are not."""
        self.freeze("2021-07-21", "2021-07-23")
        for day in ("2021-07-21", "2021-07-23"):
            with self.assertRaisesRegex(UserError, "frozen from 07/21/2021 to 07/23/2021"), self.env.cr.savepoint():
                self.use(self.laser, day=day)
        self.assertEqual(self.subscription.state, "frozen")
        self.use(self.laser, day="2021-07-24")
        self.assertEqual(self.left(), 1)
        self.assertLedger()

    def test_state_follows_the_days(self):
        self.freeze("2021-07-25", "2021-07-30")
        states = []
        for day in ("2021-07-24", "2021-07-25", "2021-07-30", "2021-07-31"):
            Subscription = self.env["clientele.subscription"].with_env(self.on(day))
            self.assertIn(
                self.subscription, Subscription._maybe_changed() if day != "2021-07-24" else self.subscription
            )
            self.subscription.with_env(self.on(day))._follow_balance()
            states.append(self.subscription.state)
        self.assertEqual(states, ["active", "frozen", "frozen", "active"])

    def test_no_more_days_than_the_plan_allows(self):
        """Thirty days in all, to the day; 0 is not at all."""
        with self.assertRaisesRegex(UserError, "for 30 days, 30 of them are left. These are 31 days"):
            self.freeze("2021-08-01", "2021-08-31")
        self.freeze("2021-08-01", "2021-08-20")
        with self.assertRaisesRegex(UserError, "10 of them are left. These are 11"):
            self.freeze("2021-09-01", "2021-09-11")
        self.freeze("2021-09-01", "2021-09-10")
        self.package.freeze_days = 0
        with self.assertRaisesRegex(UserError, "cannot be frozen"):
            self.freeze("2021-10-01", "2021-10-01")

    def test_freezes_do_not_overlap(self):
        self.freeze("2021-08-05", "2021-08-10")
        for first, last in (("2021-08-01", "2021-08-05"), ("2021-08-10", "2021-08-12"), ("2021-08-06", "2021-08-07")):
            with self.assertRaisesRegex(UserError, "frozen from 08/05/2021 to 08/10/2021 already"):
                self.freeze(first, last)
        self.freeze("2021-08-01", "2021-08-04")
        self.freeze("2021-08-11", "2021-08-12")
        self.assertEqual(self.subscription.frozen_days, 12)

    def test_database_refuses_an_overlap(self):
        """Two requests that did not see each other cannot both freeze."""
        self.freeze("2021-08-05", "2021-08-10")
        values = {"subscription_id": self.subscription.id, "reason": "Ill"}
        with (
            self.assertRaises(psycopg2.errors.ExclusionViolation),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.env["clientele.freeze"].create({**values, "first_day": "2021-08-10", "last_day": "2021-08-11"})

    def test_a_visit_in_these_days_is_named(self):
        self.use(self.laser, day="2021-07-21")
        with self.assertRaisesRegex(UserError, "Laser on 07/21/2021 was paid from it"):
            self.freeze("2021-07-21", "2021-07-25")
        self.freeze("2021-07-22", "2021-07-25")

    def test_an_order_in_these_days_is_named(self):
        """What an order took on a day counts as a visit's; what came back does not."""
        line = {"product_id": self.laser.id, "clientele_paid_by": "visits"}
        orders = self.env["sale.order"].create(
            [{"partner_id": self.ann.id, "order_line": [Command.create(line)]} for __ in range(2)]
        )
        orders.action_confirm()
        orders[0]._action_cancel()
        with self.assertRaisesRegex(UserError, "Laser on 07/21/2021 was paid from it"):
            self.freeze("2021-07-21", "2021-07-25")
        orders[1]._action_cancel()
        self.freeze("2021-07-21", "2021-07-25")

    def test_a_visit_that_was_reopened_does_not_count(self):
        line = self.use(self.laser, day="2021-07-21")
        line.visit_id.action_reopen()
        self.freeze("2021-07-21", "2021-07-25")

    def test_bad_days(self):
        for first, last, message in (
            ("2021-08-10", "2021-08-09", "cannot end before it starts"),
            ("2021-07-20", "2021-07-25", "starts on 07/21/2021"),
            ("2022-07-01", "2022-07-05", "ends on"),
        ):
            with self.assertRaisesRegex(UserError, message):
                self.freeze(first, last)
        self.assertFalse(self.subscription.freeze_ids)

    def test_unfrozen_early(self):
        """The days that are left come back, all of them where it had not begun."""
        before = self.days()
        freeze = self.freeze()
        self.subscription._unfreeze(freeze, date(2021, 8, 5), "Well again")
        self.assertEqual(self.subscription.end_date, before[0] + timedelta(days=4))
        self.assertEqual((freeze.days, self.subscription.frozen_days), (4, 4))
        self.subscription._unfreeze(freeze, date(2021, 8, 1), "Not ill at all")
        self.assertEqual(self.days(), before)
        self.assertEqual(self.subscription.frozen_days, 0)
        with self.assertRaisesRegex(UserError, "not frozen"):
            self.subscription._unfreeze(freeze, date(2021, 8, 1), "Again")
        self.freeze()

    def test_unfreeze_within_its_days_only(self):
        freeze = self.freeze()
        for day in (date(2021, 7, 31), date(2021, 8, 11)):
            with self.assertRaisesRegex(UserError, "between 08/01/2021 and 08/10/2021"):
                self.subscription._unfreeze(freeze, day, "Well again")
        with self.assertRaisesRegex(UserError, "not frozen"):
            self.sell(self.package)._unfreeze(freeze, date(2021, 8, 5), "Another's freeze")

    def test_paid_while_frozen(self):
        """What is opened in the freeze can be used when it is unfrozen."""
        freeze = self.freeze("2021-07-21", "2021-07-30")
        self.pay(self.parts[1].with_env(self.on("2021-07-25")))
        self.subscription._unfreeze(freeze, date(2021, 7, 23), "Well again")
        self.assertEqual(self.parts[1].lot_ids.opens_on, date(2021, 7, 23))
        self.assertLedger()

    def test_frozen_afterwards(self):
        """A client who was ill tells it after the end: what had expired since comes back."""
        self.subscription.end_date = self.lot.expires_on = date(2021, 7, 25)
        late = self.subscription.with_env(self.on("2021-07-27"))
        late.lot_ids._expire()
        self.assertEqual(self.left(), 0)
        with self.assertRaisesRegex(UserError, "expired on 07/25/2021. Extend"), self.env.cr.savepoint():
            late._freeze(date(2021, 7, 24), date(2021, 7, 27), "Ill")
        self.assertLedger()

    def test_wizard(self):
        """A manager freezes; a second click does nothing; reception may not, not even by RPC."""
        manager, reception = self.make_user("manager"), self.make_user("receptionist")
        with Form(
            self.env["clientele.subscription.freeze"]
            .with_user(manager)
            .with_context(default_subscription_id=self.subscription.id)
        ) as form:
            form.first_day, form.last_day, form.reason = "2021-08-01", "2021-08-05", "Ill"
            self.assertEqual((form.days, form.days_left), (5, 30))
            self.assertEqual(form.new_end_date, self.subscription.end_date + timedelta(days=5))
        wizard = form.record
        with self.assertRaises(AccessError):
            wizard.with_user(reception).action_freeze()
        wizard.action_freeze()
        wizard.action_freeze()
        freeze = self.subscription.freeze_ids
        self.assertEqual((freeze.days, freeze.user_id, freeze.reason), (5, manager, "Ill"))
        self.assertIn("Frozen from", self.subscription.message_ids[0].body)
        again = self.env["clientele.subscription.unfreeze"].with_user(manager)
        wizard = again.create({"subscription_id": self.subscription.id, "reason": "Well again"})
        self.assertEqual((wizard.day, wizard.days_back), (date(2021, 8, 1), 5))
        wizard.action_unfreeze()
        self.assertEqual(self.subscription.frozen_days, 0)
