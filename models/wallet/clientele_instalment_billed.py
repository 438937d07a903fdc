from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ...tools.instalments import fill
from .clientele_lot import units


class ClienteleInstalment(models.Model):
    """Invoices and orders that bill instalments, and the money that they bring (IN2).

    A part is billed once: by an invoice, by an order, or by the order that sold the whole plan.
    """

    _inherit = "clientele.instalment"

    move_line_ids = fields.One2many(
        "account.move.line", "clientele_instalment_id", string="Invoice lines", readonly=True
    )
    ordered_line_ids = fields.One2many(
        "sale.order.line", "clientele_instalment_id", string="Order lines", readonly=True
    )
    amount_billed = fields.Monetary(
        string="Billed, not paid", readonly=True, default=0, help="Asked for by posted invoices and confirmed orders."
    )
    amount_open = fields.Monetary(
        string="Not billed",
        compute="_compute_amount_open",
        store=True,
        help="Still to pay, and asked for by no invoice and no order.",
    )

    @api.depends("amount_due", "amount_billed")
    def _compute_amount_open(self):
        for part in self:
            part.amount_open = max(part.amount_due - part.amount_billed, 0)

    # ---------------------------------------------------------------- what documents brought

    def _sync(self):
        result = super()._sync()
        for part in self.sudo():  # sudo: follows from documents
            billed, paid = part._document_money()
            waiting = float(max(billed - paid, 0)) if part.state == "due" else 0
            if part.currency_id.compare_amounts(part.amount_billed, waiting):
                part.amount_billed = waiting
        return result

    def _received(self):
        return super()._received() + float(self._document_money()[1])

    def _document_money(self):
        """:return: (billed, paid) by posted documents, less credit notes, in the company's currency, as Decimal"""
        sources = [self._invoiced_money(), *map(self._ordered_money, self._order_lines())]
        billed, paid = (sum(column, Decimal(0)) for column in zip(*sources, strict=True))
        return max(billed, Decimal(0)), max(paid, Decimal(0))

    def _invoiced_money(self):
        """:return: (billed, paid) by invoices without an order, and by credit notes that name this part"""
        billed = paid = Decimal(0)
        for line in self.move_line_ids.filtered(lambda line: line.parent_state == "posted"):
            worth = line._clientele_worth()
            if worth < 0:
                billed, paid = billed + worth, paid + worth
            elif not line.sale_line_ids:
                billed, paid = billed + worth, paid + line.move_id._clientele_paid()[line]
        return billed, paid

    def _order_lines(self):
        """:return: lines of agreed orders that bill this part"""
        lines = self.ordered_line_ids | self.subscription_id.sale_line_id
        return lines.filtered(lambda line: line.state == "sale")

    def _ordered_money(self, line):
        """:return: (billed, paid) of an order's line that fall to this part: its parts are paid one after the other"""
        billed, paid = line.order_id._clientele_plan_money().get(line, (Decimal(0), Decimal(0)))
        parts = line._clientele_parts().filtered(lambda part: part.state != "cancelled")
        parts = parts.sorted(lambda part: (part.subscription_id.id, part.number))
        if self not in parts:
            return Decimal(0), Decimal(0)
        if line.clientele_instalment_id:
            billed = max(billed, line._clientele_worth())
        nr, wants = parts.ids.index(self.id), [part._wanted_of_orders() for part in parts]
        return fill(billed, wants)[nr], fill(paid, wants)[nr]

    def _wanted_of_orders(self):
        """:return: what documents are to bring for this part: what was not received beside them, as Decimal"""
        beside = sum(max(receipt.amount, 0) for receipt in self.receipt_ids)
        return units(self.amount) - units(beside)

    # ---------------------------------------------------------------- billing

    def action_invoice(self):
        """Make a draft invoice per client of the parts that are still to pay.

        :raises UserError: where a part is paid or billed already
        """
        return self._make_invoices()._get_records_action(name=self.env._("Invoices"))

    def action_order(self):
        """Make a quotation per client of the parts that are still to pay.

        :raises UserError: where a part is paid or billed already
        """
        self._check_billable()
        orders = self.env["sale.order"].create(
            [parts._prepare_order(client, company) for (client, company), parts in self._by_client()]
        )
        return orders._get_records_action(name=self.env._("Orders"))

    def _make_invoices(self, day=None):
        """:param day: of the invoice
        :return: the draft invoices, one per client
        """
        self._check_billable()
        day = day or self.env["clientele.branch"]._today()
        return self.env["account.move"].create(
            [parts._prepare_invoice(client, company, day) for (client, company), parts in self._by_client()]
        )

    def _by_client(self):
        """:return: [((client, company), parts)]: what goes on one document"""
        return self.sorted().grouped(lambda part: (part.partner_id, part.company_id)).items()

    def _prepare_invoice(self, client, company, day):
        return {
            "move_type": "out_invoice",
            "partner_id": client.id,
            "company_id": company.id,
            "invoice_date": day,
            "invoice_payment_term_id": False,  # the parts say when they are due
            "invoice_date_due": max(day, min(self.mapped("due_date"))),
            "invoice_line_ids": [Command.create(part._prepare_invoice_line()) for part in self],
        }

    def _prepare_order(self, client, company):
        lines = [Command.create(part._prepare_order_line()) for part in self]
        return {"partner_id": client.id, "company_id": company.id, "order_line": lines}

    def _prepare_invoice_line(self):
        return {**self._prepare_bill(), "quantity": 1}

    def _prepare_order_line(self):
        return {**self._prepare_bill(), "product_uom_qty": 1, "discount": 0}

    def _prepare_bill(self):
        """:return: values of the line of an invoice or order that bills what is open"""
        product = self.plan_id.product_id.with_company(self.company_id)
        return {
            "product_id": product.id,
            "name": self.env._(
                "%(plan)s: part %(number)s of %(count)s",
                plan=self.plan_id.name,
                number=self.number,
                count=len(self.subscription_id.instalment_ids),
            ),
            "clientele_instalment_id": self.id,
            **product._clientele_bill(self.amount_open, self.company_id, self.partner_id),
        }

    def _check_billable(self):
        """:raises UserError: with the reason why nothing can be billed for a part, and what to do"""
        for part in self:
            if part.state != "due" or not part.amount_due:
                raise UserError(
                    self.env._(
                        "%(part)s of %(subscription)s is not to be paid any more.",
                        part=part.display_name,
                        subscription=part.subscription_id.display_name,
                    )
                )
            part._check_not_billed(part.sudo().subscription_id.sale_line_id.order_id)  # sudo: its name tells where
            part._check_not_billed()

    def _check_not_billed(self, document=None):
        """:raises UserError: where an invoice or order asks for this part, with its name"""
        document = document or self.sudo()._billing_documents()[:1]  # sudo: its name tells where it is billed
        if document:
            raise UserError(
                self.env._(
                    "%(document)s bills %(part)s of %(subscription)s already. Register the payment there, "
                    "or cancel it first.",
                    document=document.display_name,
                    part=self.display_name,
                    subscription=self.subscription_id.display_name,
                )
            )

    def _check_amount(self, amount):
        result = super()._check_amount(amount)
        self._check_not_billed()
        return result

    def _billing_documents(self):
        """:return: the invoice or order that bills this part and is not paid yet: drafts first"""
        lines = self.move_line_ids | self._order_lines().invoice_lines
        drafts = lines.filtered(lambda line: line.parent_state == "draft").move_id
        orders = self.ordered_line_ids.filtered(lambda line: line.state in ("draft", "sent", "sale")).order_id
        return drafts.filtered(lambda move: move.move_type == "out_invoice") or orders or self._unpaid_invoices()

    def _unpaid_invoices(self):
        """:return: posted invoices, oldest first, that bill this part and are not paid wholly"""
        lines = self.move_line_ids | self._order_lines().invoice_lines
        unpaid = Domain("id", "in", lines.move_id.ids) & Domain("state", "=", "posted")
        unpaid &= Domain("move_type", "=", "out_invoice") & Domain("payment_state", "in", ("not_paid", "partial"))
        return self.env["account.move"].search(unpaid, order="invoice_date, id")
