from odoo import models


class LoyaltyProgram(models.Model):
    """Trying changed rules out before they hold."""

    _inherit = "loyalty.program"

    def action_clientele_simulate(self):
        """Open a copy of the rules, to see what the last months would have cost under other ones."""
        self.ensure_one()
        run = self.env["clientele.loyalty.simulation"]._copy_of(self)
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_loyalty_simulation_action")
        form = self.env.ref("clientele.clientele_loyalty_simulation_view_form").id
        return {**action, "res_id": run.id, "views": [(form, "form")]}
