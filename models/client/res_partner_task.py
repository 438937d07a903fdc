from odoo import api, fields, models

STAFF = "clientele.clientele_group_practitioner"


class ResPartner(models.Model):
    """What is to be done for a client, and who is not to be bothered."""

    _inherit = "res.partner"

    clientele_task_ids = fields.One2many("clientele.task", "partner_id", string="Tasks of the client", groups=STAFF)
    clientele_task_count = fields.Integer(string="Tasks to do", compute="_compute_clientele_task_count", groups=STAFF)

    @api.depends("clientele_task_ids.state")
    def _compute_clientele_task_count(self):
        groups = self.env["clientele.task"]._read_group(
            [("partner_id", "in", self.ids), ("state", "=", "open")], ["partner_id"], ["__count"]
        )
        counts = dict(groups)
        for partner in self:
            partner.clientele_task_count = counts.get(partner._origin, 0)

    def action_clientele_tasks(self):
        """Open the tasks about the client."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_task_all_action")
        action["domain"] = [("partner_id", "=", self.id)]
        action["context"] = {"default_partner_id": self.id, "default_kind": "call"}
        return action

    def action_clientele_mark_inactive(self):
        """Leave the selected clients out of segments and campaigns until they come by themselves (TR1)."""
        return self._clientele_set_inactive(True)

    def action_clientele_mark_active(self):
        """Take the selected clients into segments and campaigns again."""
        return self._clientele_set_inactive(False)

    def _clientele_set_inactive(self, inactive):
        rows = self._clientele_rows().sudo(False)
        rows.write({"inactive": inactive})
        return {"type": "ir.actions.client", "tag": "soft_reload"}
