from odoo import models


class BasePartnerMerge(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Rules for certain clients now name the one that is left; the process keeps them."""
        result = super()._update_foreign_keys(src_partners, dst_partner)
        self.env.registry.clear_cache()
        return result
