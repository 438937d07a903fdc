from odoo import api, models


class PosOrder(models.Model):
    """What is paid by customer account is owed from that moment (DF5)."""

    _inherit = "pos.order"

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders._clientele_touch_debtors()
        return orders

    def write(self, vals):
        if {"state", "partner_id", "payment_ids", "account_move"}.isdisjoint(vals):
            return super().write(vals)
        before = self.partner_id
        result = super().write(vals)
        self._clientele_touch_debtors()
        self.env["clientele.client"]._touch_debtors(before - self.partner_id)
        return result

    def _clientele_touch_debtors(self):
        later = self.filtered(lambda order: "pay_later" in order.payment_ids.payment_method_id.mapped("type"))
        self.env["clientele.client"]._touch_debtors(later.partner_id)
