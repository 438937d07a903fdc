from odoo import api, models


class ProductPricelistItem(models.Model):
    """Rules of pricelists that a program keeps are not changed by hand."""

    _inherit = "product.pricelist.item"

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        items.pricelist_id._clientele_refuse_by_hand()
        return items

    def write(self, vals):
        self.pricelist_id._clientele_refuse_by_hand()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        self.pricelist_id._clientele_refuse_by_hand()
