from odoo import models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Of changes on the same day one stays, because a unique index has one of each; the kept card's first."""
        self.env.execute_query(
            SQL(
                """
                DELETE FROM clientele_flag_change WHERE id IN (
                    SELECT id FROM (
                        SELECT id, row_number() OVER (PARTITION BY company_id, day ORDER BY partner_id <> %s, id) AS nr
                          FROM clientele_flag_change WHERE partner_id = ANY(%s)) AS of_day
                     WHERE nr > 1)
                """,
                dst_partner.id,
                [*src_partners.ids, dst_partner.id],
            )
        )
        self.env["clientele.flag.change"].invalidate_model()
        return super()._update_foreign_keys(src_partners, dst_partner)
