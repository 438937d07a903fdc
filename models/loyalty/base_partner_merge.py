from odoo import models


class BasePartnerMerge(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Tiers are joined; rules for certain clients now name the one that is left, and the process keeps them."""
        changes = self.env["clientele.tier.change"].sudo()  # sudo: the merge is checked by core's wizard
        changes.search([("partner_id", "in", (src_partners | dst_partner).ids)])._join(dst_partner)
        self.env.flush_all()
        result = super()._update_foreign_keys(src_partners, dst_partner)
        self.env.registry.clear_cache()
        return result
