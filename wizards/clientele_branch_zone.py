from odoo import fields, models

from odoo.addons.base.models.res_partner import _tz_get


class ClienteleBranchZone(models.TransientModel):
    """Moves a branch to another time zone, and the days of its visits with it (DF3)."""

    _name = "clientele.branch.zone"
    _description = "Change the Time Zone of a Branch"

    branch_id = fields.Many2one("clientele.branch", required=True)
    old_tz = fields.Selection(related="branch_id.tz", string="Present time zone")
    tz = fields.Selection(_tz_get, string="New time zone", required=True)

    def action_change(self):
        """Write the zone and date everything of the branch anew."""
        self.ensure_one()
        self.branch_id.check_access("write")
        self.branch_id.with_context(clientele_rewrite_days=True).tz = self.tz
        self.branch_id._rewrite_days()
