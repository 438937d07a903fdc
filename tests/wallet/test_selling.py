from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import WalletCase


@tagged("post_install", "-at_install")
class TestSelling(WalletCase):
    """A plan is sold from the client's card: choose it, look at what is due when, sell."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["clientele.plan"].search([("id", "!=", cls.package.id)]).active = False
        cls.reception = cls.make_user("receptionist")
        cls.manager = cls.make_user("manager")

    def offer(self, user=None, client=None, **context):
        Wizard = self.env["clientele.sell"].with_user(user or self.reception)
        return Form(Wizard.with_context(default_partner_id=(client or self.ann).id, **context))

    def sold(self, action):
        return self.env[action["res_model"]].browse(action["res_id"])

    def test_the_only_plan_is_chosen(self):
        """IN1, IN6: who, from when, what is due when is there before anything is typed."""
        form = self.offer()
        self.assertEqual((form.plan_id, form.price, form.start_date), (self.package, 1000, self.today))
        self.assertEqual((form.end_date, form.branch_id), (date(2022, 1, 21), self.branch))
        form.start_date = date(2021, 8, 1)
        parts = form.save().part_ids
        self.assertEqual(parts.mapped("amount"), [400, 400, 200])
        self.assertEqual(parts.mapped("due_date"), [date(2021, 8, 1), date(2021, 9, 26), date(2021, 11, 21)])
        self.assertEqual(parts.mapped("units"), [2, 2, 2])

    def test_of_two_plans_nobody_chooses(self):
        self.make_credits(160, 200)
        self.assertFalse(self.offer().plan_id)
        self.assertEqual(self.offer(default_plan_id=self.package.id).price, 1000)

    def test_sell(self):
        """Nothing is paid yet, so nothing can be used."""
        subscription = self.sold(self.offer().save().action_sell())
        self.assertEqual((subscription.partner_id, subscription.plan_id), (self.ann, self.package))
        self.assertEqual((subscription.seller_id, subscription.branch_id), (self.reception, self.branch))
        self.assertEqual((subscription.amount_due, subscription.next_payment), (1000, self.today))
        self.assertEqual(self.left(), 0)
        self.assertEqual(subscription.left_text, "0 of 6 visits")

    def test_sell_and_take_payment(self):
        """IN2: the first part is asked for; once it is paid two visits are open. A second press sells nothing again."""
        sale = self.offer().save()
        action = sale.action_sell_and_pay()
        subscription = self.sold(sale.action_sell())
        self.assertEqual(sale.action_sell_and_pay()["context"], action["context"])
        payment = self.env[action["res_model"]].with_user(self.reception).with_context(**action["context"])
        payment.create({"journal_id": False}).action_pay()
        self.assertEqual(subscription.instalment_ids.mapped("state"), ["paid", "due", "due"])
        self.assertEqual((self.left(), self.liability(), subscription.amount_paid), (2, 400, 400))
        self.assertEqual(subscription.left_text, "2 of 6 visits")
        self.assertLedger()

    def test_what_costs_nothing(self):
        """A gift opens at once, its payment is nothing."""
        gift = self.make_plan("Gift", price=0, visits=1)
        subscription = self.sold(self.offer(default_plan_id=gift.id).save().action_sell_and_pay())
        self.assertEqual((self.left(), subscription.amount_due), (1, 0))
        self.assertFalse(subscription.instalment_ids.receipt_ids)

    def test_another_price(self):
        """A branch manager gives another price, each part bears its share; reception cannot, not even by RPC."""
        form = self.offer(self.manager)
        form.price = 900
        sale = form.save()
        self.assertEqual(sale.part_ids.mapped("amount"), [360, 360, 180])
        self.assertEqual(self.sold(sale.action_sell()).instalment_ids.mapped("amount"), [360, 360, 180])
        sale = self.offer().save()
        sale.price = 900
        with self.assertRaisesRegex(AccessError, "branch manager"):
            sale.action_sell()

    def test_a_price_for_what_costs_nothing(self):
        gift = self.make_plan("Gift", price=0, visits=2, payment_count=2)
        subscription = self.sell(gift, pay=0, price=50)
        self.assertEqual(subscription.instalment_ids.mapped("amount"), [50, 0])

    def test_who_has_it_already(self):
        self.assertFalse(self.offer().warning)
        self.sell(self.package, pay=1)
        self.assertRegex(
            self.offer().warning, "Ann has Six laser sessions already, since 07/21/2021, with 2 of 6 visits"
        )
        self.assertFalse(self.offer(client=self.make_client("Bob")).warning)

    def test_who_may_sell(self):
        sale = self.offer().save()
        with self.assertRaises(AccessError):
            sale.with_user(self.make_user("practitioner")).action_sell()

    def test_of_one_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        theirs = self.make_client("Theirs", company_id=other.id)
        with self.assertRaisesRegex(UserError, "Theirs belongs to Other; Six laser sessions is sold by"):
            self.sell(self.package, theirs)

    def test_negative_price(self):
        form = self.offer(self.manager)
        form.price = -1
        with mute_logger("odoo.sql_db"), self.assertRaisesRegex(IntegrityError, "price_not_negative"):
            form.save().action_sell()

    def test_end_before_start(self):
        december = self.make_plan("December", price=9, visits=1, validity="dates", date_to="2021-12-31")
        form = self.offer(default_plan_id=december.id)
        form.start_date = date(2022, 1, 1)
        with self.assertRaisesRegex(UserError, "valid until 12/31/2021 and cannot start on 01/01/2022"):
            form.save().action_sell()


@tagged("post_install", "-at_install")
class TestSubscriptionSearch(WalletCase):
    """What reception looks for among subscriptions: what ends soon, who is late with a payment."""

    def found(self, *domain):
        return self.env["clientele.subscription"].search([("partner_id", "=", self.ann.id), *domain])

    def test_ends_within_a_week(self):
        """FF15: end date in D … D + 7."""
        plan = self.make_plan("Short", price=1, visits=1, validity="always")
        for days, soon in ((-1, False), (0, True), (7, True), (8, False)):
            plan.write({"validity": "dates", "date_to": date(2021, 7, 21 + days)})
            subscription = self.sell(plan, pay=0, start=date(2021, 7, 1))
            with self.subTest(days=days):
                self.assertEqual(subscription.ends_soon, soon)
                self.assertEqual(subscription in self.found(("ends_soon", "=", True)), soon)
                self.assertEqual(subscription in self.found(("ends_soon", "=", False)), not soon)

    def test_overdue(self):
        """A payment is late from the day after it was due."""
        late = self.sell(self.package, pay=0, start=date(2021, 7, 20))
        due = self.sell(self.package, pay=0, start=self.today)
        self.assertEqual((late.overdue, due.overdue), (True, False))
        self.assertEqual(self.found(("overdue", "=", True)), late)
        self.assertEqual(self.found(("overdue", "=", False)), due)
        self.pay(late.instalment_ids[0])
        self.assertFalse(self.found(("overdue", "=", True)))

    def test_movements(self):
        """Who, when and why, the latest first."""
        subscription = self.sell(self.package, pay=1)
        self.use(self.laser)
        self.assertEqual(subscription.move_ids.mapped("kind"), ["use", "issue"])
        self.assertEqual(subscription.move_ids[0].visit_line_id.product_id, self.laser)

    def test_groups(self):
        """Movements are grouped by client and subscription, which they reach through their lot."""
        self.sell(self.package, pay=1)
        domain = [("partner_id", "=", self.ann.id)]
        for name in ("partner_id", "subscription_id", "kind", "day:month"):
            with self.subTest(name=name):
                self.assertTrue(self.env["clientele.move"].formatted_read_group(domain, [name], ["amount:sum"]))
        self.env["clientele.instalment"].formatted_read_group(domain, ["branch_id"], ["amount:sum"])
