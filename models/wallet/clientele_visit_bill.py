from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_amount

LIVING_ORDERS = ("draft", "sent", "sale")


class ClienteleVisit(models.Model):
    """Billing what money pays of a visit in one click; what was prepaid, or is billed, is never billed again (DF5)."""

    _inherit = "clientele.visit"

    amount_to_bill = fields.Monetary(
        string="Not billed", compute="_compute_bills", help="What money pays, and no order bills."
    )
    billed_by = fields.Char(string="Billed by", compute="_compute_bills", help="The orders and invoices of this visit.")

    @api.depends("state", "line_ids.amount", "line_ids.billed", "line_ids.prepaid", "sale_order_ids.state")
    def _compute_bills(self):
        for visit in self:
            visit.amount_to_bill = sum(visit._lines_to_bill().mapped("amount"))
            orders = visit.sudo().sale_order_ids.filtered(lambda order: order.state != "cancel")  # sudo: only names
            names = [*orders.mapped("name"), *orders.invoice_ids.filtered("name").mapped("name")]
            visit.billed_by = ", ".join(names)

    # ---------------------------------------------------------------- actions

    def action_bill(self):
        """Make a confirmed order of what money pays; again opens what is there.

        :raises UserError: where nothing can be billed
        """
        self._check_may_bill()
        self._bill()
        return self._show_bills(self._living_orders())

    def action_invoice(self):
        """Make a posted invoice of what money pays; again opens what is there.

        :raises UserError: where nothing can be billed
        """
        self._check_may_bill()
        self._bill()
        orders = self._living_orders()
        open_orders = orders.filtered(lambda order: order.invoice_status == "to invoice")
        if open_orders:
            invoices = open_orders._create_invoices(final=True)
            invoices.invoice_date = self.branch_id._today()
            invoices.action_post()
        return self._show_bills(orders.invoice_ids)

    # ---------------------------------------------------------------- billing

    def _check_may_bill(self):
        """:raises UserError: for a visit that is not done, or of which money pays nothing"""
        self.ensure_one()
        self.check_access("write")
        if self.state != "done" or self.kind != "visit":
            raise UserError(self.env._("Close the visit first; then what money pays of it can be billed."))
        if not (self._lines_to_bill() or self._living_orders()):
            raise UserError(self.env._("Nothing is left to bill: what this visit cost was prepaid, or cost nothing."))

    def _living_orders(self):
        visits = self.sudo()  # sudo: whoever closes the visit bills it
        return visits.sale_order_ids.filtered(lambda order: order.state in LIVING_ORDERS)

    def _lines_to_bill(self):
        """:return: lines of done visits that money pays and no order bills, nor a quotation will"""
        return self.line_ids.filtered(lambda line: line.state == "done" and line._is_to_bill())

    def _bill(self):
        """Bill what is left to bill; again changes nothing."""
        lines = self._lines_to_bill()
        if not lines:
            return
        Order = self.env["sale.order"].sudo().with_company(self.company_id)  # sudo: whoever closes the visit bills it
        order = Order.create(self._prepare_order(lines))
        for line, order_line in zip(lines, order.order_line.sorted("sequence"), strict=True):
            line.sale_line_id = order_line.id
        order.action_confirm()
        order.order_line._clientele_deliver_services()
        self._move_payments(order)

    def _prepare_order(self, lines):
        return {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "clientele_visit_id": self.id,
            "pricelist_id": False,
            "order_line": [
                Command.create({**line._prepare_order_line(), "sequence": nr}) for nr, line in enumerate(lines, 1)
            ],
        }

    def _move_payments(self, order):
        """What was noted as paid on the visit is to be paid on the order now (DF5: each amount is owed once)."""
        rest = min(self.amount_paid, self._amount_to_pay())
        paid = self.amount_paid - rest
        if self.currency_id.is_zero(paid):
            return
        self.amount_paid = rest
        self.message_post(
            body=self.env._(
                "%(amount)s were noted as paid on the visit. %(order)s bills them now: register the payment there.",
                amount=format_amount(self.env, paid, self.currency_id),
                order=order.name,
            )
        )

    def _show_bills(self, documents):
        """:return: the action that opens the documents, or names them to who may not read them"""
        own = documents.sudo(False)
        if own.has_access("read"):
            return own._get_records_action(name=self.env._("Bills"))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(documents)s: %(amount)s",
                    documents=", ".join(documents.mapped("name")),
                    amount=format_amount(self.env, sum(documents.mapped("amount_total")), self.currency_id),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
