from odoo import Command, models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    def action_clientele_make_practitioner(self):
        """Let employees serve clients, in their company's first branch until others are chosen.

        :return: action that opens them as practitioners
        """
        for resource in self.resource_id.filtered(lambda resource: not resource.is_practitioner):
            branch = resource.company_id._clientele_default_branch()
            branches = [] if resource.branch_ids else [Command.link(branch.id)]
            resource.write({"is_practitioner": True, "branch_ids": branches})
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_practitioner_action")
        if len(self) == 1:
            form = [view for view in action["views"] if "form" in view]
            return {**action, "res_id": self.resource_id.id, "views": form}
        return {**action, "domain": [("id", "in", self.resource_id.ids)]}
