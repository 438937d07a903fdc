from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Core moves visits and cards by SQL: the facts of the kept client follow from all of them now."""
        result = super()._update_foreign_keys(src_partners, dst_partner)
        self.env["clientele.client"]._touch(dst_partner.ids)
        return result
