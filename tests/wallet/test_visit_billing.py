from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import WalletCase


@tagged("post_install", "-at_install")
class TestVisitBilling(WalletCase):
    """What money pays of a visit is billed from it in one click, each amount once (DF5, issue 4 "Using")."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sell(cls.package, pay=1)

    def visit_of(self, *lines, **values):
        """:param lines: dicts of lines, by default a laser session by the package, a haircut and a shampoo
        :return: a done visit
        """
        lines = lines or (
            {"product_id": self.laser.id, "paid_by": "visits"},
            {"product_id": self.service.id, "resource_id": self.practitioner.id},
            {"product_id": self.product.id},
        )
        self.product.taxes_id = [Command.clear()]
        visit = self.make_visit(self.ann, "2021-07-21", "booked", [*lines], **values)
        visit._close()
        return visit

    def order_of_laser(self, **values):
        """:return: a quotation for a laser session"""
        line = {"product_id": self.laser.id, "price_unit": 200, "discount": 0}
        return self.env["sale.order"].create(
            {"partner_id": self.ann.id, "order_line": [Command.create(line)], **values}
        )

    def tax(self, percent, included):
        return self.env["account.tax"].create(
            {
                "name": f"{percent} % {included}",
                "amount": percent,
                "price_include_override": "tax_included" if included else "tax_excluded",
            }
        )

    def test_bill(self):
        """The prepaid line is not billed; the visit owes nothing any more, the order does."""
        visit = self.visit_of(amount_paid=0)
        self.assertEqual((visit.amount_total, visit.amount_paid, visit.amount_to_bill), (229, 29, 29))
        visit.action_bill()
        order = visit.sale_order_ids
        self.assertEqual((order.state, order.amount_total), ("sale", 29))
        self.assertEqual(order.order_line.product_id, self.service | self.product)
        self.assertEqual(visit.line_ids.mapped("billed"), [False, True, True])
        self.assertEqual((visit.amount_total, visit.amount_paid, visit.amount_due), (229, 0, 0))
        self.assertEqual((visit.billed_by, visit.amount_to_bill, len(visit.line_ids)), (order.name, 0, 3))
        self.assertFacts(self.ann, debt=29, spent=229, deal_count=1)
        self.assertIn("register the payment", visit.message_ids[0].body)

    def test_what_is_not_paid_moves_to_the_order(self):
        visit = self.visit_of()
        visit.amount_paid = 0
        self.assertFacts(self.ann, debt=29)
        visit.action_bill()
        self.assertFacts(self.ann, debt=29)
        self.assertEqual(visit.amount_due, 0)

    def test_twice(self):
        visit = self.visit_of()
        visit.action_bill()
        action = visit.action_bill()
        self.assertEqual((len(visit.sale_order_ids), action["res_model"]), (1, "sale.order"))
        for __ in range(2):
            self.assertEqual(visit.action_invoice()["res_model"], "account.move")
        invoice = visit.sale_order_ids.invoice_ids
        self.assertEqual((len(invoice), invoice.state, invoice.amount_total), (1, "posted", 29))
        self.assertEqual(visit.billed_by, f"{visit.sale_order_ids.name}, {invoice.name}")
        invoice.invoice_date_due = self.today  # core takes the clock of the server
        self.assertFacts(self.ann, debt=29)
        payment = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids)
        payment.create({})._create_payments()
        self.assertFacts(self.ann, debt=0, spent=229, deal_count=1)

    def test_invoice_at_once(self):
        """Also for services that are invoiced once they are delivered."""
        self.service.invoice_policy = "delivery"
        visit = self.visit_of({"product_id": self.service.id})
        visit.action_invoice()
        self.assertEqual((visit.sale_order_ids.invoice_ids.amount_total, visit.amount_due), (20, 0))

    def test_nothing_to_bill(self):
        visit = self.visit_of({"product_id": self.laser.id, "paid_by": "visits"})
        for bill in (visit.action_bill, visit.action_invoice):
            with self.assertRaisesRegex(UserError, "Nothing is left to bill"):
                bill()
        coming = self.make_visit(self.ann, "2021-07-21", "booked")
        with self.assertRaisesRegex(UserError, "Close the visit first"):
            coming.action_bill()
        self.assertFalse((visit | coming).sale_order_ids)

    def test_exact_with_any_tax(self):
        """Quantity, discount and tax: the order and its invoice come to the cent to what the visit says."""
        for included in (True, False):
            self.service.taxes_id = self.tax(20, included)
            for price, quantity, discount in ((45.50, 3, 0), (33.33, 3, 15), (0.07, 7, 5), (600, 1, 12.5)):
                with self.subTest(included=included, price=price):
                    line = {"product_id": self.service.id, "price_unit": price, "quantity": quantity}
                    visit = self.visit_of({**line, "discount": discount})
                    amount = visit.amount_total
                    visit.action_invoice()
                    order = visit.sale_order_ids
                    self.assertEqual((order.amount_total, order.order_line.discount), (amount, discount))
                    self.assertEqual(order.invoice_ids.amount_total, amount)
                    self.assertEqual((visit.amount_total, visit.amount_due), (amount, 0))

    def test_same_service_twice(self):
        """Each order line stands for its own line, whatever the quantities."""
        lines = [{"product_id": self.service.id, "quantity": quantity} for quantity in (3, 1)]
        visit = self.visit_of(*lines)
        visit.action_bill()
        self.assertEqual((visit.line_ids.mapped("amount"), len(visit.line_ids)), ([60, 20], 2))

    def test_billed_anew_after_its_order_was_cancelled(self):
        visit = self.visit_of({"product_id": self.service.id})
        visit.action_bill()
        visit.sale_order_ids._action_cancel()
        self.assertEqual((visit.amount_due, visit.amount_to_bill), (20, 20))
        visit.action_bill()
        self.assertEqual((visit.sale_order_ids.mapped("state").count("sale"), visit.amount_due), (1, 0))
        self.assertEqual(len(visit.line_ids), 1)

    def test_prepaid_line_is_not_claimed_by_an_order(self):
        """A laser session that is sold besides is one more; the prepaid one stays prepaid."""
        visit = self.visit_of({"product_id": self.laser.id, "paid_by": "visits"})
        self.order_of_laser(clientele_visit_id=visit.id).action_confirm()
        self.assertEqual((len(visit.line_ids), visit.amount_total, self.left()), (2, 400, 1))
        self.assertEqual(visit.line_ids.mapped("prepaid"), [True, False])

    def test_prepaid_line_that_an_order_names(self):
        """Somebody links the line with an order by hand: money pays it then, the package gets its visit back."""
        visit = self.visit_of({"product_id": self.laser.id, "paid_by": "visits"})
        order = self.order_of_laser()
        visit.line_ids.sale_line_id = order.order_line
        order.clientele_visit_id = visit
        order.action_confirm()
        line = visit.line_ids
        self.assertEqual((line.paid_by, line.prepaid, line.billed, self.left()), ("money", False, True, 2))
        self.assertLedger()

    def test_billed_line_cannot_be_prepaid(self):
        visit = self.visit_of({"product_id": self.laser.id})
        visit.action_bill()
        with self.assertRaisesRegex(UserError, "bills Laser"):
            visit.line_ids.paid_by = "visits"
        self.assertEqual(self.left(), 2)

    def test_done_and_bill(self):
        visit = self.make_visit(
            self.ann, "2021-07-21", "booked", [{"product_id": one.id} for one in (self.laser, self.service)]
        )
        dialog = self.env["clientele.settle"].browse(visit.action_done()["res_id"])
        self.assertEqual(dialog.action_done_and_bill()["res_model"], "sale.order")
        self.assertEqual((visit.sale_order_ids.amount_total, visit.amount_paid, self.left()), (20, 0, 1))
        self.assertFacts(self.ann, debt=20)

    def test_rights(self):
        """Reception bills without keeping the books, and is told the number; a practitioner does not."""
        visit = self.visit_of()
        for user, bill in ((self.make_user("receptionist"), "action_bill"), (self.env.user, "action_invoice")):
            getattr(visit.with_user(user), bill)()
        self.assertEqual(len(visit.sale_order_ids.invoice_ids), 1)
        notification = visit.with_user(self.env.ref("base.user_admin")).action_bill()
        self.assertEqual(notification["type"], "ir.actions.act_window")
        self.practitioner.user_id = self.make_user("practitioner")
        with self.assertRaises(AccessError):
            visit.with_user(self.practitioner.user_id).action_bill()
