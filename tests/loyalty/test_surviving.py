from decimal import Decimal

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .loyalty_common import LoyaltyCase


@tagged("post_install", "-at_install")
class TestSurviving(LoyaltyCase):
    """LO11: what is cancelled, edited or returned takes back what it earned and gives back what it cost, exactly."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program = cls.make_program({"clientele_rate": 10})

    def test_cancelled_and_confirmed_again(self):
        order = self.make_order()
        order._action_cancel()
        self.assertEqual(self.points(self.program), 0)
        order.action_draft()
        order.action_confirm()
        self.assertEqual(self.points(self.program), 10)

    def test_edited(self):
        """The rule and the rate stay those of the sale; a new line earns by the rules of today."""
        order = self.make_order((self.cream, 100, 2))
        self.program.rule_ids.clientele_rate = 1
        order.order_line.product_uom_qty = 3
        self.assertEqual(self.points(self.program), 30)
        order.order_line.product_uom_qty = 1
        self.assertEqual(self.points(self.program), 10)
        order.order_line = [Command.create({"product_id": self.cream.id, "price_unit": 100})]
        self.assertEqual(self.points(self.program), 11)

    def test_a_cancelled_order_gives_back_what_it_cost(self):
        order = self.pay_with_points()
        self.assertEqual(self.points(self.program), 6)
        order._action_cancel()
        self.assertEqual(self.points(self.program), 40)

    def test_a_credit_note_returns_its_share(self):
        """Half of the goods comes back: half of what was earned goes, half of what was spent returns."""
        order = self.pay_with_points()
        for line in order.order_line:
            line.qty_delivered = line.product_uom_qty
        invoice = order._create_invoices()
        invoice.action_post()
        self.refund(invoice, 50)
        self.assertEqual(self.points(self.program), 20 + 3)
        self.refund(invoice, 50)
        self.assertEqual(self.points(self.program), 40)

    def test_points_spent_elsewhere_by_policy(self):
        """Taken back 10, of which 10 were spent: owed, or let go, or refused."""
        for policy, after in (("owe", 5), ("rest", 15)):
            client = self.make_client(policy)
            self.program.clientele_spent_policy = policy
            order = self.spend_elsewhere(client)
            order._action_cancel()
            self.assertEqual(self.points(self.program, client), 0, policy)
            self.make_order((self.cream, 150), client=client)
            self.assertEqual(self.points(self.program, client), after, policy)
        self.program.clientele_spent_policy = "refuse"
        order = self.spend_elsewhere(self.make_client("refuse"))
        with self.assertRaises(UserError), self.env.cr.savepoint():
            order._action_cancel()

    def test_a_save_is_judged_as_a_whole(self):
        """Policy *refuse*: quantities that are swapped take nothing back; taking away more than is left is refused."""
        self.program.clientele_spent_policy = "refuse"
        self.cream.invoice_policy = "order"
        order = self.make_order((self.cream, 100, 3), (self.cream, 100, 1))
        card = self.program._clientele_card(self.client_anna)
        card._clientele_spend("test:elsewhere", Decimal(40))
        first, second = order.order_line
        swap = [Command.update(first.id, {"product_uom_qty": 1}), Command.update(second.id, {"product_uom_qty": 3})]
        order.order_line = swap
        self.assertEqual((self.points(self.program), order.clientele_award_ids.mapped("points")), (0, [10, 30]))
        order.order_line = [
            Command.update(first.id, {"product_uom_qty": 0}),
            Command.create({"product_id": self.cream.id}),
        ]
        self.assertEqual(self.points(self.program), 0)
        less = [Command.update(second.id, {"product_uom_qty": 2}), Command.update(first.id, {"product_uom_qty": 0})]
        with self.assertRaises(UserError), self.env.cr.savepoint():
            order.order_line = less

    def test_let_go_points_are_not_given_twice(self):
        """Policy *rest*: spent, cancelled, confirmed again: the client has had these points."""
        self.program.clientele_spent_policy = "rest"
        client = self.make_client("Rest")
        order = self.spend_elsewhere(client)
        order._action_cancel()
        order.action_draft()
        order.action_confirm()
        self.assertEqual(self.points(self.program, client), 0)
        order.order_line.product_uom_qty = 2
        self.assertEqual(self.points(self.program, client), 10, "only what is more than before")

    def test_points_that_come_back_settle_what_is_owed(self):
        client = self.make_client("Owes")
        order = self.spend_elsewhere(client)
        order._action_cancel()
        self.env["sale.order"].search([("partner_id", "=", client.id), ("state", "=", "sale")])._action_cancel()
        self.assertEqual(self.points(self.program, client), 0)
        self.assertFalse(self.program._clientele_card(client).clientele_shortfall_ids.filtered("left"))

    def test_once_per_order(self):
        """What a rule gives once per order stays with the lines that are left, and new lines bring nothing more."""
        self.program.rule_ids.write({"reward_point_mode": "order", "clientele_rate": 10})
        order = self.make_order((self.cream, 100), (self.cream, 100))
        order.order_line = [Command.create({"product_id": self.cream.id})]
        self.assertEqual(self.points(self.program), 10)
        order.order_line[0].product_uom_qty = 0
        self.assertEqual(self.points(self.program), 10)
        order.order_line.product_uom_qty = 0
        self.assertEqual(self.points(self.program), 0)

    def test_made_promotional_afterwards(self):
        """LO9: a line that is made cheaper earns nothing, and at its price again by the rule of its sale."""
        order = self.make_order()
        self.program.rule_ids.clientele_rate = 1
        order.order_line.discount = 5
        self.assertEqual(self.points(self.program), 0)
        self.assertEqual(order.clientele_award_ids.why, "Promotional lines earn nothing")
        order.order_line.discount = 0
        self.assertEqual(self.points(self.program), 10)

    def test_a_price_that_rises_later_changes_nothing(self):
        order = self.make_order()
        self.cream.list_price = 130
        order.order_line.write({"product_uom_qty": 2, "price_unit": 100})
        self.assertEqual(self.points(self.program), 20)

    def test_half_a_cent_goes_up(self):
        """Of 10 points that pay 2000, 1.275 and 1.265 are still spent; half to even would make 1.26 of the latter."""
        for kept, spent in ((255, 1.28), (253, 1.27)):
            client = self.make_client(f"Half {kept}")
            self.program._clientele_card(client)._clientele_earn(f"test:{client.id}", Decimal(10))
            order = self.make_order((self.cream, 2000), client=client, confirm=False)
            self.use_points(order)
            order.action_confirm()
            self.refund(self.invoiced(order), 2000 - kept)
            self.assertEqual(order._clientele_settlements().spent, spent)

    def invoiced(self, order):
        """:return: a posted invoice of what is to be invoiced"""
        for line in order.order_line:
            line.qty_delivered = line.product_uom_qty
        invoice = order._create_invoices()
        invoice.action_post()
        return invoice

    def credit(self, invoice, quantity):
        note = invoice._reverse_moves()
        note.invoice_line_ids.quantity = quantity
        note.action_post()
        return note

    def confirm_again(self, order):
        order._action_cancel()
        order.action_draft()
        order.action_confirm()

    def test_confirmed_again_with_a_credit_note(self):
        """What was returned before belongs to the sale that was cancelled: the order is sold anew, as core bills it."""
        order = self.make_order((self.cream, 100, 2))
        note = self.credit(self.invoiced(order), 1)
        self.assertEqual(self.points(self.program), 10)
        self.confirm_again(order)
        self.assertEqual((self.points(self.program), order.order_line.qty_to_invoice), (20, 1))
        second = self.invoiced(order)
        self.assertEqual((second.amount_total, self.points(self.program)), (100, 20))
        self.credit(second, 1)
        self.assertEqual(self.points(self.program), 10)
        note.button_draft()
        self.assertEqual(self.points(self.program), 20, "300 are billed, 100 returned: the two of the order stay")

    def test_wholly_returned_and_confirmed_again(self):
        order = self.make_order((self.cream, 100, 2))
        self.credit(self.invoiced(order), 2)
        self.assertEqual(self.points(self.program), 0)
        self.confirm_again(order)
        self.assertEqual((self.points(self.program), order.clientele_owed), (20, 200))
        self.credit(self.invoiced(order), 2)
        self.assertEqual(self.points(self.program), 0)

    def test_corrected_by_another_invoice(self):
        """An invoice that is reversed and made anew returns nothing."""
        order = self.make_order((self.cream, 100, 2))
        self.credit(self.invoiced(order), 2)
        self.assertEqual(self.points(self.program), 0)
        second = self.invoiced(order)
        self.assertEqual(self.points(self.program), 20)
        self.credit(second, 1)
        self.assertEqual(self.points(self.program), 10)

    def test_edited_and_credited(self):
        """Two of three are taken off the order, and then credited: what is left stays whole."""
        order = self.make_order((self.cream, 100, 3))
        invoice = self.invoiced(order)
        order.order_line.qty_delivered = 1
        order.order_line.product_uom_qty = 1
        self.credit(invoice, 2)
        self.assertEqual(self.points(self.program), 10)
        self.credit(invoice, 1)
        self.assertEqual(self.points(self.program), 0)

    def test_another_client(self):
        """The points go to whoever the order is for."""
        other = self.make_client("Other")
        order = self.make_order()
        order.partner_id = other
        self.assertEqual((self.points(self.program), self.points(self.program, other)), (0, 10))
        order._update_programs_and_rewards()
        self.assertFalse(self.program.coupon_ids.filtered(lambda card: not card.partner_id))

    def test_points_of_the_order_do_not_pay_it_afterwards(self):
        order = self.make_order()
        order._update_programs_and_rewards()
        self.assertFalse(order._get_claimable_rewards())

    def test_what_clients_read_on_their_order(self):
        """Core's box on the order, its portal page and its print: what was earned and used in the end."""
        order = self.pay_with_points()
        self.assertEqual((order.loyalty_data["issued"], order.loyalty_data["cost"]), (6, 40))
        for quantity in (3, 1, 2):
            order.order_line.filtered(lambda line: not line.reward_id).product_uom_qty = quantity
        order.invalidate_recordset(["loyalty_data"])
        self.assertEqual((order.loyalty_data["issued"], order.loyalty_data["cost"]), (16, 40))

    def test_down_payments_change_nothing(self):
        """Neither do their refunds; the goods do."""
        order = self.make_order((self.cream, 100, 2))
        order.order_line.qty_delivered = 2
        wizard = self.env["sale.advance.payment.inv"].with_context(active_ids=order.ids, active_model="sale.order")
        wizard.create({"advance_payment_method": "percentage", "amount": 50}).create_invoices()
        order.invoice_ids.action_post()
        order.invoice_ids._reverse_moves().action_post()
        self.assertEqual(self.points(self.program), 20)
        invoice = order._create_invoices(final=True)
        invoice.action_post()
        self.assertEqual(self.points(self.program), 20)
        self.refund(invoice, 50)
        self.assertEqual(self.points(self.program), 10)

    def test_another_currency(self):
        """An order of 200 at 2 to 1 is worth 100; half of it comes back."""
        currency = self.env["res.currency"].create({"name": "TST", "symbol": "T", "rounding": 0.01})
        rate = {"name": "2021-01-01", "rate": 2, "company_id": self.env.company.id, "currency_id": currency.id}
        self.env["res.currency.rate"].create(rate)
        pricelist = self.env["product.pricelist"].create({"name": "Abroad", "currency_id": currency.id})
        order = self.make_order((self.cream, 200), pricelist_id=pricelist.id)
        self.assertEqual(self.points(self.program), 10)
        order.order_line.qty_delivered = 1
        invoice = order._create_invoices()
        invoice.action_post()
        self.refund(invoice, 100)
        self.assertEqual(self.points(self.program), 5)

    def test_merged_clients(self):
        """The orders of a merged client go on from what they have put on the card, wherever it is now."""
        other = self.make_client("Other")
        self.make_order((self.cream, 200), client=other)
        order = self.pay_with_points()
        self.merge(self.client_anna, other)
        self.assertEqual(self.points(self.program, other), 20 + 6)
        order.order_line.filtered(lambda line: not line.reward_id).product_uom_qty = 2
        self.assertEqual(self.points(self.program, other), 20 + 16)
        order._action_cancel()
        self.assertEqual(self.points(self.program, other), 20 + 40)

    def test_merged_clients_of_one_order(self):
        other = self.make_client("Other")
        order = self.make_order()
        order.partner_id = other
        order.partner_id = self.client_anna
        order.partner_id = other
        self.merge(self.client_anna, other)
        self.assertEqual(self.points(self.program, other), 10)
        order.order_line.product_uom_qty = 2
        self.assertEqual(self.points(self.program, other), 20)
        order._action_cancel()
        self.assertEqual(self.points(self.program, other), 0)

    def merge(self, gone, kept):
        self.env["base.partner.merge.automatic.wizard"].create({})._merge([gone.id, kept.id], kept)
        self.env.invalidate_all()

    def spend_elsewhere(self, client):
        order = self.make_order(client=client)
        sample = self.env["product.product"].create({"name": "Sample", "type": "consu", "taxes_id": False})
        other = self.make_order((sample, 10), client=client, confirm=False)
        self.use_points(other)
        other.action_confirm()
        self.assertEqual(self.points(self.program, client), 0)
        return order

    def pay_with_points(self):
        self.make_order((self.cream, 400))
        order = self.make_order(confirm=False)
        self.use_points(order)
        order.action_confirm()
        return order

    def use_points(self, order):
        order._update_programs_and_rewards()
        [(card, rewards)] = order._get_claimable_rewards().items()
        self.assertFalse(order._apply_program_reward(rewards, card))

    def refund(self, invoice, price):
        """A credit note over some of the goods, which says nothing of the points."""
        note = invoice._reverse_moves()
        note.invoice_line_ids.filtered(lambda line: line.price_unit < 0).unlink()
        note.invoice_line_ids.price_unit = price
        note.action_post()
