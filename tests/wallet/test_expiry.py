from datetime import date, datetime
from decimal import Decimal
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import WalletCase


@tagged("post_install", "-at_install")
class TestExpiry(WalletCase):
    """What nobody used in time expires a day after its last day; held or returned units, zones and grace (DF3)."""

    def setUp(self):
        super().setUp()
        self.plan = self.make_credits(90, 100, validity="dates", date_to="2021-07-21")
        self.subscription = self.sell(self.plan)
        self.lot = self.subscription.lot_ids

    def expire(self, day):
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            env = self.on(day)(cr=cr)
            env["clientele.lot"]._cron_expire()
            env["clientele.subscription"]._cron_follow_days()
        self.env.invalidate_all()

    def test_last_day_and_grace(self):
        """DF3: the last day is included; the day after is the grace for visits that are closed late."""
        for day in ("2021-07-21", "2021-07-22"):
            self.expire(day)
            self.assertEqual((self.left("credits"), self.subscription.state), (100, "active"), day)
        self.expire("2021-07-23")
        self.assertEqual((self.left("credits"), self.liability(), self.subscription.state), (0, 0, "expired"))
        move = self.lot.move_ids.filtered(lambda move: move.kind == "expire")
        self.assertEqual((move.quantity, move.amount, move.day), (-100, -90, date(2021, 7, 23)))
        self.expire("2021-07-23")
        self.assertEqual(len(self.lot.move_ids), 2)
        self.assertLedger()

    def test_grace_is_a_setting(self):
        self.company.clientele_grace_days = 0
        self.expire("2021-07-21")
        self.assertEqual(self.left("credits"), 100)
        self.expire("2021-07-22")
        self.assertEqual(self.left("credits"), 0)
        self.assertLedger()

    def test_yesterdays_visit_is_closed_this_morning(self):
        self.expire("2021-07-22")
        visit = self.use(self.service, by="credits", day="2021-07-21").visit_id
        visit.action_reopen()
        self.close_again(visit.with_env(self.on("2021-07-22")))
        self.assertEqual(self.left("credits"), 80)
        self.assertLedger()

    def test_after_the_last_day_nothing_is_paid(self):
        """Whether or not the job has run."""
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.use(self.service, by="credits", day="2021-07-22")

    def test_a_visit_within_that_is_closed_too_late(self):
        """The sentence says that it has expired, and what to do; extended, it pays."""
        self.expire("2021-07-23")
        with self.assertRaisesRegex(UserError, "expired on 07/21/2021. Extend it"), self.env.cr.savepoint():
            self.use(self.service, by="credits", day="2021-07-21")
        late = self.subscription.with_env(self.on("2021-07-23"))
        late._extend(date(2021, 7, 23), "Closed too late")
        self.expire("2021-07-23")
        self.use(self.service, by="credits", day="2021-07-21")
        self.assertEqual((self.left("credits"), self.subscription.state), (80, "active"))
        self.assertLedger()

    def test_comes_back_exactly(self):
        """Extended, what had expired comes back: units, money, nothing more; then it may expire once more."""
        self.use(self.service, by="credits", price_unit=33)
        before = (self.left("credits"), self.liability(), self.lot.quantity_issued)
        for end, over in (("2021-07-31", "2021-08-02"), ("2021-08-31", "2021-09-02")):
            self.expire(over)
            self.assertEqual((self.left("credits"), self.liability()), (0, 0))
            self.subscription.with_env(self.on(over))._extend(date.fromisoformat(over), "Ill")
            self.assertEqual((self.left("credits"), self.liability(), self.lot.quantity_issued), before, end)
            self.assertEqual(self.subscription.units_used, 33)
        expired = self.lot.move_ids.filtered(lambda move: move.kind == "expire")
        self.assertEqual((len(expired), sum(expired.mapped("quantity"))), (4, 0))
        self.assertLedger()

    def test_visits_that_count_alike_stay_counted(self):
        """IN4: what expires and comes back is no use."""
        self.package.even_value = True
        subscription = self.sell(self.package)
        self.use(self.laser)
        subscription.end_date = "2021-07-21"
        subscription.lot_ids.write({"expires_on": "2021-07-21"})
        self.expire("2021-07-23")
        subscription.with_env(self.on("2021-07-23"))._extend(date(2021, 7, 30), "Ill")
        self.assertEqual((subscription.counted_units, subscription.units_used, subscription.units_left), (1, 1, 5))
        self.assertLedger()

    def test_a_return_after_the_expiry_expires_too(self):
        line = self.use(self.service, by="credits")
        self.expire("2021-07-23")
        line.visit_id.action_reopen()
        self.assertEqual(self.left("credits"), 20)
        self.close_again(line.visit_id.with_env(self.on("2021-07-23")))
        self.assertEqual(self.left("credits"), 0, "it was within, and what paid it is there")
        line.visit_id.action_reopen()
        self.expire("2021-07-23")
        self.assertEqual(self.left("credits"), 0)
        self.expire("2021-07-24")
        self.subscription.with_env(self.on("2021-07-24"))._extend(date(2021, 7, 31), "Ill")
        self.assertEqual((self.left("credits"), self.liability()), (100, 90))
        self.assertLedger()

    def test_what_is_held_waits(self):
        hold = self.env["clientele.hold"]._hold(self.lot, Decimal(30), "test:hold")
        self.expire("2021-07-23")
        self.assertEqual((self.left("credits"), self.lot.held, self.subscription.state), (30, 30, "expired"))
        hold._release()
        self.expire("2021-07-23")
        self.assertEqual((self.left("credits"), self.lot.held), (0, 0))
        self.assertLedger()

    def test_used_up_stays_used_up(self):
        self.use(self.service, by="credits", quantity=5)
        self.expire("2021-07-23")
        self.assertEqual(self.subscription.state, "used")

    def test_the_branch_s_midnight(self):
        """DF3: at 11:30 UTC of the 22nd it is the 23rd in Kiritimati, and the 22nd in Sofia and Honolulu."""
        zones = ("Pacific/Kiritimati", "Europe/Sofia", "Pacific/Honolulu")
        branches = [self.env["clientele.branch"].create({"name": zone, "tz": zone}) for zone in zones]
        sold = [self.sell(self.plan, branch_id=branch.id) for branch in branches]
        clock = self.env(context={"tracking_disable": True})
        for moment, left in (
            (datetime(2021, 7, 22, 9, 59), [100, 100, 100]),
            (datetime(2021, 7, 22, 10, 0), [0, 100, 100]),
            (datetime(2021, 7, 22, 20, 59), [0, 100, 100]),
            (datetime(2021, 7, 22, 21, 0), [0, 0, 100]),
            (datetime(2021, 7, 23, 9, 59), [0, 0, 100]),
            (datetime(2021, 7, 23, 10, 0), [0, 0, 0]),
        ):
            with patch.object(type(self.branch), "_now", lambda self, moment=moment: moment):
                lots = self.env["clientele.lot"].with_env(clock)
                lots._maybe_over()._expire()
                clock["clientele.subscription"]._maybe_changed()._follow_balance()
            self.assertEqual([row.units_left for row in sold], left, moment)
            states = ["active" if nr else "expired" for nr in left]
            self.assertEqual([row.state for row in sold], states, moment)
        self.assertLedger()


@tagged("post_install", "-at_install")
class TestExtend(WalletCase):
    """IN8: a later last day, and what ended with it follows."""

    def setUp(self):
        super().setUp()
        self.subscription = self.sell(self.package, pay=1)
        self.end = self.subscription.end_date

    def test_what_ended_then_follows(self):
        later = date(2022, 3, 1)
        self.subscription._extend(later, "Could not come")
        self.assertEqual(self.subscription.end_date, later)
        self.assertEqual(self.subscription.instalment_ids.mapped("expires_on"), [later] * 3)
        self.assertEqual(self.subscription.lot_ids.expires_on, later)
        self.assertIn("Could not come", self.subscription.message_ids[0].body)

    def test_parts_that_end_earlier_stay(self):
        strict = self.sell(self.package.copy({"roll": False, "name": "Strict"}))
        before = strict.lot_ids.sorted("id").mapped("expires_on")
        strict._extend(date(2022, 3, 1), "Could not come")
        self.assertEqual(strict.lot_ids.sorted("id").mapped("expires_on"), [*before[:2], date(2022, 3, 1)])

    def test_bad_days(self):
        with self.assertRaisesRegex(UserError, "01/21/2022 or later"):
            self.subscription._extend(date(2022, 1, 20), "Earlier")
        self.subscription._extend(self.end, "The same day changes nothing")
        self.assertEqual(self.subscription.end_date, self.end)
        with self.assertRaisesRegex(UserError, "07/21/2022 or later"):
            self.subscription.with_env(self.on("2022-07-21"))._extend(date(2022, 7, 20), "In the past")
        endless = self.sell(self.make_credits(90, 100, validity="always"))
        with self.assertRaisesRegex(UserError, "no end"):
            endless._extend(date(2030, 1, 1), "For long")

    def test_wizard(self):
        wizard = self.env["clientele.subscription.extend"].with_user(self.make_user("manager"))
        values = {"subscription_id": self.subscription.id, "new_end_date": "2022-02-01"}
        with self.assertRaisesRegex(UserError, "Say why"), self.env.cr.savepoint():
            wizard.create({**values, "reason": " "}).action_extend()
        wizard = wizard.create({**values, "reason": "Ill"})
        self.assertEqual((wizard.end_date, wizard.units_back), (self.end, 0))
        wizard.action_extend()
        self.assertEqual(self.subscription.end_date, date(2022, 2, 1))
