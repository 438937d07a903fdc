from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _clientele_told_as(self):
        """The client of a visit is told once, when it is closed or when it is billed."""
        visit = self.clientele_visit_id
        return visit._clientele_point_key() if visit else super()._clientele_told_as()
