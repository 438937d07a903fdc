from odoo import models

# Up to so many rows the facts follow with each batch, client by client; beyond it, everyone's once at the end.
FEW_ROWS = 1000


class ClienteleImport(models.Model):
    """The facts follow an import."""

    _inherit = "clientele.import"

    def _after_batch(self, partner_ids):
        if self.row_count <= FEW_ROWS:
            self.env["clientele.client"]._touch(partner_ids)
        return super()._after_batch(partner_ids)

    def _after_run(self):
        if self.row_count > FEW_ROWS:
            # The planner knows nothing yet of what has just come in, and would take the worst way through it.
            self.env.cr.execute("ANALYZE clientele_visit (partner_id, company_id, day, state), clientele_client")
            self.env["clientele.client"]._verify(self.root_id)
        return super()._after_run()
