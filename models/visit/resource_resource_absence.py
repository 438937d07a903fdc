from odoo import models


class ResourceResource(models.Model):
    _inherit = "resource.resource"

    def action_clientele_absence(self):
        """Say that these practitioners are away, and see who is booked (YC16)."""
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_absence_action")
        return {**action, "context": {"default_practitioner_ids": self.ids}}
