from datetime import date

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import WalletCase

DECEMBER = {"validity": "dates", "date_from": "2021-12-01", "date_to": "2021-12-31"}


class PlanCase(WalletCase):
    def split(self, plan):
        return [(part.amount, part.units, part.days) for part in plan.instalment_ids]

    def refused(self, sentence):
        """:return: a context in which bad input is refused with a sentence, and leaves nothing behind"""
        return self.assertRaisesRegex(UserError, sentence)


@tagged("post_install", "-at_install")
class TestCredits(PlanCase):
    """CR1–CR4: price and credits are independent; services and days limit what they pay."""

    def test_price_and_credits_are_independent(self):
        """CR1, CR3, CR4: 160 → 200 is a discount of 20 %, 180 → 200 of 10 %."""
        for price, credits, discount in ((160, 200, 20), (180, 200, 10), (200, 200, 0), (250, 200, -25), (0, 50, 100)):
            with self.subTest(price=price, credits=credits):
                plan = self.make_credits(price, credits)
                self.assertEqual((plan.single_total, plan.single_discount), (credits, discount))
                self.sell(plan, self.make_client())

    def test_any_service_until_used_up(self):
        """CR2."""
        self.sell(self.make_credits(160, 200))
        self.use(self.laser, by="credits")
        self.assertEqual(self.left("credits"), 0)
        with self.refused("0 are left"), self.env.cr.savepoint():
            self.use(self.service, by="credits")

    def test_services_of_the_plan(self):
        """CR2: the services that the plan names, and those of its categories and below."""
        below = self.env["product.category"].create({"name": "Dreadlocks", "parent_id": self.category.id})
        dreads = self.make_service("Dreadlocks", 30, below)
        nails = self.make_service("Manicure", 30, self.env["product.category"].create({"name": "Nails"}))
        plan = self.make_credits(160, 200, service_categ_ids=[Command.set(self.category.ids)])
        self.assertTrue(plan._covers(dreads) and plan._covers(self.service))
        self.assertFalse(plan._covers(nails) or plan._covers(self.product))
        plan.service_ids = nails
        self.assertTrue(plan._covers(nails))
        self.assertEqual(
            self.env["product.product"].search(plan._get_services_domain()) & (dreads | nails), dreads | nails
        )

    def test_december_only(self):
        """CR4: sold in November, used from the first to the last day of December."""
        plan = self.make_credits(180, 200, **DECEMBER)
        self.env["clientele.subscription"]._sell(plan, self.ann, date(2021, 11, 20))
        subscription = self.sell(plan, start=date(2021, 11, 20))
        self.assertEqual((subscription.start_date, subscription.end_date), (date(2021, 12, 1), date(2021, 12, 31)))
        for day, left in (("2021-11-30", None), ("2021-12-01", 180), ("2021-12-31", 160), ("2022-01-01", None)):
            with self.subTest(day=day):
                if left is None:
                    with self.refused("200 credits of Ann: "), self.env.cr.savepoint():
                        self.use(self.service, by="credits", day=day)
                else:
                    self.use(self.service, by="credits", day=day)
                    self.assertEqual(self.left("credits"), left)

    def test_december_is_over(self):
        plan = self.make_credits(180, 200, **DECEMBER)
        self.sell(plan, start=date(2021, 12, 31))
        with self.refused("valid until .* and cannot start on"):
            self.sell(plan, start=date(2022, 1, 1))


@tagged("post_install", "-at_install")
class TestDesigner(PlanCase):
    """IN5, IN6: a plan in instalments is proposed, changed, checked."""

    def design(self, **values):
        form = Form(self.env["clientele.plan"])
        for name, value in {"name": "Laser", "price": 1000, "visits": 6, **values}.items():
            setattr(form, name, value)
        return form

    def test_set_up(self):
        """IN5, IN6: name, category, visits, 6 months, 3 payments: 56 days each, while it is typed."""
        form = self.design(payment_count=3)
        form.service_categ_ids.add(self.category)
        self.assertRegex(form.instalment_totals, "1,000.00 of .*1,000.00, 6 of 6 visits, 168 of 168 days")
        plan = form.save()
        self.assertEqual(self.split(plan), [(333.33, 2, 56), (333.33, 2, 56), (333.34, 2, 56)])
        self.assertEqual(plan.instalment_ids.mapped("due_after"), [0, 56, 112])
        self.assertEqual(plan.instalment_ids.mapped("amount_upto"), [333.33, 666.66, 1000])
        self.assertEqual(plan.instalment_ids.mapped("units_upto"), [2, 4, 6])

    def test_five_visits_in_three_parts(self):
        """IN6: 2, 2 and 1; the last amount takes the cents."""
        plan = self.design(visits=5, price=100, payment_count=3).save()
        self.assertEqual(self.split(plan), [(33.33, 2, 56), (33.33, 2, 56), (33.34, 1, 56)])

    def test_order_of_typing_does_not_matter(self):
        form = self.design(price=0, visits=0)
        form.payment_count = 3
        form.visits = 6
        form.price = 1000
        self.assertEqual(self.split(form.save()), [(333.33, 2, 56), (333.33, 2, 56), (333.34, 2, 56)])

    def test_changed_by_hand(self):
        """IN1: 400 / 400 / 200; what does not add up is seen before it is saved, and stays as it was typed."""
        form = self.design(payment_count=3)
        for nr, amount in enumerate((400, 400, 200)):
            with form.instalment_ids.edit(nr) as part:
                part.amount = amount
            self.assertEqual(form.instalments_fit, nr == 2)
        self.assertIn("6 of 6 visits", form.instalment_totals)
        plan = form.save()
        self.assertEqual([row[0] for row in self.split(plan)], [400, 400, 200])
        with Form(plan) as form:
            form.duration = 9
            self.assertEqual(form.payment_count, 3)
        self.assertEqual(self.split(plan), [(400, 2, 84), (400, 2, 84), (200, 2, 84)])

    def test_a_row_more(self):
        """Who adds a row has one payment more, and keeps what was typed."""
        with Form(self.package) as form:
            with form.instalment_ids.edit(2) as part:
                part.amount, part.units, part.days = 100, 1, 40
            with form.instalment_ids.new() as part:
                part.amount, part.units, part.days = 100, 1, 16
            self.assertEqual(form.payment_count, 4)
        self.assertEqual(self.split(self.package)[2:], [(100, 1, 40), (100, 1, 16)])

    def test_paid_at_once(self):
        with Form(self.package) as form:
            form.payment_count = 1
        self.assertFalse(self.package.instalment_ids)
        self.assertEqual(self.sell(self.package, pay=0).instalment_ids.mapped("amount"), [1000])

    def test_without_the_form(self):
        """IN6: an integration says how many payments; who says all of the parts is not overruled."""
        plan = self.make_plan("Laser", price=1000, visits=6, payment_count=3)
        self.assertEqual(len(plan.instalment_ids), 3)
        plan.payment_count = 2
        self.assertEqual(self.split(plan), [(500, 3, 84), (500, 3, 84)])
        self.assertEqual(self.package.payment_count, 3)

    def test_credits_in_instalments(self):
        plan = self.make_credits(100, 133.33, payment_count=3)
        self.assertEqual([row[:2] for row in self.split(plan)], [(33.33, 44.45), (33.33, 44.44), (33.34, 44.44)])

    def test_between_two_dates_and_without_end(self):
        plan = self.make_plan("December", price=90, visits=3, payment_count=3, **DECEMBER)
        self.assertEqual([row[2] for row in self.split(plan)], [10, 10, 11])
        plan = self.make_plan("For ever", price=90, visits=3, payment_count=3, validity="always")
        self.assertEqual([row[2] for row in self.split(plan)], [28, 28, 28])

    def test_the_package_ends_on_the_calendar_date(self):
        """IN6: parts count 28 days a month, the package and its last part end with the calendar."""
        subscription = self.sell(self.package, start=date(2021, 1, 31))
        self.assertEqual(subscription.end_date, date(2021, 7, 31))
        parts = subscription.instalment_ids
        self.assertEqual(parts.mapped("due_date"), [date(2021, 1, 31), date(2021, 3, 28), date(2021, 5, 23)])
        self.assertEqual(parts[-1].expires_on, date(2021, 7, 31))

    def test_words(self):
        cases = [
            ({}, "6 visits", "6 months"),
            ({"visits": 1, "duration": 1, "duration_unit": "week"}, "1 visits", "1 week"),
            ({"kind": "credits", "credits": 12.5, "validity": "always"}, "12.50 credits", "Without end"),
            (DECEMBER, "6 visits", "12/01/2021 to 12/31/2021"),
            ({**DECEMBER, "date_from": False}, "6 visits", "Until 12/31/2021"),
        ]
        for values, contents, validity in cases:
            with self.subTest(validity=validity):
                plan = self.make_plan("Plan", **{"price": 100, "visits": 6, **values})
                self.assertEqual((plan.contents, plan.validity_text), (contents, validity))


@tagged("post_install", "-at_install")
class TestProof(PlanCase):
    """IN3: the plan proves that the client is never ahead, or names the visit."""

    def test_proven(self):
        self.assertEqual((self.package.ahead_visit, self.package.single_discount), (0, 16.67))
        self.assertIn("Proven", self.package.proof_text)
        self.assertEqual([step["worth"] for step in self.package.proof], [200, 400, 600, 800, 1000, 1200])
        self.assertEqual([step["paid"] for step in self.package.proof], [400, 400, 800, 800, 1000, 1000])

    def test_ahead(self):
        """One payment, or more, are still to come."""
        self.package.action_split()
        self.assertEqual(self.package.ahead_visit, 2)
        self.assertRegex(self.package.proof_text, "At visit 2 the client would be ahead by .*66.67, 2 payments are")
        first, second, third = self.package.instalment_ids
        self.package.instalment_ids = [
            Command.update(first.id, {"amount": 400}),
            Command.update(second.id, {"amount": 399}),
            Command.update(third.id, {"amount": 201}),
        ]
        self.assertRegex(self.package.proof_text, "At visit 4 the client would be ahead by .*1.00, one payment is")

    def test_what_one_visit_costs(self):
        """The dearest service that is named, else of the categories; or what the plan says."""
        self.assertEqual(self.package.single_price, 200)
        self.package.service_ids += self.make_service("Long laser", 300)
        self.assertEqual((self.package.single_price, self.package.ahead_visit), (300, 2))
        self.package.write({"service_ids": [Command.clear()], "service_categ_ids": [Command.set(self.category.ids)]})
        self.assertEqual(self.package.single_price, 200)
        self.package.single_price_own = 150
        self.assertEqual(self.package.single_price, 150)
        anything = self.make_plan("Anything", price=100, visits=6)
        self.assertEqual((anything.single_price, anything.proof), (0, False))
        self.assertIn("say what one visit costs", anything.proof_text)

    def test_only_for_visits_in_parts(self):
        self.assertFalse(self.make_credits(160, 200).proof_text)
        self.package.payment_count = 1
        self.assertIn("Paid at once", self.package.proof_text)


@tagged("post_install", "-at_install")
class TestBadInput(PlanCase):
    """Bad input is refused with a sentence that says what to change."""

    def parts(self, *rows):
        return [
            Command.clear(),
            *(Command.create({"amount": amount, "units": units, "days": days}) for amount, units, days in rows),
        ]

    def test_parts_that_do_not_add_up(self):
        """IN6: amounts, visits and days."""
        for rows, sentence in (
            ([(400, 3, 84), (599.99, 3, 84)], "come to .*999.99, its price is .*1,000.00. Change one"),
            ([(500, 3, 84), (500, 4, 84)], "open 7 visits, the plan has 6 visits. Change one"),
            ([(500, 3, 84), (500, 3, 83)], "come to 167 days, the plan has 168"),
            ([(500, 3.5, 84), (500, 2.5, 84)], "whole visits"),
        ):
            with self.subTest(sentence=sentence), self.refused(sentence), self.env.cr.savepoint():
                self.package.instalment_ids = self.parts(*rows)
        for values in ({"price": 999}, {"visits": 7}, {"duration": 7}):
            with self.subTest(values=values), self.refused("Change one of them"), self.env.cr.savepoint():
                self.package.write(values)
        self.assertEqual([row[0] for row in self.split(self.package)], [400, 400, 200])

    def test_more_payments_than_visits(self):
        with self.refused("choose 6 payments at most"):
            self.package.payment_count = 7

    def test_each_part_has_a_day_where_visits_do_not_stay(self):
        with self.refused("at least one day"), self.env.cr.savepoint():
            self.package.write({"roll": False, "instalment_ids": self.parts((500, 3, 0), (500, 3, 168))})

    def test_out_of_bounds(self):
        cases = [
            {"visits": 0},
            {"visits": -1},
            {"kind": "credits", "credits": 0},
            {"price": -1},
            {"duration": 0},
            {"freeze_days": -1},
            {"payment_count": 0},
            {"single_price_own": -1},
            {**DECEMBER, "date_to": "2021-11-30"},
        ]
        for values in cases:
            with (
                self.subTest(values=values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError) as refused,
                self.env.cr.savepoint(),
            ):
                self.make_plan("Bad", **{"price": 100, "visits": 6, **values})
                self.env.flush_all()
            self.assertIn("clientele_plan", refused.exception.diag.constraint_name)

    def test_until_when(self):
        with self.assertRaisesRegex(ValidationError, "Say until which day"):
            self.make_plan("Open", price=1, visits=1, validity="dates")

    def test_products(self):
        other = self.env["res.company"].create({"name": "Other"})
        theirs = self.make_service("Theirs", 10)
        theirs.company_id = other
        for values, sentence in (
            ({"service_ids": [Command.set(theirs.ids)]}, "belongs to Other; choose one of"),
            ({"product_id": theirs.id}, "belongs to Other; choose one of"),
            ({"service_ids": [Command.set(self.product.ids)]}, "Shampoo is no service"),
            ({"product_id": self.package.product_id.id}, "is sold as Six laser sessions already"),
        ):
            with self.subTest(sentence=sentence), self.refused(sentence), self.env.cr.savepoint():
                self.make_plan("Bad", price=1, visits=1, **values)


@tagged("post_install", "-at_install")
class TestSoldPlan(PlanCase):
    """What was sold does not change when the plan does."""

    def test_what_was_sold_stays(self):
        subscription = self.sell(self.package, pay=1)
        bought = [(part.amount, part.units, part.due_date) for part in subscription.instalment_ids]
        self.package.write({"price": 1200, "visits": 8, "payment_count": 1, "instalment_ids": [Command.clear()]})
        self.package.duration = 1
        self.assertEqual([(part.amount, part.units, part.due_date) for part in subscription.instalment_ids], bought)
        self.assertEqual((subscription.price, subscription.units_total), (1000, 6))
        self.assertEqual(self.use(self.laser).amount, 200)
        self.assertLedger()

    def test_what_a_sold_plan_keeps(self):
        self.sell(self.package)
        other = self.env["res.company"].create({"name": "Other"})
        for values in (
            {"kind": "credits", "credits": 5, "instalment_ids": [Command.clear()]},
            {"company_id": other.id},
            {"tax_kind": "multi"},
            {"even_value": True},
            {"open_when_paid": False},
            {"combine_discounts": True},
        ):
            with self.subTest(values=values), self.refused("was sold already, so"), self.env.cr.savepoint():
                self.package.write(values)

    def test_services_are_added_not_taken_away(self):
        self.sell(self.package)
        self.package.service_ids += self.service
        for change in ([Command.unlink(self.laser.id)], [Command.set(self.service.ids)]):
            with self.refused("keeps its services"), self.env.cr.savepoint():
                self.package.service_ids = change
        self.package.service_ids = [Command.clear()]
        with self.refused("keeps its services"):
            self.package.service_ids = self.laser

    def test_a_copy_is_free(self):
        self.sell(self.package)
        copy = self.package.copy()
        self.assertEqual(self.split(copy), self.split(self.package))
        self.assertNotEqual(copy.product_id, self.package.product_id)
        copy.write({"kind": "credits", "credits": 5, "instalment_ids": [Command.clear()]})
