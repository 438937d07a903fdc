from odoo import fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    clientele_instalment_id = fields.Many2one(
        "clientele.instalment",
        string="Instalment",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        help="The part of a prepaid plan that this line bills. Once it is paid, the part opens.",
    )

    def _prepare_invoice_line(self, **optional_values):
        values = super()._prepare_invoice_line(**optional_values)
        if self.clientele_instalment_id:
            values["clientele_instalment_id"] = self.clientele_instalment_id.id
        return values

    def _clientele_parts(self):
        """:return: instalments (sudo) that these lines bill, one by one or by selling the whole plan"""
        lines = self.sudo()  # sudo: balances are kept right whoever sells
        return lines.clientele_instalment_id | lines.clientele_subscription_ids.instalment_ids

    def _clientele_worth(self):
        """:return: what the line costs, tax included, in the company's currency, as Decimal"""
        return self.order_id._clientele_company_money(self.price_total)

    def _clientele_deliver_services(self):
        """What is billed after it took place has been delivered, so that an invoice can ask for it."""
        for line in self:
            if line.qty_delivered_method == "manual" and line.product_id.invoice_policy == "delivery":
                line.qty_delivered = line.product_uom_qty
