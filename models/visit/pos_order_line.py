from math import copysign

from odoo import models


class PosOrderLine(models.Model):
    _inherit = "pos.order.line"

    def _clientele_settled_orders(self):
        """:return: sale orders that these lines settle at the till, where ``pos_sale`` is installed"""
        name = "sale_order_origin_id"
        return self.sudo()[name] if name in self._fields else self.env["sale.order"]  # sudo: kept right whoever sells

    def _clientele_amount(self):
        """:return: the line's amount, tax included, with its sign: a refund made at the till is stored without"""
        return copysign(self.price_subtotal_incl, self.qty * self.price_unit) if self.price_subtotal_incl else 0.0
