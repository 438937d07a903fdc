from decimal import Decimal

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .money_common import MoneyCase


@tagged("post_install", "-at_install")
class TestInstalmentRefunds(MoneyCase):
    """What is unused of a paid part is paid back: by a credit note where a document paid it, else beside the books."""

    def setUp(self):
        super().setUp()
        self.subscription = self.sell(self.package, pay=0)
        self.first, self.second, self.third = self.subscription.instalment_ids.sorted("number")

    def refund(self, part, user=None, **values):
        wizard = self.env["clientele.instalment.refund"].with_context(default_instalment_id=part.id)
        wizard = wizard.with_user(user or self.env.user).create({"reason": "Moves away", **values})
        self.explanation = wizard.explanation
        wizard.action_refund()
        return wizard

    def notes(self, part):
        return part.move_line_ids.move_id.filtered(lambda move: move.move_type == "out_refund")

    def test_proposes_what_is_unused(self):
        self.pay(self.first)
        self.use(self.laser)
        wizard = self.refund(self.first)
        self.assertEqual(wizard.amount, 200)
        self.assertIn("1 of them are unused", self.explanation)
        self.assertEqual((self.first.amount_received, self.first.amount_refunded, self.first.state), (200, 200, "paid"))
        self.assertEqual((self.left(), self.liability()), (0, 0))
        wizard.action_refund()
        self.assertEqual(self.first.amount_received, 200, "a second click pays nothing")
        self.assertLedger()

    def test_invoiced_goes_back_by_credit_note(self):
        self.pay(self.invoice_parts(self.first))
        wizard = self.refund(self.first, amount=200, journal_id=self.cash_journal.id)
        note = self.notes(self.first)
        self.assertEqual((note.amount_total, note.state, note.amount_residual), (200, "posted", 0))
        self.assertEqual((self.first.state, self.first.amount_received, self.left()), ("paid", 200, 1))
        self.assertFalse(self.first.receipt_ids)
        wizard.action_refund()
        self.assertEqual(self.notes(self.first), note)
        self.use(self.laser)
        self.assertEqual((self.left(), self.liability()), (0, 0))
        self.assertLedger()

    def test_without_a_journal_the_credit_stays(self):
        self.pay(self.invoice_parts(self.first))
        self.refund(self.first)
        self.assertEqual(self.notes(self.first).amount_residual, 400)
        self.assertEqual((self.first.state, self.left()), ("paid", 0))
        self.assertLedger()

    def test_partly_by_invoice_partly_beside(self):
        self.pay(self.first, 100)
        self.pay(self.invoice_parts(self.first))
        self.assertEqual(self.first.state, "paid")
        self.refund(self.first)
        self.assertEqual(self.notes(self.first).amount_total, 300)
        self.assertEqual(sorted(self.first.receipt_ids.mapped("amount")), [-100, 100])
        self.assertEqual((self.first.amount_received, self.first.amount_refunded, self.left()), (0, 400, 0))
        self.assertLedger()

    def test_part_of_a_plan_sold_by_order(self):
        """Its own part is lowered, the later ones stay paid."""
        line = self.order_line(self.plan_product, 1, 1000, tax_ids=[Command.clear()])
        order = self.make_order(self.make_client("Bob"), line)
        self.pay(self.invoice(order))
        parts = order.order_line.clientele_subscription_ids.instalment_ids.sorted("number")
        self.refund(parts[0], amount=200)
        self.assertEqual(parts.mapped("state"), ["paid"] * 3)
        self.assertEqual(parts.mapped("amount_received"), [200, 400, 200])
        self.assertLedger()

    def test_what_is_refused(self):
        """More than is unused, half a visit, nothing, without the right."""
        self.pay(self.invoice_parts(self.first))
        self.use(self.laser)
        for amount, message in ((201, "no more"), (100, "whole visits"), (0, "no more"), (401, "no more")):
            with self.subTest(amount), self.assertRaisesRegex(UserError, message), self.env.cr.savepoint():
                self.refund(self.first, amount=amount)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.refund(self.first, user=self.make_user("receptionist"))
        self.assertEqual((self.left(), self.first.amount_received), (1, 400))
        self.refund(self.first, user=self.make_user("manager"))
        self.assertEqual(self.left(), 0)
        self.assertLedger()

    def test_taxes_to_the_cent(self):
        self.plan_product.taxes_id = [Command.set(self.make_tax(20, include=False).ids)]
        subscription = self.sell(self.package, price=333.33, pay=0)
        part = subscription.instalment_ids[:1]
        self.pay(self.invoice_parts(part))
        self.refund(part)
        self.assertEqual(self.notes(part).amount_total, part.amount)
        self.assertLedger()

    # ---------------------------------------------------------------- quitting (IN4)

    def test_quitting_what_an_invoice_paid(self):
        """IN4: paid 1000, used 2 → 600 go back, by credit notes of the latest parts first."""
        self.pay(self.invoice_parts(self.subscription.instalment_ids))
        self.use(self.laser)
        self.use(self.laser)
        self.subscription._quit(Decimal(600), "Moves away", "test:quit")
        notes = [sum(self.notes(part).mapped("amount_total")) for part in (self.first, self.second, self.third)]
        self.assertEqual(notes, [0, 400, 200])
        self.assertEqual((self.subscription.state, self.left(), self.liability()), ("quit", 0, 0))
        self.assertLedger()

    def test_quitting_calls_back_what_is_billed(self):
        """The unpaid rest of the invoice is not owed any more, drafts and quotations lose their lines."""
        invoice = self.invoice_parts(self.first | self.second)
        self.pay(invoice, 400)
        self.third.action_order()
        self.subscription._quit(Decimal(400), "Moves away", "test:quit")
        self.assertEqual((invoice.amount_residual, self.third.ordered_line_ids.ids), (0, []))
        self.assertEqual(self.states(self.subscription), ["paid", "cancelled", "cancelled"])
        self.assertEqual(self.first.amount_received, 0)
        self.assertLedger()

    def test_quitting_with_a_draft(self):
        self.pay(self.first)
        draft = self.invoice_parts(self.second, post=False)
        self.subscription._quit(Decimal(400), "Moves away", "test:quit")
        self.assertFalse(draft.exists())
        self.assertLedger()
