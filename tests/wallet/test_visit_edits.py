from datetime import time

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import WalletCase


@tagged("post_install", "-at_install")
class TestVisitEdits(WalletCase):
    """A done visit that was prepaid can be changed: what it took goes back exactly, and it is settled anew."""

    def lots_of_credits(self):
        """Three lots of 10 credits, bought for 9, 8 and 10; they expire in this order."""
        for price, month in ((9, 8), (8, 9), (10, 10)):
            self.sell(self.make_credits(price, 10, validity="dates", date_to=f"2021-{month:02}-01"))

    def assertWallet(self, left, worth, kind="visits", client=None):
        self.assertEqual((self.left(kind, client), round(self.liability(client), 2)), (left, worth))
        self.assertLedger()

    def refused(self, change, sentence=""):
        with self.assertRaisesRegex(UserError, sentence), self.env.cr.savepoint():
            change()
        self.assertLedger()

    # ---------------------------------------------------------------- states

    def test_reopen_and_cancel(self):
        self.sell(self.package, pay=1)
        visit = self.use(self.laser).visit_id
        visit.action_reopen()
        self.assertWallet(2, 400)
        visit.action_cancel()
        self.assertWallet(2, 400)
        visit.action_reopen()
        self.close_again(visit)
        self.assertWallet(1, 200)
        visit.write({"state": "no_show"})
        self.assertWallet(2, 400)
        self.assertEqual(visit.amount_due, 0)

    def test_every_call_again(self):
        """Writing what is there already, and settling again, moves nothing."""
        self.lots_of_credits()
        line = self.use(self.service, by="credits", price_unit=25)
        count = self.env["clientele.move"].search_count([])
        for __ in range(3):
            line._settle_prepaid()
            line.visit_id.write({"state": "done", "partner_id": self.ann.id})
            line.write({"price_unit": 25, "quantity": 1, "paid_by": "credits", "payer_id": False})
        self.assertEqual(self.env["clientele.move"].search_count([]), count)
        for __ in range(3):
            line._return_prepaid()
        self.assertWallet(30, 27, "credits")

    # ---------------------------------------------------------------- lines

    def test_price(self):
        """CR11: 25 took 10 + 10 + 5; 12 takes 10 + 2, 30 all; 31 is refused and nothing changes."""
        self.lots_of_credits()
        line = self.use(self.service, by="credits", price_unit=25)
        self.assertWallet(5, 5, "credits")
        line.price_unit = 12
        self.assertEqual(line.amount, 9 + 1.60)
        self.assertWallet(18, 16.40, "credits")
        line.price_unit = 30
        self.assertEqual(line.amount, 27)
        self.assertWallet(0, 0, "credits")
        self.refused(lambda: line.write({"price_unit": 31}), "31 credits are needed")
        self.assertWallet(0, 0, "credits")

    def test_quantity_over_two_parts(self):
        """Three packages of parts of 400 for 2 visits each: 200 a visit; then of 400 and 200."""
        self.sell(self.package)
        line = self.use(self.laser, quantity=3)
        self.assertEqual((line.amount, line.units_taken), (600, 3))
        self.assertWallet(3, 400)
        line.quantity = 5
        self.assertEqual(line.amount, 900)
        self.assertWallet(1, 100)
        line.quantity = 2
        self.assertEqual(line.amount, 400)
        self.assertWallet(4, 600)
        self.refused(lambda: line.write({"quantity": 7}), "7 visits are needed")
        self.assertWallet(4, 600)

    def test_product(self):
        self.sell(self.package, pay=1)
        line = self.use(self.laser)
        other = self.make_service("Laser, legs", 300)
        self.refused(lambda: line.write({"product_id": other.id}), "does not pay Laser, legs")
        self.package.service_ids = [Command.link(other.id)]
        line.product_id = other
        self.assertWallet(1, 200)
        self.assertEqual(line.amount, 200)

    def test_practitioner_with_another_price(self):
        self.sell(self.make_credits(90, 100))
        line = self.use(self.service, by="credits")
        nina = self.env["resource.resource"].create(
            {"name": "Nina", "is_practitioner": True, "resource_type": "user", "commission_rate": 10}
        )
        self.env["clientele.service.practitioner"].create(
            {"product_tmpl_id": self.service.product_tmpl_id.id, "resource_id": nina.id, "price": 30}
        )
        line.resource_id = nina
        self.assertEqual((line.amount, line.commission_amount, line.units_taken), (27, 2.70, 30))
        self.assertWallet(70, 63, "credits")

    def test_discount_of_a_plan_that_combines(self):
        self.sell(self.make_credits(90, 100, combine_discounts=True))
        line = self.use(self.service, by="credits", price_unit=50)
        line.discount = 20
        self.assertEqual((line.units_taken, line.amount), (40, 36))
        self.assertWallet(60, 54, "credits")

    def test_money_instead(self):
        """A line that is switched to money is owed; switched back, it is prepaid again."""
        self.sell(self.package, pay=1)
        line = self.use(self.laser)
        visit = line.visit_id
        line.paid_by = "money"
        self.assertEqual((line.prepaid, line.amount, visit.amount_due, line.commission_base), (False, 200, 200, 200))
        self.assertWallet(2, 400)
        self.assertFacts(self.ann, debt=200, spent=200)
        line.paid_by = "visits"
        self.assertEqual((line.prepaid, visit.amount_due), (True, 0))
        self.assertWallet(1, 200)
        self.assertFacts(self.ann, debt=0)

    def test_credits_instead(self):
        self.sell(self.package, pay=1)
        self.sell(self.make_credits(180, 200))
        line = self.use(self.laser)
        line.paid_by = "credits"
        self.assertEqual((line.amount, self.left("credits"), self.left()), (180, 0, 2))
        self.assertLedger()

    def test_new_line_and_deleted_line(self):
        self.sell(self.package, pay=1)
        visit = self.use(self.laser).visit_id
        visit.line_ids = [Command.create({"product_id": self.laser.id, "paid_by": "visits"})]
        self.assertWallet(0, 0)
        self.refused(
            lambda: visit.write({"line_ids": [Command.create({"product_id": self.laser.id, "paid_by": "visits"})]}),
            "take its payment first",
        )
        visit.line_ids[0].unlink()
        self.assertWallet(1, 200)
        visit.unlink()
        self.assertWallet(2, 400)

    def test_all_in_one_write(self):
        """As the form saves: a line goes, one changes, one comes."""
        self.sell(self.package)
        visit = self.use(self.laser).visit_id
        visit.line_ids = [Command.create({"product_id": self.laser.id, "paid_by": "visits"})]
        first, second = visit.line_ids
        visit.write(
            {
                "line_ids": [
                    Command.delete(first.id),
                    Command.update(second.id, {"quantity": 2}),
                    Command.create({"product_id": self.laser.id, "paid_by": "visits"}),
                ]
            }
        )
        self.assertEqual(sum(visit.line_ids.mapped("units_taken")), 3)
        self.assertWallet(3, 400)

    # ---------------------------------------------------------------- the visit

    def test_another_client(self):
        """The visit was another client's: hers pays it, or it is refused."""
        boris = self.make_client("Boris")
        self.sell(self.package, pay=1)
        visit = self.use(self.laser).visit_id
        self.refused(lambda: visit.write({"partner_id": boris.id}), "Boris has no package")
        self.assertWallet(1, 200)
        self.sell(self.package, boris, pay=1)
        visit.partner_id = boris
        self.assertWallet(2, 400)
        self.assertWallet(1, 200, client=boris)

    def test_another_payer(self):
        boris = self.make_client("Boris")
        self.package.shareable = True
        self.sell(self.package, pay=1)
        self.sell(self.package, boris, pay=1, guest_ids=[Command.set(self.ann.ids)])
        line = self.use(self.laser)
        line.payer_id = boris
        self.assertWallet(2, 400)
        self.assertWallet(1, 200, client=boris)
        line.payer_id = False
        self.assertWallet(1, 200)

    def test_another_day(self):
        """Within its days the visit may move; before and after them the package does not pay it."""
        self.sell(self.package)
        visit = self.use(self.laser).visit_id
        visit.start = self.branch._utc_of(self.today.replace(month=8), time(9))
        self.assertWallet(5, 800)
        for day in ("2021-07-20", "2022-01-22"):
            moved = self.branch._utc_of(visit._fields["day"].convert_to_cache(day, visit), time(9))
            self.refused(lambda moved=moved: visit.write({"start": moved}), "Six laser sessions")
        self.assertWallet(5, 800)

    def test_merged_clients(self):
        """A merge leaves prepaid visits as they are; they can be reopened afterwards."""
        boris = self.make_client("Boris")
        self.sell(self.package, pay=1)
        visit = self.use(self.laser).visit_id
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.ann | boris).ids, boris)
        self.env.invalidate_all()
        self.assertEqual((visit.partner_id, visit.line_ids.prepaid), (boris, True))
        count = self.env["clientele.move"].search_count([])
        visit.line_ids._settle_prepaid()
        self.assertEqual(self.env["clientele.move"].search_count([]), count)
        visit.action_reopen()
        self.assertWallet(2, 400, client=boris)

    # ---------------------------------------------------------------- every visit counts the same

    def test_even_value_in_any_order(self):
        """IN4: 1000 ÷ 6; what comes back out of order leaves a sum that is the price once all are used."""
        self.package.even_value = True
        self.sell(self.package)
        lines = [self.use(self.laser) for __ in range(6)]
        self.assertAlmostEqual(sum(line.amount for line in lines), 1000, 2)
        for nr in (1, 4, 0):
            lines[nr].visit_id.action_reopen()
        for nr in (0, 4, 1):
            self.close_again(lines[nr].visit_id)
        self.assertAlmostEqual(sum(line.amount for line in lines), 1000, 2)
        self.assertLessEqual({line.amount for line in lines}, {166.66, 166.67, 166.68})
        self.assertWallet(0, 0)

    # ---------------------------------------------------------------- classes

    def test_class(self):
        """Closing a class takes the package of who has one; cancelled classes and seats take nothing."""
        self.laser.write({"clientele_group_class": True, "clientele_duration": 60, "clientele_capacity": 5})
        self.sell(self.package, pay=1)
        session = self.env["clientele.session"].create(
            {
                "product_id": self.laser.id,
                "branch_id": self.branch.id,
                "resource_id": self.practitioner.id,
                "start": self.branch._utc_of(self.today, time(9)),
            }
        )
        session.action_book_seat(self.ann.id)
        session.action_book_seat(self.make_client("Boris").id)
        session.action_all_came()
        notification = session.action_done()
        self.assertIn("Ann (1 of Six laser sessions)", notification["params"]["message"])
        visits = session.seat_ids.visit_id
        self.assertEqual((session.state, visits.mapped("state")), ("done", ["done"] * 2))
        self.assertEqual(sorted(visits.line_ids.mapped("prepaid")), [False, True])
        self.assertWallet(1, 200)
        session.seat_ids.filtered(lambda seat: seat.partner_id == self.ann).action_reopen()
        self.assertWallet(2, 400)
