from odoo import api, fields, models

PAID_STATES = ("paid", "in_payment", "reversed", "invoicing_legacy")
PAYING_STATES = ("authorized", "done")
SAVED = "clientele_saved_orders"  # context key: ids of orders that are followed once all their lines are saved


class SaleOrder(models.Model):
    """A sale order is a deal once it is confirmed and paid, by its invoices or by online payments (DF1)."""

    _name = "sale.order"
    _inherit = ["sale.order", "clientele.deal.source"]

    _clientele_source = "sale"
    _clientele_row_link = "sale_order_id"
    _clientele_line_link = "sale_line_id"
    _clientele_lines = "order_line"
    _clientele_quantity = "product_uom_qty"

    clientele_currency_id = fields.Many2one(related="company_id.currency_id", string="Company Currency")
    clientele_owed = fields.Monetary(
        string="Owed, not invoiced",
        currency_field="clientele_currency_id",
        readonly=True,
        copy=False,
        help="What the confirmed order bills beyond its posted invoices and online payments.",
    )

    _clientele_open = models.Index("(partner_invoice_id, company_id) WHERE clientele_owed > 0")

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders.filtered(lambda order: order.state == "sale")._clientele_sync_deal()
        return orders

    def write(self, vals):
        """Lines that are saved together are followed together: what is in between is nobody's wish."""
        if self._clientele_deal_fields().isdisjoint(vals) and "order_line" not in vals:
            return super().write(vals)
        before = self.filtered(lambda order: order.state == "sale")
        if vals.get("state") == "sale":
            (self - before).order_line._clientele_note_returned()
        saved = self.env.context.get(SAVED, ())
        result = super(SaleOrder, self.with_context(**{SAVED: (*saved, *self.ids)})).write(vals)
        after = before | self.filtered(lambda order: order.state == "sale")
        after.filtered(lambda order: order.id not in saved)._clientele_sync_deal()
        return result

    def _clientele_follow_lines(self):
        """Lines were changed, by themselves or while their order is saved, which follows them afterwards."""
        saved = self.env.context.get(SAVED, ())
        self.filtered(lambda order: order.state == "sale" and order.id not in saved)._clientele_sync_deal()

    @api.model
    def _clientele_deal_fields(self):
        """:return: names of fields of the order itself that its deal follows from"""
        return {"state", "partner_id", "date_order", "company_id", "clientele_visit_id", "transaction_ids"}

    def _clientele_sync_deal(self):
        result = super()._clientele_sync_deal()
        self._clientele_update_owed()
        self.sudo()._clientele_till_lines().order_id._clientele_sync_deal()  # sudo: kept right whoever sells
        return result

    def _clientele_update_owed(self):
        for order in self.sudo():  # sudo: as above
            owed = order._clientele_compute_owed()
            if order.clientele_currency_id.compare_amounts(order.clientele_owed, owed):
                order.clientele_owed = owed

    def _clientele_make_clients(self):
        """Whoever bought in the web shop came through it (FF14)."""
        website = "website_id"  # of the web shop, which need not be installed
        if website not in self._fields:
            return
        Client = self.env["clientele.client"].with_context(clientele_created_from="web_shop")
        for company, orders in self.filtered(website).grouped("company_id").items():
            Client._ensure(orders.partner_id, company)

    # ---------------------------------------------------------------- what the order says

    def _clientele_stands(self):
        return self.state == "sale"

    def _clientele_is_paid(self):
        if self.state != "sale" or self.currency_id.compare_amounts(self.amount_total, 0) <= 0:
            return False
        if self.currency_id.compare_amounts(self._clientele_online_paid(), self.amount_total) >= 0:
            return True
        invoices = self._clientele_posted().filtered(lambda move: move.move_type == "out_invoice")
        return self._clientele_is_invoiced() and all(move.payment_state in PAID_STATES for move in invoices)

    def _clientele_sums(self):
        """What was invoiced, where everything is invoiced, else what was ordered; less credit notes."""
        invoiced = self._clientele_is_invoiced()
        sums, returned = {}, 0.0
        for line in self._clientele_billable():
            quantity, amount = line._clientele_billed(("out_refund",))
            returned += line._clientele_posted_sums(("out_refund",))[1]
            if invoiced:
                billed = line._clientele_billed(("out_invoice",))
            else:
                billed = (0, 0) if line.is_downpayment else (line.product_uom_qty, line.price_total)
            sums[line] = (billed[0] - quantity, billed[1] - amount)
        back = max(self._clientele_online_refunded() - returned, 0)
        return sums, self._clientele_rounding(invoiced) - back

    def _clientele_rounding(self, invoiced):
        """:return: what taxes computed on the whole document differ by from those of its lines"""
        if not invoiced:
            return self.amount_total - sum(self._clientele_billable().mapped("price_total"))
        rounding = 0.0
        for move in self._clientele_posted():
            lines = move.invoice_line_ids.filtered(lambda line: line.display_type == "product")
            if move.currency_id == self.currency_id and all(line.sale_line_ids.order_id == self for line in lines):
                sign = 1 if move.move_type == "out_invoice" else -1
                rounding += sign * (move.amount_total - sum(lines.mapped("price_total")))
        return rounding

    def _clientele_billable(self):
        lines = self.order_line.filtered(lambda line: not line.display_type)
        return lines.with_prefetch(self.order_line._prefetch_ids)  # those of all orders at hand, in one query

    def _clientele_posted(self):
        """:return: posted invoices and credit notes of this order"""
        return self._clientele_billable()._clientele_posted(("out_invoice", "out_refund")).move_id

    def _clientele_till_lines(self):
        """:return: lines of paid POS orders that settle these orders at the till, where ``pos_sale`` is installed

        What the till settles is a deal of the till; the order is none besides (DF1).
        """
        name = "pos_order_line_ids"
        lines = self[name] if name in self._fields else self.env["pos.order.line"]
        return lines.filtered(lambda line: line.order_id._clientele_is_paid())

    def _clientele_is_invoiced(self):
        """Whether posted invoices bill all that was ordered; credit notes take nothing back from that."""
        lines = self._clientele_billable().filtered(
            lambda line: not line.is_downpayment and line.product_uom_qty and line.product_id.type != "combo"
        )
        return bool(lines) and all(line._clientele_is_billed() for line in lines)

    def _clientele_online(self):
        return self.transaction_ids.filtered(lambda tx: tx.state in PAYING_STATES and tx.operation != "refund")

    def _clientele_online_paid(self):
        """:return: what was paid online, less what went back before the order was confirmed anew"""
        again = sum(line._clientele_sold_again()[1] for line in self._clientele_billable())
        return sum(self._clientele_online().mapped("amount")) - min(self._clientele_online_refunded(), again)

    def _clientele_online_refunded(self):
        """:return: what the payment provider gave back"""
        refunds = self.transaction_ids.child_transaction_ids | self.transaction_ids
        refunds = refunds.filtered(lambda tx: tx.state == "done" and tx.operation == "refund")
        return -sum(refunds.mapped("amount"))

    # ---------------------------------------------------------------- what the client owes beyond invoices

    def _clientele_compute_owed(self):
        """:return: the part of a confirmed order that is neither invoiced nor paid online, in the company's currency"""
        if self.state != "sale" or self._clientele_is_invoiced():
            return 0.0
        invoiced = sum(line._clientele_billed(("out_invoice",))[1] for line in self._clientele_billable())
        settled = sum(line._clientele_amount() for line in self._clientele_till_lines())
        posted = sum(line._clientele_posted_sums(("out_invoice",))[1] for line in self._clientele_billable())
        owed = max(self.amount_total - invoiced - settled - self._clientele_online_left(posted), 0)
        return self.company_id.currency_id.round(owed / (self.currency_rate or 1))

    def _clientele_online_left(self, invoiced):
        """:param invoiced: by all posted invoices
        :return: online payments that no invoice used; those linked to invoices pay these first
        """
        left, used = 0.0, 0.0
        for tx in self._clientele_online():
            if tx.invoice_ids.filtered(lambda move: move.state == "posted"):
                used += tx.amount
            else:
                left += tx.amount
        return left + max(used - invoiced, 0)
