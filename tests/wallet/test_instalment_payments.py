from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .money_common import MoneyCase


@tagged("post_install", "-at_install")
class TestInstalmentPayments(MoneyCase):
    """An instalment is paid by a registered payment, an invoice or an order; paid wholly, it opens (IN2)."""

    def setUp(self):
        super().setUp()
        self.subscription = self.sell(self.package, pay=0)
        self.first, self.second, self.third = self.subscription.instalment_ids.sorted("number")

    # ---------------------------------------------------------------- the wizard

    def test_payment_with_a_journal_makes_the_invoice(self):
        wizard = self.take(self.first, journal_id=self.cash_journal.id)
        invoice = self.first.move_line_ids.move_id
        self.assertEqual((invoice.state, invoice.amount_total, invoice.amount_residual), ("posted", 400, 0))
        self.assertEqual((self.first.state, self.left(), self.liability()), ("paid", 2, 400))
        wizard.action_pay()
        self.assertEqual(self.first.amount_received, 400, "a second click pays nothing")
        self.assertEqual(len(self.first.move_line_ids), 1)
        self.assertLedger()

    def test_payment_without_a_journal(self):
        wizard = self.take(self.first, journal_id=False, note="Receipt 7")
        self.assertFalse(self.first.move_line_ids)
        self.assertEqual((self.first.receipt_ids.amount, self.first.receipt_ids.note), (400, "Receipt 7"))
        wizard.action_pay()
        self.assertEqual((self.first.state, self.left()), ("paid", 2))
        self.assertLedger()

    def test_two_payments_of_one_part(self):
        self.take(self.first, amount=150, journal_id=self.cash_journal.id)
        self.assertEqual((self.first.state, self.first.amount_due, self.left()), ("due", 250, 0), "partly: nothing")
        self.assertEqual((self.first.amount_billed, self.first.amount_open), (250, 0))
        self.take(self.first, journal_id=self.cash_journal.id)
        self.assertEqual((self.first.state, self.left()), ("paid", 2))
        self.assertEqual(len(self.first.move_line_ids), 1, "one invoice, paid twice")
        self.assertLedger()

    def test_reception_takes_payments(self):
        user = self.make_user("receptionist")
        self.take(self.first, user=user, journal_id=self.cash_journal.id)
        self.assertEqual(self.first.state, "paid")
        with self.assertRaises(AccessError):
            self.take(self.second, user=self.make_user("practitioner"), journal_id=False)

    def test_what_is_refused(self):
        """A part paid twice, more than is due, nothing, a day to come."""
        self.take(self.first, journal_id=False)
        for part, values, message in (
            (self.first, {"amount": 1}, "only"),
            (self.second, {"amount": 401}, "only"),
            (self.second, {"amount": 401, "journal_id": False}, "only"),
            (self.second, {"amount": 0}, "Enter the amount"),
            (self.second, {"amount": -5}, "Enter the amount"),
            (self.second, {"day": "2021-07-22"}, "today or an earlier"),
        ):
            with self.subTest(values), self.assertRaisesRegex(UserError, message), self.env.cr.savepoint():
                self.take(part, **values)
        self.assertEqual((self.second.state, self.second.amount_received), ("due", 0))
        self.assertLedger()

    def test_next_part_of_the_subscription(self):
        self.take(self.first, journal_id=False)
        action = self.subscription.action_take_payment()
        self.assertEqual(action["context"], {"default_instalment_id": self.second.id})
        self.pay(self.second)
        self.pay(self.third)
        with self.assertRaisesRegex(UserError, "paid wholly"):
            self.subscription.action_take_payment()

    # ---------------------------------------------------------------- invoices

    def test_paying_the_invoice_opens(self):
        invoice = self.invoice_parts(self.first)
        self.assertEqual((self.first.state, self.first.amount_billed), ("due", 400))
        self.pay(invoice)
        self.assertEqual((self.first.state, self.left(), self.first.amount_billed), ("paid", 2, 0))
        self.assertLedger()

    def test_taking_the_payment_off_takes_back_what_is_unused(self):
        invoice = self.invoice_parts(self.first)
        self.pay(invoice)
        self.use(self.laser)
        invoice.line_ids.remove_move_reconcile()
        self.assertEqual((self.first.state, self.left(), self.liability()), ("due", 0, 0))
        self.pay(invoice)
        self.assertEqual((self.first.state, self.left(), self.liability()), ("paid", 1, 200))
        self.assertLedger()

    def test_invoice_set_to_draft_or_cancelled(self):
        invoice = self.invoice_parts(self.first)
        self.pay(invoice)
        invoice.button_draft()
        self.assertEqual((self.first.state, self.left(), self.first.amount_billed), ("due", 0, 0))
        invoice.button_cancel()
        self.pay(self.invoice_parts(self.first))
        self.assertEqual(self.left(), 2)
        self.assertLedger()

    def test_payment_cancelled(self):
        payment = self.pay(self.invoice_parts(self.first))
        payment.action_draft()
        payment.action_cancel()
        self.assertEqual((self.first.state, self.left()), ("due", 0))
        self.assertLedger()

    def test_one_invoice_for_several_parts(self):
        """Paid in part, it opens one part after the other."""
        invoice = self.invoice_parts(self.subscription.instalment_ids)
        self.assertEqual(invoice.amount_total, 1000)
        self.pay(invoice, 500)
        self.assertEqual(self.states(self.subscription), ["paid", "due", "due"])
        self.assertEqual((self.second.amount_received, self.second.amount_due), (100, 300))
        self.pay(invoice, 500)
        self.assertEqual(self.left(), 6)
        self.assertLedger()

    def test_one_invoice_per_client(self):
        other = self.sell(self.package, self.make_client("Bob"), pay=0)
        invoices = (self.first | self.second | other.instalment_ids[:1])._make_invoices(self.today)
        self.assertEqual(sorted(invoices.mapped("amount_total")), [400, 800])

    def test_billed_once(self):
        draft = self.invoice_parts(self.first, post=False)
        for bill in (self.first.action_invoice, self.first.action_order, lambda: self.pay(self.first)):
            with self.assertRaisesRegex(UserError, "already"), self.env.cr.savepoint():
                bill()
        draft.unlink()
        self.pay(self.first)
        with self.assertRaisesRegex(UserError, "not to be paid any more"):
            self.first.action_invoice()

    def test_credit_note_of_the_whole_invoice(self):
        """What was used stays used; the rest goes back, and the part is to be paid again."""
        invoice = self.invoice_parts(self.first)
        self.pay(invoice)
        self.use(self.laser)
        refund = self.credit_note(invoice)
        self.assertEqual(refund.invoice_line_ids.clientele_instalment_id, self.first)
        self.assertEqual((self.first.state, self.left(), self.liability()), ("due", 0, 0))
        self.assertLedger()

    def test_credit_note_of_an_unpaid_invoice(self):
        invoice = self.invoice_parts(self.first)
        invoice._reverse_moves([{"invoice_date": self.today}], cancel=True)
        self.assertEqual((self.first.state, self.first.amount_received), ("due", 0))
        self.assertEqual((self.first.amount_billed, self.first.amount_open), (0, 400))
        self.take(self.first, journal_id=self.cash_journal.id)
        self.assertEqual(self.first.state, "paid")
        self.assertLedger()

    def test_copied_invoice_bills_nothing_of_it(self):
        invoice = self.invoice_parts(self.first)
        self.assertFalse(invoice.copy().invoice_line_ids.clientele_instalment_id)

    def test_another_currency(self):
        invoice = self.invoice_parts(self.first, post=False)
        currency = (
            self.env["res.currency"]
            .with_context(active_test=False)
            .search([("id", "!=", self.company.currency_id.id)], limit=1)
        )
        currency.active = True
        invoice.write({"currency_id": currency.id, "invoice_currency_rate": 2})
        invoice.invoice_line_ids.price_unit = 800
        invoice.action_post()
        self.pay(invoice)
        self.assertEqual((self.first.state, self.first.amount_received), ("paid", 400))

    # ---------------------------------------------------------------- orders

    def test_order_paid_by_invoice(self):
        self.first.action_order()
        order = self.first.ordered_line_ids.order_id
        self.assertEqual((order.amount_total, self.first.amount_billed), (400, 0))
        order.action_confirm()
        self.assertEqual((self.first.amount_billed, self.first.amount_open, order.clientele_owed), (400, 0, 400))
        invoice = self.invoice(order)
        self.assertEqual(self.first.amount_billed, 400)
        self.pay(invoice, 100)
        self.assertEqual((self.first.state, self.first.amount_received), ("due", 100))
        self.pay(invoice, 300)
        self.assertEqual((self.first.state, self.left()), ("paid", 2))
        self.assertLedger()

    def test_order_paid_online(self):
        (self.first | self.second).action_order()
        order = (self.first | self.second).ordered_line_ids.order_id
        order.action_confirm()
        transaction = self.pay_online(order, 400)
        self.assertEqual(self.states(self.subscription), ["paid", "due", "due"])
        transaction.state = "cancel"
        self.assertEqual(self.states(self.subscription), ["due", "due", "due"])
        self.pay_online(order)
        self.assertEqual(self.states(self.subscription), ["paid", "paid", "due"])
        self.assertLedger()

    def test_cancelled_order_bills_nothing(self):
        self.first.action_order()
        self.first.ordered_line_ids.order_id._action_cancel()
        self.pay(self.first)
        self.assertEqual(self.first.state, "paid")

    def test_wizard_pays_the_orders_invoice(self):
        self.first.action_order()
        order = self.first.ordered_line_ids.order_id
        order.action_confirm()
        with self.assertRaisesRegex(UserError, order.name), self.env.cr.savepoint():
            self.take(self.first)
        self.invoice(order)
        self.take(self.first)
        self.assertEqual(self.first.state, "paid")
