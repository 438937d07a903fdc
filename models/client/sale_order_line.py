from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _compute_discount(self):
        """The client's standing discount applies itself where no pricelist and nobody gave one (YC1)."""
        result = super()._compute_discount()
        for line in self.filtered(lambda line: not line.discount and line._clientele_takes_discount()):
            discount = line.order_id._clientele_standing_discount()
            if discount:
                line.discount = discount
        return result

    def _clientele_takes_discount(self):
        """Whether a standing discount may lower this line: goods and services, not rewards or down payments."""
        special = self.display_type or self.is_reward_line or self.is_downpayment or self.combo_item_id
        return bool(self.product_id) and not special
