from math import copysign

from odoo import models


class PosOrderLine(models.Model):
    _inherit = "pos.order.line"

    def _clientele_amount(self):
        """:return: the line's amount, tax included, with its sign: a refund made at the till is stored without"""
        return copysign(self.price_subtotal_incl, self.qty * self.price_unit) if self.price_subtotal_incl else 0.0
