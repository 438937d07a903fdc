from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def write(self, vals):
        """What is owed for an order is debt of whom it will be invoiced to (DF5)."""
        if {"clientele_owed", "partner_invoice_id", "company_id"}.isdisjoint(vals):
            return super().write(vals)
        before = self.partner_invoice_id
        result = super().write(vals)
        self.env["clientele.client"]._touch_debtors(before | self.partner_invoice_id)
        return result
