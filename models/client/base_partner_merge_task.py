from odoo import models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """One person is called once: of the same calls for two cards one stays, the others are cancelled.

        They leave their plan and are no win-back any more, because a unique index has one of each for a client.
        """
        self.env["clientele.task"].flush_model()
        both = [*src_partners.ids, dst_partner.id]
        self.env.execute_query(
            SQL(
                """
                WITH told AS (
                    SELECT id, state,
                           row_number() OVER (PARTITION BY plan_id ORDER BY state <> 'done', partner_id <> %(kept)s, id)
                           AS of_plan,
                           row_number() OVER (PARTITION BY company_id, win_back AND state = 'open'
                                              ORDER BY partner_id <> %(kept)s, id) AS of_win_back,
                           plan_id IS NOT NULL AS planned, win_back AND state = 'open' AS winning
                      FROM clientele_task WHERE partner_id = ANY(%(both)s)
                )
                UPDATE clientele_task t
                   SET plan_id = CASE WHEN planned AND of_plan > 1 THEN NULL ELSE plan_id END,
                       win_back = win_back AND NOT (winning AND of_win_back > 1),
                       state = CASE WHEN told.state = 'open' THEN 'cancelled' ELSE told.state END
                  FROM told
                 WHERE t.id = told.id AND (planned AND of_plan > 1 OR winning AND of_win_back > 1)
                """,
                kept=dst_partner.id,
                both=both,
            )
        )
        self.env["clientele.task"].invalidate_model()
        return super()._update_foreign_keys(src_partners, dst_partner)
