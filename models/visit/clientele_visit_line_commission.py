from decimal import Decimal

from odoo import api, fields, models


class ClienteleVisitLine(models.Model):
    """What the practitioner earns on a line, at the rates of the day when the line was written."""

    _inherit = "clientele.visit.line"

    commission_base = fields.Monetary(compute="_compute_commission", store=True)
    commission_amount = fields.Monetary(string="Commission", compute="_compute_commission", store=True)

    @api.depends("amount", "quantity", "product_id", "resource_id")
    def _compute_commission(self):
        for line in self:
            base, earned = line._commission() if line.resource_id and line.product_id else (0, 0)
            line.commission_base, line.commission_amount = float(base), float(earned)

    def _commission(self):
        """:return: (base, commission) of a line with a practitioner, as Decimal"""
        company = self.company_id or self.env.company
        terms = self.product_id._clientele_terms(self.resource_id)
        amount, quantity = Decimal(str(self.amount)), Decimal(str(self.quantity))
        return self.product_id._clientele_commission(terms, amount, quantity, company)
