from odoo import fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    _inherit = "res.partner"

    clientele_segment_ids = fields.Many2many(
        "clientele.segment",
        string="Segments",
        compute="_compute_clientele_segment_ids",
        search="_search_clientele_segment_ids",
        groups="clientele.clientele_group_marketer",
    )

    def _compute_clientele_segment_ids(self):
        """Which segments hold the client; asked of one card at a time."""
        for partner in self:
            partner.clientele_segment_ids = self.env["clientele.segment"]._holding(partner._origin)

    def _search_clientele_segment_ids(self, operator, value):
        if operator != "in":
            return NotImplemented
        segments = self.env["clientele.segment"].search([("id", "in", [key for key in value if key])])
        return Domain.OR(segment._get_clients_domain() for segment in segments)
