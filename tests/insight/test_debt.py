from datetime import date, timedelta

from odoo import fields
from odoo.tests import tagged

from ..visit.common import DealCase


@tagged("post_install", "-at_install")
class TestDebt(DealCase):
    """DF5, FF12: unpaid visits, open orders, invoices and customer accounts due today or earlier; each amount once."""

    today = date.today()

    def setUp(self):
        super().setUp()
        self.client = self.make_client("Ann")

    def assertDebt(self, amount, client=None, company=None):
        """Exact at once for the client, and the same when everyone is refreshed."""
        client = client or self.client
        env = self.env(context={**self.env.context, "allowed_company_ids": company.ids}) if company else self.env
        self.assertEqual(client.with_env(env).clientele_debt, amount)
        root = env.company._clientele_root()
        env["clientele.client"]._verify(root)
        self.assertEqual(client.with_env(env).clientele_debt, amount, "the nightly check sees it otherwise")
        found = client.with_env(env).search([("id", "=", client.id), ("clientele_debt", ">", 0)])
        self.assertEqual(bool(found), amount > 0)

    def test_unpaid_visit(self):
        visit = self.make_visit(self.client, self.today, amount_paid=5)
        self.assertDebt(15)
        visit.amount_paid = 20
        self.assertDebt(0)

    def test_order_then_invoice_then_payment(self):
        """Owed from the confirmation, once, until it is paid."""
        order = self.make_order(self.client, (self.goods, 2), confirm=False)
        self.assertDebt(0)
        order.action_confirm()
        self.assertDebt(200)
        invoice = self.invoice(order, post=False)
        self.assertDebt(200)
        invoice.action_post()
        self.assertDebt(200)
        self.pay(invoice, 50)
        self.assertDebt(150)
        invoice.line_ids.remove_move_reconcile()
        self.assertDebt(150)  # the 50 are there still, on account
        invoice.js_assign_outstanding_line(self._credits().id)
        self.assertDebt(150)
        self.pay(invoice)
        self.assertDebt(0)

    def _credits(self):
        return self.env["account.move.line"].search(
            [
                ("partner_id", "=", self.client.id),
                ("account_type", "=", "asset_receivable"),
                ("credit", ">", 0),
                ("reconciled", "=", False),
            ]
        )

    def test_order_changed_and_cancelled(self):
        order = self.make_order(self.client, (self.goods, 2))
        order.order_line.product_uom_qty = 3
        self.assertDebt(300)
        order._action_cancel()
        self.assertDebt(0)

    def test_due_later(self):
        """Due tomorrow is no debt today, and is one when tomorrow comes; without a date it is due at once."""
        invoice = self.invoice(self.make_order(self.client, (self.goods, 1)), post=False)
        tomorrow = self.today + timedelta(days=1)
        invoice.invoice_payment_term_id = False
        invoice.invoice_date_due = tomorrow
        invoice.action_post()
        self.assertDebt(0)
        env = self.on(tomorrow)
        env["clientele.client"]._verify()
        self.assertEqual(self.client.with_env(env).clientele_debt, 100)

    def test_credit_note_reduces(self):
        order = self.make_order(self.client, (self.goods, 3))
        invoice = self.invoice(order)
        self.credit_note(invoice, {self.goods: 1})
        self.assertDebt(200)
        self.pay(invoice, 200)
        self.assertDebt(0)

    def test_refunded_goods_are_not_owed_again(self):
        """A credit note leaves Odoo's order to be invoiced again; nobody owes what came back."""
        order = self.sell(self.client, (self.goods, 3))
        refund = self.credit_note(order.invoice_ids, {self.goods: 1})
        self.assertDebt(0)
        self.pay(refund)
        self.assertDebt(0)

    def test_invoice_reset_to_draft(self):
        """The invoice is none any more, the order is open again: owed once at every step."""
        order = self.make_order(self.client, (self.goods, 1))
        invoice = self.invoice(order)
        self.assertDebt(100)
        invoice.button_draft()
        self.assertDebt(100)
        invoice.button_cancel()
        self.assertDebt(100)

    def test_down_payment(self):
        order = self.make_order(self.client, (self.goods, 1))
        wizard = self.env["sale.advance.payment.inv"].with_context(active_model="sale.order", active_ids=order.ids)
        wizard.create({"advance_payment_method": "fixed", "fixed_amount": 30}).create_invoices()
        down_payment = order.invoice_ids
        self.assertDebt(100)
        down_payment.action_post()
        self.assertDebt(100)
        self.pay(down_payment)
        self.assertDebt(70)
        self.pay(self.invoice(order, final=True))
        self.assertDebt(0)

    def test_paid_online(self):
        """What was paid online is not owed, whether the provider's payment is in the books or not."""
        order = self.make_order(self.client, (self.goods, 1))
        self.pay_online(order, 60)
        self.assertDebt(40)
        self.pay_online(order, 40)
        self.assertDebt(0)

    def test_invoice_without_an_order(self):
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.client.id,
                "invoice_date": fields.Date.today(),
                "invoice_line_ids": [(0, 0, {"product_id": self.goods.id, "price_unit": 70, "tax_ids": False})],
            }
        )
        self.assertDebt(0)
        invoice.action_post()
        self.assertDebt(70)

    def test_invoice_address_counts_for_the_client(self):
        address = self.env["res.partner"].create(
            {"name": "Billing", "type": "invoice", "parent_id": self.client.id, "street": "Elsewhere"}
        )
        order = self.make_order(self.client, (self.goods, 1))
        self.assertEqual(order.partner_invoice_id, address)
        self.assertDebt(100)
        self.invoice(order)
        self.assertDebt(100)

    def test_contact_of_a_firm_owes_the_own_invoices(self):
        firm = self.make_client("Firm", is_company=True)
        self.client.parent_id = firm
        order = self.make_order(self.client, (self.goods, 1), partner_invoice_id=self.client.id)
        self.assertDebt(100)
        self.invoice(order)
        self.assertDebt(100)
        self.assertDebt(0, firm)

    def test_customer_account_before_and_after_the_session_closes(self):
        order = self.ring(self.client, (self.goods, 2), method=self.account)
        self.assertDebt(200)
        self.ring_refund(order, {order.lines: 1}, method=self.account)
        self.assertDebt(100)
        order.session_id.action_pos_session_closing_control()
        self.assertEqual(order.session_id.state, "closed")
        self.assertDebt(100)

    def test_customer_account_with_an_invoice(self):
        order = self.ring(self.client, (self.goods, 1), method=self.account)
        order.with_context(generate_pdf=False).action_pos_order_invoice()
        self.assertDebt(100)
        order.session_id.action_pos_session_closing_control()
        self.assertDebt(100)
        self.pay(order.account_move)
        self.assertDebt(0)

    def test_top_up_on_account(self):
        """No deal, and owed all the same."""
        card = self.env.ref("loyalty.gift_card_product_50")
        self.ring(self.client, self.till_line(card, 1, 50), method=self.account)
        self.assertDebt(50)

    def test_cash_is_no_debt(self):
        order = self.ring(self.client, (self.goods, 1))
        order.session_id.action_pos_session_closing_control()
        self.assertDebt(0)

    def test_other_currency(self):
        currency = self.env["res.currency"].with_context(active_test=False).search([("name", "=", "EUR")])
        currency.active = True
        self.env["res.currency.rate"].create(
            {"name": "2021-07-01", "rate": 0.5, "currency_id": currency.id, "company_id": self.company.id}
        )
        pricelist = self.env["product.pricelist"].create({"name": "Abroad", "currency_id": currency.id})
        order = self.make_order(self.client, (self.goods, 1, 100), pricelist_id=pricelist.id)
        self.assertDebt(200)
        self.invoice(order)
        self.assertDebt(200)

    def test_everything_at_once(self):
        """Visit 20, order 100, invoice 40, account 100: 260; the credit of one lowers the others, never below 0."""
        self.make_visit(self.client, self.today, amount_paid=0)
        self.make_order(self.client, (self.goods, 1))
        self.invoice(self.make_order(self.client, (self.other_goods, 1)))
        self.ring(self.client, (self.goods, 1), method=self.account)
        self.assertDebt(260)
        order = self.sell(self.client, (self.goods, 3))
        self.credit_note(order.invoice_ids)
        self.assertDebt(0)

    def test_who_is_no_client_costs_nothing(self):
        """Posting and paying invoices of other partners touches no facts."""
        other = self.env["res.partner"].create({"name": "Firm"})
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": other.id,
                "invoice_date": fields.Date.today(),
                "invoice_line_ids": [(0, 0, {"product_id": self.goods.id, "price_unit": 70, "tax_ids": False})],
            }
        )
        self.env["clientele.client"]._refresh_touched()
        invoice.action_post()
        self.pay(invoice)
        self.assertFalse(self.env.cr.precommit.data.get("clientele.touched"))
