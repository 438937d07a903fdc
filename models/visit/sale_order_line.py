from odoo import api, fields, models
from odoo.tools import float_compare


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    clientele_returned_before = fields.Json(
        readonly=True,
        copy=False,
        help="Quantity and amount that credit notes had taken back when the order was confirmed, again.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._clientele_sync_orders()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if not self._clientele_deal_fields().isdisjoint(vals):
            self._clientele_sync_orders()
        return result

    def unlink(self):
        orders = self.order_id
        self._clientele_drop_mirrors()
        result = super().unlink()
        orders._clientele_follow_lines()
        return result

    def _clientele_takes_discount(self):
        """What pays for later is sold at its price: a gift card of 100 is worth 100."""
        return super()._clientele_takes_discount() and not self.product_id._clientele_prepaid()

    @api.model
    def _clientele_deal_fields(self):
        """:return: names of fields of a line that the order's deal follows from"""
        return {"product_id", "product_uom_qty", "product_uom_id", "price_unit", "discount", "tax_ids", "reward_id"}

    def _clientele_sync_orders(self):
        self.order_id._clientele_follow_lines()

    def _clientele_drop_mirrors(self):
        """Visit lines that stand for these lines go with them, or get their own price again."""
        Line = self.env["clientele.visit.line"].sudo()  # sudo: deals are kept right whoever sells
        Line.search([("sale_line_id", "in", self.ids)])._release_order("sale_line_id", keep_link=False)

    def _clientele_billed(self, move_types):
        """:return: (quantity, amount) that posted moves of these types bill for this line, in the order's unit and
        currency, tax included; neither invoices nor credit notes count what was returned and is sold again"""
        quantity, amount = self._clientele_posted_sums(move_types)
        again = self._clientele_sold_again()
        return quantity - again[0], amount - again[1]

    def _clientele_sold_again(self):
        """What was returned before the order was confirmed anew, or is billed by another invoice since.

        :return: (quantity, amount)
        """
        returned = self._clientele_posted_sums(("out_refund",))
        if self.is_downpayment or self.product_uom_qty <= 0 or not any(returned):
            return 0.0, 0.0
        billed, sold = self._clientele_posted_sums(("out_invoice",)), (self.product_uom_qty, self.price_total)
        sums = zip(self.clientele_returned_before or (0.0, 0.0), billed, sold, returned, strict=True)
        return tuple(min(max(before, bill - sale, 0.0), back) for before, bill, sale, back in sums)

    def _clientele_note_returned(self):
        """The order is about to be confirmed: credit notes that are there take nothing back of what is sold now."""
        for line in self.sudo().filtered("invoice_lines"):  # sudo: deals are kept right whoever sells
            returned = line._clientele_posted_sums(("out_refund",))
            before = list(returned) if any(returned) else False
            if (line.clientele_returned_before or False) != before:
                line.clientele_returned_before = before

    def _clientele_posted_sums(self, move_types):
        """:return: (quantity, amount) of all posted moves of these types, as :meth:`_clientele_billed`"""
        quantity = amount = 0.0
        for line in self._clientele_posted(move_types):
            quantity += line.product_uom_id._compute_quantity(line.quantity, self.product_uom_id, round=False)
            amount += self._clientele_convert(line.price_total, line.currency_id)
        return quantity, amount

    def _clientele_posted(self, move_types):
        """:return: lines of posted moves of these types that bill these lines; the till's invoices bill POS orders"""
        return self.invoice_lines.filtered(
            lambda line: (
                line.parent_state == "posted" and line.move_type in move_types and not line.move_id.pos_order_ids
            )
        )

    def _clientele_convert(self, amount, currency):
        if currency == self.currency_id:
            return amount
        return currency._convert(amount, self.currency_id, self.company_id, self.order_id.date_order, round=False)

    def _clientele_is_billed(self):
        """Whether posted invoices bill the quantity that was ordered."""
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        billed = self._clientele_billed(
            ("out_invoice",) if self.product_uom_qty > 0 else ("out_invoice", "out_refund")
        )[0]
        return float_compare(abs(billed), abs(self.product_uom_qty), precision_digits=digits) >= 0
