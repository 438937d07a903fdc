from datetime import date, datetime

from odoo import Command
from odoo.exceptions import ConcurrencyError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import DealCase


@tagged("post_install", "-at_install")
class TestSaleOrderDeals(DealCase):
    """A sale order is a deal once it is paid (DF1), with its amount as the client paid it (DF2)."""

    def setUp(self):
        super().setUp()
        self.client = self.env["res.partner"].create({"name": "Ann"})

    def test_paid_by_invoice(self):
        order = self.make_order(
            self.client, (self.goods, 2), (self.service, 1), date_order=datetime(2021, 7, 1, 21, 30)
        )
        self.assertNoDeal(order)
        invoice = self.invoice(order)
        self.assertNoDeal(order)
        self.pay(invoice)
        self.assertDeal(
            order, 220, partner_id=self.client, kind="sale", source="sale", branch_id=self.branch, day=date(2021, 7, 2)
        )
        self.assertTrue(self.client.is_client, "who bought is a client (YC2)")
        row = self.row_of(order)
        self.assertEqual(row.line_ids.sale_line_id, order.order_line)
        self.assertEqual((row.amount_service, row.amount_product), (20, 200))
        self.assertEqual(row.start, row.stop)
        self.assertFacts(self.client, deal_count=1, visit_count=0, spent=220, last_visit=date(2021, 7, 2))

    def test_partly_paid_is_none(self):
        order = self.make_order(self.client, (self.goods, 1))
        invoice = self.invoice(order)
        self.pay(invoice, 60)
        self.assertNoDeal(order)
        self.pay(invoice, 40)
        self.assertDeal(order, 100)

    def test_draft_invoice_and_zero_order_are_none(self):
        order = self.make_order(self.client, (self.goods, 1))
        self.invoice(order, post=False)
        self.assertNoDeal(order)
        free = self.make_order(self.client, (self.goods, 1, 0))
        self.assertNoDeal(free)

    def test_partly_invoiced_is_none(self):
        order = self.make_order(self.client, (self.goods, 1), (self.other_goods, 1))
        invoice = self.invoice(order, post=False)
        invoice.invoice_line_ids.filtered(lambda line: line.product_id == self.other_goods).unlink()
        invoice.action_post()
        self.pay(invoice)
        self.assertNoDeal(order)
        self.pay(self.invoice(order))
        self.assertDeal(order, 140)

    def test_paid_online_before_and_after_confirmation(self):
        """Transactions that cover the total make the deal, authorized ones too; a part does not."""
        order = self.make_order(self.client, (self.goods, 1), confirm=False)
        self.pay_online(order)
        self.assertNoDeal(order)
        order.action_confirm()
        self.assertDeal(order, 100)
        later = self.make_order(self.client, (self.goods, 1))
        self.pay_online(later, 60)
        self.assertNoDeal(later)
        transaction = self.pay_online(later, 40, state="authorized")
        self.assertDeal(later, 100)
        transaction.state = "cancel"
        self.assertNoDeal(later)

    def test_refunded_by_the_provider(self):
        order = self.make_order(self.client, (self.goods, 1), (self.other_goods, 1))
        transaction = self.pay_online(order)
        self.pay_online(order, -35, operation="refund", source_transaction_id=transaction.id, sale_order_ids=False)
        self.assertDeal(order, 105)

    def test_discounts_and_taxes(self):
        """DF2: after discounts, tax included."""
        tax = self.env["account.tax"].create({"name": "20 %", "amount": 20, "price_include_override": "tax_excluded"})
        line = self.order_line(self.goods, 2, discount=25, tax_ids=[Command.set(tax.ids)])
        order = self.sell(self.client, line)
        self.assertDeal(order, 180)
        mirrored = self.row_of(order).line_ids
        self.assertEqual((mirrored.price_unit, mirrored.quantity, mirrored.discount), (120, 2, 25))

    def test_rounding_of_the_total_is_the_clients(self):
        """Taxes of the whole order differ by cents from those of its lines; the deal is what was paid."""
        self.company.tax_calculation_rounding_method = "round_globally"
        tax = self.env["account.tax"].create({"name": "21 %", "amount": 21, "price_include_override": "tax_excluded"})
        lines = [self.order_line(self.goods, 1, 10.03, tax_ids=[Command.set(tax.ids)]) for __ in range(3)]
        order = self.sell(self.client, *lines)
        self.assertDeal(order, order.amount_total)
        online = self.make_order(self.client, *lines)
        self.pay_online(online)
        self.assertDeal(online, online.amount_total)
        self.assertFacts(self.client, debt=0)

    def test_down_payment_counts_once(self):
        order = self.make_order(self.client, (self.goods, 1))
        wizard = self.env["sale.advance.payment.inv"].with_context(active_model="sale.order", active_ids=order.ids)
        wizard.create({"advance_payment_method": "fixed", "fixed_amount": 30}).create_invoices()
        down_payment = order.invoice_ids
        down_payment.action_post()
        self.pay(down_payment)
        self.assertNoDeal(order)
        self.pay(self.invoice(order, final=True))
        self.assertDeal(order, 100)
        self.assertEqual(len(self.row_of(order).line_ids), 1)

    def test_promotion_lowers_payment_by_gift_card_does_not(self):
        """DF2: what a gift card pays was paid before; what a promotion gives was never paid."""
        gift, promotion = self._rewards()
        order = self.make_order(
            self.client,
            (self.goods, 1),
            self.order_line(self.service, 1, -10, reward_id=promotion.id),
            self.order_line(self.service, 1, -50, reward_id=gift.id),
        )
        self.assertEqual(order.amount_total, 40)
        self.pay(self.invoice(order))
        self.assertDeal(order, 90)
        self.assertEqual(self.row_of(order).line_ids.product_id, self.goods, "the goods bear the reduction")

    def test_reduction_is_borne_by_price(self):
        """Plans and gift cards bear their share of a discount and leave with it."""
        card = self.env.ref("loyalty.gift_card_product_50")
        __, promotion = self._rewards()
        order = self.sell(
            self.client,
            (self.goods, 1),
            (self.other_goods, 1, 140),
            self.order_line(card, 1, 160, tax_ids=False),
            self.order_line(self.service, 1, -40, reward_id=promotion.id),
        )
        self.assertDeal(order, 216)
        amounts = {line.product_id: line.amount for line in self.row_of(order).line_ids}
        self.assertEqual(amounts, {self.goods: 90, self.other_goods: 126})

    def test_gift_card_sale_is_none(self):
        """DF1: the sale of a top-up or gift card is no deal."""
        card = self.env.ref("loyalty.gift_card_product_50")
        self.assertNoDeal(self.sell(self.client, self.order_line(card, 1, 50, tax_ids=False)))
        rule = Command.create({"product_ids": [Command.set(self.other_goods.ids)]})
        self.env["loyalty.program"].create({"name": "Wallet", "program_type": "ewallet", "rule_ids": [rule]})
        self.assertNoDeal(self.sell(self.client, (self.other_goods, 1)))
        self.assertFacts(self.client, deal_count=0, spent=0)

    def _rewards(self):
        gift = self.env["loyalty.program"].search([("program_type", "=", "gift_card")], limit=1)
        promotion = self.env["loyalty.program"].create(
            {
                "name": "Off",
                "program_type": "promotion",
                "rule_ids": [],
                "reward_ids": [Command.create({"discount": 10})],
            }
        )
        return gift.reward_ids[:1], promotion.reward_ids[:1]

    def test_cancelled_and_confirmed_again(self):
        order = self.make_order(self.client, (self.goods, 1))
        self.pay_online(order)
        row = self.row_of(order)
        order._action_cancel()
        self.assertNoDeal(order)
        self.assertFacts(self.client, deal_count=0, spent=0)
        order.action_draft()
        self.assertNoDeal(order)
        order.action_confirm()
        self.assertDeal(order, 100)
        self.assertEqual(self.row_of(order), row, "one order, one row")

    def test_invoice_reset_to_draft_and_payment_taken_off(self):
        order = self.sell(self.client, (self.goods, 1))
        invoice = order.invoice_ids
        invoice.line_ids.remove_move_reconcile()
        self.assertNoDeal(order)
        self.pay(invoice)
        self.assertDeal(order, 100)
        invoice.button_draft()
        self.assertNoDeal(order)

    def test_lines_changed_after_payment(self):
        order = self.make_order(self.client, (self.goods, 1), (self.other_goods, 1))
        self.pay_online(order, 500)
        self.assertDeal(order, 140)
        order.order_line[0].product_uom_qty = 3
        self.assertDeal(order, 340)
        order.order_line[1].discount = 50
        self.assertDeal(order, 320)
        order.order_line = [Command.create(self.order_line(self.service, 1))]
        self.assertDeal(order, 340)

    def test_partner_and_date_follow_the_order(self):
        order = self.sell(self.client, (self.goods, 1))
        other = self.env["res.partner"].create({"name": "Bob"})
        order.partner_id = other
        order.date_order = datetime(2021, 5, 1, 9)
        self.assertDeal(order, 100, partner_id=other, day=date(2021, 5, 1))
        self.assertFacts(self.client, deal_count=0, spent=0)
        self.assertFacts(other, deal_count=1, spent=100)

    def test_other_currency_at_the_orders_date(self):
        """In the company's currency, at the rate of the order's day, whatever the rate is at payment."""
        currency = self.env["res.currency"].with_context(active_test=False).search([("name", "=", "EUR")])
        currency.active = True
        rates = [("2021-07-01", 0.5), ("2021-07-10", 0.8)]
        for day, rate in rates:
            values = {"name": day, "rate": rate, "currency_id": currency.id, "company_id": self.company.id}
            self.env["res.currency.rate"].create(values)
        pricelist = self.env["product.pricelist"].create({"name": "Abroad", "currency_id": currency.id})
        order = self.make_order(
            self.client, (self.goods, 1, 100), pricelist_id=pricelist.id, date_order=datetime(2021, 7, 1, 9)
        )
        self.pay(self.invoice(order))
        self.assertDeal(order, 200)

    def test_sync_again_changes_nothing(self):
        order = self.sell(self.client, (self.goods, 1), (self.other_goods, 2))
        row = self.row_of(order)
        self.env.flush_all()
        stamps = [row.line_ids.mapped("id"), row.write_date]
        with self.assertQueryCount(40):
            order._clientele_sync_deal()
            self.env.flush_all()
        self.assertEqual([row.line_ids.mapped("id"), row.write_date], stamps)

    def test_queries_do_not_grow_with_the_lines(self):
        """Confirming and paying: as many queries of ours for 20 lines as for 2."""
        counts = []
        for size in (2, 20):
            order = self.make_order(self.client, *[(self.goods, 1)] * size)
            self.pay_online(order)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            order._clientele_sync_deal()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
        self.assertLess(counts[0], 45)

    def test_two_requests_make_one_row(self):
        """The later request starts again, instead of an error for the one who pays."""
        order = self.sell(self.client, (self.goods, 1))
        values = {**order._clientele_row_values(), "branch_id": self.branch.id}
        with mute_logger("odoo.sql_db"), self.assertRaises(ConcurrencyError):
            self.env["clientele.visit"]._create_sales([values])
        self.assertDeal(order, 100)

    def test_visit_of_another_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        visit = self.env["clientele.visit"].create(
            {"partner_id": self.client.id, "branch_id": other._clientele_default_branch().id}
        )
        with self.assertRaises(ValidationError):
            self.make_order(self.client, (self.goods, 1), clientele_visit_id=visit.id)
