from datetime import date

from odoo import Command
from odoo.tests import tagged

from .common import DealCase


@tagged("post_install", "-at_install")
class TestPosDeals(DealCase):
    """What the till sold is a deal as soon as it is paid (DF1)."""

    def setUp(self):
        super().setUp()
        self.client = self.env["res.partner"].create({"name": "Ann"})

    def test_paid_order(self):
        order = self.ring(self.client, (self.goods, 2), (self.service, 1), date_order="2021-07-01 21:30:00")
        self.assertEqual(order.state, "paid")
        self.assertDeal(
            order, 220, partner_id=self.client, kind="sale", source="pos", branch_id=self.branch, day=date(2021, 7, 2)
        )
        self.assertTrue(self.client.is_client)
        self.assertEqual(self.client.created_from, "pos")
        row = self.row_of(order)
        self.assertEqual(row.line_ids.pos_line_id, order.lines)
        self.assertEqual((row.amount_service, row.amount_product), (20, 200))
        self.assertFacts(self.client, deal_count=1, visit_count=0, spent=220, last_visit=date(2021, 7, 2))

    def test_draft_order_is_none(self):
        order = self.ring(self.client, (self.goods, 1), state="draft")
        self.assertNoDeal(order)
        order.action_pos_order_cancel()
        self.assertNoDeal(order)
        order.unlink()

    def test_sent_twice_is_one(self):
        """B: the till sends an order again when the answer was lost."""
        order = self.ring(self.client, (self.goods, 1))
        self.ring(self.client, (self.goods, 1), uuid=order.uuid)
        self.assertDeal(order, 100)
        self.assertFacts(self.client, deal_count=1, spent=100)

    def test_paid_in_the_back_office(self):
        order = self.ring(self.client, (self.goods, 1), state="draft")
        context = {"active_ids": order.ids, "active_id": order.id}
        payment = self.env["pos.make.payment"].with_context(**context).create({"payment_method_id": self.cash.id})
        payment.with_context(**context).check()
        self.assertDeal(order, 100)

    def test_anonymous(self):
        """TR21: a row without a client, which makes nobody a client."""
        order = self.ring(None, (self.goods, 1))
        self.assertDeal(order, 100)
        self.assertFalse(self.row_of(order).partner_id)

    def test_client_told_later(self):
        order = self.ring(None, (self.goods, 1))
        order.partner_id = self.client
        self.assertDeal(order, 100, partner_id=self.client)
        self.assertFacts(self.client, deal_count=1, spent=100)

    def test_branch_of_the_till(self):
        """DESIGN 2: the day is the wall date where the till stands."""
        far = self.env["clientele.branch"].create({"name": "Far", "tz": "Pacific/Auckland"})
        till = self.make_till("Till two")
        far.pos_config_ids = till
        order = self.ring(self.client, (self.goods, 1), till=till, date_order="2021-07-01 13:00:00")
        self.assertDeal(order, 100, branch_id=far, day=date(2021, 7, 2))
        far.pos_config_ids = False
        order._clientele_sync_deal()
        self.assertDeal(order, 100, branch_id=far)

    def test_till_stands_in_one_branch(self):
        far = self.env["clientele.branch"].create({"name": "Far"})
        far.pos_config_ids = self.till
        with self.assertRaisesRegex(Exception, "one branch"):
            self.branch.pos_config_ids = self.till

    def test_discount_reward_and_tip(self):
        """DF2: discounts and promotions lower the deal, a gift card that pays does not; a tip is the staff's."""
        gift = self.env["loyalty.program"].search([("program_type", "=", "gift_card")], limit=1).reward_ids[:1]
        self.till.iface_tipproduct = True
        self.till.tip_product_id = self.make_service("Tip", 0)
        order = self.ring(
            self.client,
            self.till_line(self.goods, 2, discount=10),
            self.till_line(self.service, 1, -18, is_reward_line=True),
            self.till_line(self.service, 1, -50, is_reward_line=True, reward_id=gift.id),
            self.till_line(self.till.tip_product_id, 1, 7),
        )
        self.assertEqual(order.amount_total, 119)
        self.assertDeal(order, 162)
        line = self.row_of(order).line_ids
        self.assertEqual((line.product_id, line.price_unit, line.discount), (self.goods, 100, 10))

    def test_gift_card_and_top_up_are_none(self):
        card = self.env.ref("loyalty.gift_card_product_50")
        self.assertNoDeal(self.ring(self.client, self.till_line(card, 1, 50)))
        both = self.ring(self.client, self.till_line(card, 1, 50), (self.goods, 1))
        self.assertDeal(both, 100)

    def test_customer_account(self):
        """Paid later is a deal now; the debt stands in the books."""
        order = self.ring(self.client, (self.goods, 1), method=self.account)
        self.assertDeal(order, 100)
        self.assertFacts(self.client, deal_count=1, spent=100, debt=100)

    def test_invoiced_and_closed_session_change_nothing(self):
        order = self.ring(self.client, (self.goods, 1))
        row = self.row_of(order)
        order.with_context(generate_pdf=False).action_pos_order_invoice()
        self.assertEqual(order.state, "done")
        order.session_id.action_pos_session_closing_control()
        self.assertEqual(order.session_id.state, "closed")
        self.assertDeal(order, 100)
        self.assertEqual(self.row_of(order), row)

    def test_other_currency(self):
        """In the company's currency at the order's date."""
        currency = self.env["res.currency"].with_context(active_test=False).search([("name", "=", "EUR")])
        currency.active = True
        values = {"name": "2021-07-01", "rate": 0.5, "currency_id": currency.id, "company_id": self.company.id}
        self.env["res.currency.rate"].create(values)
        pricelist = self.env["product.pricelist"].create({"name": "Abroad", "currency_id": currency.id})
        journal = self.env["account.journal"].create(
            {"name": "Abroad", "type": "sale", "code": "ABR", "currency_id": currency.id}
        )
        bank = self.env["account.journal"].create(
            {"name": "Bank abroad", "type": "bank", "code": "BAB", "currency_id": currency.id}
        )
        method = self.env["pos.payment.method"].create({"name": "Card", "journal_id": bank.id})
        till = self.env["pos.config"].create(
            {
                "name": "Abroad",
                "journal_id": journal.id,
                "invoice_journal_id": journal.id,
                "use_pricelist": True,
                "available_pricelist_ids": [Command.set(pricelist.ids)],
                "pricelist_id": pricelist.id,
                "payment_method_ids": [Command.set(method.ids)],
            }
        )
        order = self.ring(self.client, (self.goods, 1), till=till, method=method, date_order="2021-07-02 09:00:00")
        self.assertDeal(order, 200)

    def test_queries_do_not_grow(self):
        """Closing an order costs a bounded number of queries, whatever its size."""
        counts = []
        for size in (1, 2, 20):  # the first fills caches that live longer
            order = self.ring(self.client, *[(self.goods, 1)] * size, state="draft")
            self.env.flush_all()
            self.env.invalidate_all()
            order.mapped("lines.product_id.name")
            before = self.env.cr.sql_log_count
            order.state = "paid"
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
        self.assertLess(counts[1], 35)

    def test_session_that_closes_reads_no_deals(self):
        orders = [self.ring(self.client, (self.goods, 1)) for __ in range(3)]
        orders = orders[0].concat(*orders)
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        orders.write({"state": "done"})
        self.env.flush_all()
        self.assertLess(self.env.cr.sql_log_count - before, 6)
