from odoo import fields, models

from ..wallet.res_partner import DESK


class ResPartner(models.Model):
    """What a client was told because of the group (SK5)."""

    _inherit = "res.partner"

    clientele_group_message_count = fields.Integer(
        string="SMS of the group", compute="_compute_clientele_group_message_count", groups=DESK
    )

    def _compute_clientele_group_message_count(self):
        messages = self.env["clientele.group.message"]
        counts = dict(messages._read_group([("partner_id", "in", self.ids)], ["partner_id"], ["__count"]))
        for partner in self:
            partner.clientele_group_message_count = counts.get(partner._origin, 0)

    def action_clientele_group_messages(self):
        """Open what the client was told because of the group."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_group_message_action")
        return {**action, "domain": [("partner_id", "=", self.id)]}
