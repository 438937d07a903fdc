from odoo.tests import tagged

from .test_portal_wallet import URL, PortalWalletCase


@tagged("post_install", "-at_install")
class TestPortalWalletBills(PortalWalletCase):
    """An instalment that an invoice or order asks for leads to its page, where it can be paid."""

    def bills(self, subscription):
        """:return: addresses of the pages of bills"""
        links = self.page(f"{URL}/{subscription.id}").xpath("//li[contains(@class, 'clientele_instalment')]//a/@href")
        for link in links:
            self.assertEqual(self.url_open(link).status_code, 200)
        return links

    def test_invoice(self):
        """A draft is no bill yet; paid, there is nothing to pay any more."""
        subscription = self.sell(self.package, pay=0)
        invoice = subscription.instalment_ids[0]._make_invoices()
        self.assertEqual(self.bills(subscription), [])
        invoice.action_post()
        self.assertEqual(self.bills(subscription), [f"/my/invoices/{invoice.id}"])
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids)
        wizard.create({})._create_payments()
        self.assertEqual(subscription.instalment_ids[0].state, "paid")
        self.assertEqual(self.bills(subscription), [])

    def test_order(self):
        """A quotation that was sent, or an order."""
        subscription = self.sell(self.package, pay=1)
        subscription.instalment_ids[1].action_order()
        order = subscription.instalment_ids.ordered_line_ids.order_id
        self.assertEqual(self.bills(subscription), [])
        order.action_quotation_sent()
        self.assertEqual(self.bills(subscription), [f"/my/orders/{order.id}"])
        order.action_confirm()
        self.assertEqual(self.bills(subscription), [f"/my/orders/{order.id}"])

    def test_bill_of_somebody_else(self):
        """Where another one pays, the client has no page to pay on."""
        subscription = self.sell(self.package, pay=0)
        invoice = subscription.instalment_ids[0]._make_invoices()
        invoice.partner_id = self.bob
        invoice.action_post()
        self.assertEqual(self.bills(subscription), [])
