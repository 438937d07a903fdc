from odoo import models
from odoo.tools import SQL

# Tables with one row of a client for each of these columns; a unique index says so.
ONE_EACH = {
    "clientele.flag.change": ("company_id", "day"),
    "clientele.action.run.client": ("run_id",),
    "clientele.assignment.client": ("assignment_id",),
    "clientele.assignment.given": ("company_id", "slot"),
}


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Where several of the merged clients have a row one stays, the kept card's first: they are one client now."""
        for name, columns in ONE_EACH.items():
            self._clientele_keep_one(self.env[name], columns, src_partners, dst_partner)
        self.env["clientele.segment.member"]._replace(src_partners.ids, dst_partner.id)
        return super()._update_foreign_keys(src_partners, dst_partner)

    def _clientele_keep_one(self, model, columns, src_partners, dst_partner):
        model.flush_model()
        self.env.execute_query(
            SQL(
                """
                DELETE FROM %(table)s WHERE id IN (
                    SELECT id FROM (
                        SELECT id, row_number() OVER (PARTITION BY %(columns)s
                                                          ORDER BY partner_id <> %(kept)s, id) AS nr
                          FROM %(table)s WHERE partner_id = ANY(%(merged)s)) AS of_clients
                     WHERE nr > 1)
                """,
                table=SQL.identifier(model._table),
                columns=SQL(", ").join(map(SQL.identifier, columns)),
                kept=dst_partner.id,
                merged=[*src_partners.ids, dst_partner.id],
            )
        )
        model.invalidate_model()
