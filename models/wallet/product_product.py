from odoo import models


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _clientele_prepaid(self):
        """What a plan is sold as is money paid ahead, too."""
        return super()._clientele_prepaid() | self._clientele_plans().product_id

    def _clientele_plans(self):
        """:return: the plans that these products sell (sudo)"""
        Plan = self.env["clientele.plan"].sudo().with_context(active_test=False)  # sudo: the till asks, too
        return Plan.search([("product_id", "in", self.ids)]) if self else Plan
