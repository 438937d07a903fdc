from odoo import api, fields, models


class ResPartner(models.Model):
    """The reason of the flag, on the client card."""

    _inherit = "res.partner"

    clientele_why = fields.Json(
        string="Why", compute="_compute_clientele_why", groups="clientele.clientele_group_practitioner"
    )

    @api.depends_context("company", "uid", "lang", "clientele_today")
    def _compute_clientele_why(self):
        row_of = {row.partner_id: row for row in self._clientele_rows()}
        for partner in self:
            row = row_of.get(partner._origin)
            partner.clientele_why = row._why() if row else False
