from odoo import models


class ClienteleImport(models.Model):
    """The facts follow an import: of its clients with each batch, of everyone at its end."""

    _inherit = "clientele.import"

    def _after_batch(self, partner_ids):
        self.env["clientele.client"]._touch(partner_ids)
        return super()._after_batch(partner_ids)

    def _finish(self):
        self.env["clientele.client"]._verify(self.root_id)
        return super()._finish()
