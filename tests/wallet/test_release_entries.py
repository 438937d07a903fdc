import random
from contextlib import suppress
from datetime import date
from decimal import Decimal
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .release_common import ReleaseCase

NET = """
    SELECT COALESCE(sum(round(l.value / i.amount * part.net, 2)), 0)
      FROM (SELECT l.instalment_id, sum(l.value) AS value FROM clientele_lot l GROUP BY l.instalment_id) AS l
      JOIN clientele_instalment i ON i.id = l.instalment_id
      JOIN (SELECT clientele_instalment_id AS id, -sum(balance) AS net
              FROM account_move_line JOIN account_move m ON m.id = move_id
             WHERE account_id = %s AND parent_state = 'posted' AND m.clientele_key IS NULL
             GROUP BY clientele_instalment_id) AS part ON part.id = i.id
"""


@tagged("post_install", "-at_install")
class TestReleaseEntries(ReleaseCase):
    """DESIGN 3: what is used of prepaid plans becomes income, what is left stays on the deferred revenue."""

    # ---------------------------------------------------------------- the examples

    def test_three_instalments(self):
        """IN1: 400 / 400 / 200, two used, the third, the client quits: what is deferred is what is left."""
        subscription = self.buy(self.package, parts=1)
        self.assertEqual(self.standing(), (400, 0, 0))
        self.use(self.laser)
        entry = self.book()
        self.assertEqual(self.lines(entry), {"Deferred revenue": -200, "Used": 200})
        self.assertEqual((entry.state, entry.date, entry.journal_id), ("posted", self.today, self.journal))
        self.use(self.laser)
        self.book()
        self.assertEqual((self.standing(), self.liability()), ((0, 400, 0), 0))
        for part in subscription.instalment_ids.sorted("number")[1:]:
            self.pay(self.invoice_parts(part))
        self.use(self.laser)
        self.book()
        self.assertEqual((self.standing(), self.liability()), ((400, 600, 0), 400))
        __, __, proposal = subscription._quitting()
        self.assertEqual(proposal, 400)
        subscription._quit(Decimal(300), "Moves away", "test:quit")
        self.book()
        self.assertEqual((self.standing(), self.liability()), ((0, 700, 0), 0), "100 were kept")
        self.assertLedger()

    def test_taxed_when_sold(self):
        """CR5: 180 → 200 credits with 20 % VAT, a service of 20: 18 released, 15 of them income."""
        plan, service = self.make_taxed_credits("single")
        self.buy(plan)
        self.assertEqual((self.on_account(self.deferred), self.on_account(self.vat)), (150, 30))
        self.use(service, by="credits")
        entry = self.book()
        self.assertEqual(self.lines(entry), {"Deferred revenue": -15, "Used": 15})
        self.assertFalse(entry.line_ids.tax_ids)
        self.assertEqual((self.on_account(self.deferred), self.on_account(self.vat)), (135, 30))

    def test_taxed_when_used(self):
        """CR5: sold without tax, taxed on the 18 that the service was paid with."""
        plan, service = self.make_taxed_credits("multi")
        self.buy(plan)
        self.assertEqual((self.on_account(self.deferred), self.on_account(self.vat)), (180, 0))
        line = self.use(service, by="credits")
        entry = self.book()
        self.assertEqual(self.lines(entry), {"Deferred revenue": -18, "Used": 15, "VAT": 3})
        tax = service.taxes_id
        income = entry.line_ids.filtered(lambda row: row.account_id == self.earned)
        taxed = entry.line_ids.filtered("tax_line_id")
        self.assertEqual((income.tax_ids, taxed.tax_line_id, taxed.tax_base_amount), (tax, tax, -15))
        base_tags, tax_tags = (
            tax.invoice_repartition_line_ids.filtered(lambda r, k=k: r.repartition_type == k).tag_ids
            for k in ("base", "tax")
        )
        self.assertEqual((income.tax_tag_ids, taxed.tax_tag_ids), (base_tags, tax_tags))
        self.assertTrue(base_tags and tax_tags, "the tax of the test is reported somewhere")
        line.visit_id.action_reopen()
        back = self.book()
        self.assertEqual(self.lines(back), {"Deferred revenue": 18, "Used": -15, "VAT": -3})
        self.assertEqual((self.standing(), self.on_account(self.vat)), ((180, 0, 0), 0))

    def test_taxed_when_used_to_the_cent(self):
        """Income and tax of many services are together what left the deferred revenue."""
        plan, service = self.make_taxed_credits("multi")
        self.buy(plan)
        for price in (0.05, 7.77, 45.51, 3.33):
            self.use(service, by="credits", price_unit=price)
        entry = self.book()
        self.assertAlmostEqual(self.on_account(self.deferred), self.liability())
        self.assertAlmostEqual(sum(entry.line_ids.mapped("balance")), 0)
        self.assertAlmostEqual(self.on_account(self.vat), (180 - self.liability()) / 6, delta=0.01)

    def test_a_line_that_is_gone_gives_its_tax_back(self):
        plan, service = self.make_taxed_credits("multi")
        self.buy(plan)
        visit = self.use(service, by="credits").visit_id
        self.book()
        visit.action_reopen()
        visit.line_ids.unlink()
        self.book()
        self.assertEqual((self.standing(), self.on_account(self.vat)), ((180, 0, 0), 0))

    def test_expired(self):
        """What nobody used in time is income of its own; extended, it is deferred again."""
        plan, __ = self.make_taxed_credits("multi")
        subscription = self.buy(plan)
        late = self.on(date(2022, 3, 1))
        lots = subscription.lot_ids.with_env(late)
        lots._expire()
        self.book(date(2022, 3, 1))
        self.assertEqual((self.standing(), self.on_account(self.vat)), ((0, 0, 180), 0))
        subscription.with_env(late)._extend(date(2022, 6, 1), "Was ill")
        self.book(date(2022, 3, 1))
        self.assertEqual((self.standing(), self.liability()), ((180, 0, 0), 180))

    def test_reopened_and_closed_again(self):
        self.buy(self.package, parts=1)
        visit = self.use(self.laser).visit_id
        visit.action_reopen()
        visit._close()
        self.book()
        self.assertEqual(self.standing(), (200, 200, 0))
        visit.action_reopen()
        self.book()
        self.assertEqual(self.standing(), (400, 0, 0))
        self.assertFalse(self.book())

    def test_what_came_back_the_same_day_needs_no_entry(self):
        self.buy(self.package, parts=1)
        self.use(self.laser).visit_id.action_reopen()
        self.assertFalse(self.book())
        self.assertFalse(self.release._days(self.company, self.today))

    def test_handed_over(self):
        subscription = self.buy(self.package, parts=2)
        self.use(self.laser)
        subscription._hand_over(self.make_client("Bob"), "A present", "test:transfer")
        self.book()
        self.assertEqual(self.standing(), (600, 200, 0))

    def test_corrected_by_hand(self):
        """Gifts are worth nothing; what is taken out by hand was used by nobody."""
        subscription = self.buy(self.package, parts=1)
        subscription._add_by_hand(Decimal(2), None, "For waiting", "test:add")
        self.assertFalse(self.book())
        lot = subscription.lot_ids.filtered("instalment_id")
        subscription._take_by_hand(Decimal(1), lot, "By mistake", "test:take")
        self.book()
        self.assertEqual((self.standing(), self.liability()), ((200, 0, 200), 200))

    def test_a_refund_of_more_than_the_rest_is_worth(self):
        """Used visits that were dear are charged at list price: the company gives income back."""
        parts = [{"sequence": nr, "amount": amount, "units": 2, "days": 84} for nr, amount in enumerate((600, 200), 1)]
        plan = self.make_plan(
            "Dear first",
            kind="visits",
            price=800,
            visits=4,
            service_ids=[Command.set(self.laser.ids)],
            instalment_ids=list(map(Command.create, parts)),
        )
        plan.product_id.taxes_id = [Command.clear()]
        subscription = self.buy(plan)
        self.use(self.laser)
        self.book()
        self.assertEqual(self.standing(), (500, 300, 0))
        subscription._quit(Decimal(600), "Moves away", "test:quit")
        self.book()
        self.assertEqual((self.standing(), self.liability()), ((0, 200, 0), 0))

    def test_paid_back_although_all_is_used(self):
        """Visits that were cheap singly: no movement takes out what is paid back, an entry of its own does, once."""
        subscription = self.buy(self.package, parts=1)
        for __ in range(2):
            self.use(self.laser, price_unit=150)
        self.book()
        subscription._quit(Decimal(100), "Moves away", "test:quit")
        self.assertEqual(self.standing(), (-100, 400, 0))
        entry = self.book()
        self.assertEqual((self.standing(), subscription.kept), ((0, 300, 0), -100))
        self.assertFalse(self.book())
        with self.assertRaisesRegex(UserError, "delete it"), self.env.cr.savepoint():
            entry.button_cancel()
        entry.button_draft()
        entry.unlink()
        self.book()
        self.assertEqual(self.standing(), (0, 300, 0))

    def test_a_part_that_opened_nothing_is_kept(self):
        subscription = self.buy(self.package, parts=1)
        second = subscription.instalment_ids.sorted("number")[1]
        self.pay(self.invoice_parts(second), 125)
        for __ in range(2):
            self.use(self.laser)
        subscription._quit(Decimal(0), "Moves away", "test:quit")
        self.book()
        self.assertEqual((self.standing(), self.liability()), ((0, 525, 0), 0))

    # ---------------------------------------------------------------- what was never deferred

    def test_paid_beside_the_books(self):
        """Nothing is released of what no invoice deferred, and it is looked at once."""
        self.sell(self.package)
        self.use(self.laser)
        self.assertFalse(self.book())
        self.assertEqual(self.standing(), (0, 0, 0))
        self.assertFalse(self.release._days(self.company, self.today))

    def test_partly_beside_the_books(self):
        subscription = self.sell(self.package, pay=0)
        part = subscription.instalment_ids.sorted("number")[0]
        self.pay(part, 100)
        self.pay(self.invoice_parts(part))
        self.use(self.laser)
        self.book()
        self.assertEqual(self.standing(), (150, 150, 0))

    def test_sold_before_it_was_switched_on(self):
        """Its invoice was income at once; a refund takes that income back."""
        self.company.clientele_release_entries = False
        subscription = self.buy(self.package, parts=1)
        self.company.clientele_release_entries = True
        self.assertEqual(self.on_account(self.deferred), 0)
        self.use(self.laser)
        self.assertFalse(self.book())
        subscription._quit(Decimal(200), "Moves away", "test:quit")
        self.book()
        self.assertEqual(self.standing(), (0, -200, 0))

    def test_an_order_that_is_not_invoiced_waits(self):
        """Paid online, its visits can be used; they are booked once the invoice is there."""
        line = self.order_line(self.plan_product, 1, 1000, tax_ids=[Command.clear()])
        order = self.make_order(self.ann, line)
        self.pay_online(order)
        self.use(self.laser)
        self.assertFalse(self.book())
        self.assertTrue(self.release._days(self.company, self.today))
        self.invoice(order)
        self.assertEqual(self.standing(), (1000, 0, 0))
        self.book()
        self.assertEqual(self.standing(), (800, 200, 0))

    def test_sold_by_an_order(self):
        """The parts of one order line share what it deferred, tax left out, to the cent."""
        tax = self.make_vat()
        order = self.make_order(self.ann, self.order_line(self.plan_product, 2, 999.99, tax_ids=[Command.set(tax.ids)]))
        self.pay(self.invoice(order))
        net = self.on_account(self.deferred)
        self.assertAlmostEqual(net, 1666.65)
        for __ in range(12):
            self.use(self.laser)
        self.book()
        self.assertEqual(self.standing(), (0, net, 0))

    def test_a_payment_that_is_taken_back(self):
        """What is used of it waits until it is paid again."""
        subscription = self.sell(self.package, pay=0)
        invoice = self.invoice_parts(subscription.instalment_ids.sorted("number")[0])
        self.pay(invoice)
        self.use(self.laser)
        self.book()
        invoice.line_ids.remove_move_reconcile()
        self.assertFalse(self.book())
        self.assertEqual(self.standing(), (200, 200, 0))
        self.pay(invoice)
        self.use(self.laser)
        self.book()
        self.assertEqual((self.standing(), self.liability()), ((0, 400, 0), 0))

    # ---------------------------------------------------------------- once

    def test_again_changes_nothing(self):
        self.buy(self.package, parts=1)
        move = self.moves_of(self.use(self.laser))
        entry = self.book()
        self.assertEqual((move.account_move_id, move.booked, move.released), (entry, True, 200))
        self.assertEqual((entry.clientele_move_ids, entry.clientele_move_count), (move, 1))
        self.assertFalse(self.book())
        self.assertEqual(entry.action_clientele_moves()["domain"], [("account_move_id", "in", entry.ids)])

    def test_one_entry_per_day_and_kind_of_tax(self):
        plan, service = self.make_taxed_credits("multi")
        self.buy(self.package, parts=1)
        self.buy(plan)
        for __ in range(2):
            self.use(self.laser)
            self.use(service, by="credits")
        entries = self.book()
        self.assertEqual(len(entries), 2)
        self.assertEqual(sorted(entries.mapped("clientele_move_count")), [2, 2])

    def test_deleted_it_is_booked_anew(self):
        """A draft keeps its movements; deleted, they are free again; cancelled it cannot be."""
        self.buy(self.package, parts=1)
        move = self.moves_of(self.use(self.laser))
        entry = self.book()
        entry.button_draft()
        self.assertFalse(self.book())
        with self.assertRaisesRegex(UserError, "delete it"), self.env.cr.savepoint():
            entry.button_cancel()
        entry.unlink()
        self.assertFalse(move.account_move_id or move.booked)
        self.assertEqual(self.lines(self.book()), {"Deferred revenue": -200, "Used": 200})
        self.assertEqual(self.standing(), (200, 200, 0))

    def test_the_job_books_what_is_over(self):
        """Today is left to the next night."""
        self.buy(self.package, parts=1)
        self.use(self.laser)
        for day, standing in ((self.today, (400, 0, 0)), ("2021-07-22", (200, 200, 0))):
            self.run_job(day)
            self.assertEqual(self.standing(), standing)

    def test_one_company_that_cannot_stops_nobody(self):
        """What is wrong is named in the log, and tried anew the next night."""
        self.buy(self.package, parts=1)
        self.use(self.laser)
        broken = patch.object(type(self.release), "_make_entry", side_effect=UserError("The account is archived."))
        with broken, self.assertLogs("odoo.addons.clientele.models.wallet.clientele_release", "WARNING") as logs:
            self.run_job("2021-07-22")
        self.assertIn("The account is archived", logs.output[0])
        self.assertEqual(self.standing(), (400, 0, 0))
        self.run_job("2021-07-22")
        self.assertEqual(self.standing(), (200, 200, 0))

    def test_the_books_are_closed(self):
        """A day that is locked is booked on the first one that is not."""
        self.buy(self.package, parts=1, start=date(2021, 7, 21))
        self.use(self.laser)
        self.company.fiscalyear_lock_date = date(2021, 7, 31)
        entry = self.book()
        self.assertEqual(entry.state, "posted")
        self.assertGreater(entry.date, date(2021, 7, 31))

    # ---------------------------------------------------------------- settings and rights

    def test_what_is_missing_is_named(self):
        for name, words in (
            ("clientele_release_journal_id", "Journal"),
            ("clientele_deferred_account_id", "Deferred revenue"),
            ("clientele_earned_account_id", "Income of what is used"),
        ):
            with self.subTest(name), self.assertRaisesRegex(ValidationError, words), self.env.cr.savepoint():
                self.company[name] = False
        with self.assertRaisesRegex(ValidationError, "liabilities"), self.env.cr.savepoint():
            self.company.clientele_deferred_account_id = self.earned
        with self.assertRaisesRegex(ValidationError, "income"), self.env.cr.savepoint():
            self.company.clientele_unused_account_id = self.deferred
        other = self.env["res.company"].create({"name": "Other"})
        with self.assertRaisesRegex(ValidationError, "choose"), self.env.cr.savepoint():
            other.clientele_release_entries = True
        self.company.clientele_release_entries = False
        with self.assertRaisesRegex(ValidationError, "Switch it on"):
            self.release._book_now()

    def test_settings(self):
        self.company.write({"clientele_release_entries": False, "clientele_deferred_account_id": False})
        with Form(self.env["res.config.settings"]) as form:
            form.clientele_release_entries = True
            form.clientele_deferred_account_id = self.deferred
        form.record.execute()
        self.assertTrue(self.company.clientele_release_entries)
        with Form(self.env["res.config.settings"]) as form:
            form.clientele_release_entries = False
        form.record.execute()
        self.assertFalse(self.company.clientele_release_entries)

    def test_only_plans_are_deferred(self):
        accounts = self.plan_product.product_tmpl_id.get_product_accounts()
        self.assertEqual(accounts["income"], self.deferred)
        self.assertNotEqual(self.laser.product_tmpl_id.get_product_accounts()["income"], self.deferred)
        self.company.clientele_release_entries = False
        self.assertNotEqual(self.plan_product.product_tmpl_id.get_product_accounts()["income"], self.deferred)

    def test_who_may_book(self):
        self.buy(self.package, parts=1)
        move = self.moves_of(self.use(self.laser))
        with self.assertRaises(AccessError):
            move.with_user(self.make_user("manager")).action_book()
        action = self.env["clientele.move"].with_user(self.make_user("admin")).action_book()
        self.assertTrue(move.account_move_id)
        self.assertIn(move.account_move_id.name, action.get("params", {}).get("message", ""))
        self.assertIn("Nothing", self.env["clientele.move"].action_book()["params"]["message"])

    def test_movements_stay_as_they_are(self):
        """Only its booking changes on a movement."""
        self.buy(self.package, parts=1)
        move = self.moves_of(self.use(self.laser))
        self.book()
        with self.assertRaises(AccessError):
            move.booked = False
        with self.assertRaises(AccessError):
            move.account_move_id = False

    # ---------------------------------------------------------------- whatever happens

    def test_any_sequence(self):
        """After any sequence the deferred revenue is what is left of all lots, tax left out."""
        for seed in range(8):
            with self.subTest(seed=seed):
                self._play(random.Random(seed))

    def _play(self, dice):
        client = self.make_client(f"Client {dice.random()}")
        tax = self.make_vat()
        self.plan_product.taxes_id = [Command.set(tax.ids)]
        plan, service = self.make_taxed_credits(dice.choice(("single", "multi")))
        subscriptions = self.buy(self.package, client, price=dice.choice((1000, 999.97, 333.31))) | self.buy(
            plan, client
        )
        visits = []
        steps = [self._use_some, self._reopen_some, self._refund_some, self._take_some, self._book_some]
        steps += [self._hand_over_some, self._bounce_some]
        for nr in range(12):
            dice.choice(steps)(dice, client, service, subscriptions, visits, f"{dice.random()}:{nr}")
        quitting = dice.choice(subscriptions)
        paid, used, proposal = quitting._quitting()
        quitting._quit(dice.choice((proposal, proposal / 3, 0)), "Moves away", f"quit:{dice.random()}")
        self.book()
        self.env.flush_all()
        standing = self.on_account(self.deferred)
        self.env.cr.execute(NET, (self.deferred.id,))
        self.assertAlmostEqual(standing, float(self.env.cr.fetchone()[0]))
        self.assertLedger()

    def _use_some(self, dice, client, service, subscriptions, visits, key):
        way = {"service": self.laser} if dice.random() < 0.5 else {"service": service, "by": "credits"}
        if way["service"] == service:
            way["price_unit"] = dice.choice((7.77, 20, 13.33))
        with suppress(UserError), self.env.cr.savepoint():  # nothing may be left
            visits.append(self.use(client=client, **way).visit_id)

    def _reopen_some(self, dice, client, service, subscriptions, visits, key):
        if visits:
            visits.pop(dice.randrange(len(visits))).action_reopen()

    def _refund_some(self, dice, client, service, subscriptions, visits, key):
        part = dice.choice(subscriptions.instalment_ids)
        lots = part.lot_ids.filtered(lambda lot: lot._free() > 0)
        if part.state == "paid" and lots:
            amount = lots[0]._worth_of_free() if len(lots) == 1 else Decimal("1.11")
            with suppress(UserError), self.env.cr.savepoint():  # half a visit is not paid back
                part._refund(float(amount), f"refund:{key}")

    def _take_some(self, dice, client, service, subscriptions, visits, key):
        lots = subscriptions.lot_ids.filtered(lambda lot: lot._free() > 0 and lot.instalment_id)
        if lots:
            lot = dice.choice(lots)
            lot.subscription_id._take_by_hand(Decimal(1), lot, "By mistake", f"take:{key}")

    def _hand_over_some(self, dice, client, service, subscriptions, visits, key):
        """There and back, so that the visits of the client are still paid from it."""
        subscription, bob = dice.choice(subscriptions), self.make_client("Bob")
        with suppress(UserError), self.env.cr.savepoint():  # nothing may be left
            subscription._hand_over(bob, "A present", f"there:{key}")
            subscription._hand_over(client, "Given back", f"back:{key}")

    def _bounce_some(self, dice, client, service, subscriptions, visits, key):
        """A payment is taken off its invoice; sometimes the night comes before it is paid again."""
        invoice = dice.choice(
            subscriptions.instalment_ids.move_line_ids.move_id.filtered(lambda move: move.move_type == "out_invoice")
        )
        invoice.line_ids.remove_move_reconcile()
        if dice.random() < 0.5:
            self.book()
        self.pay(invoice)

    def _book_some(self, *_):
        self.book()
