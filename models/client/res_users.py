from odoo import api, fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    clientele_branch_ids = fields.Many2many(
        "clientele.branch",
        "clientele_branch_users_rel",
        "user_id",
        "branch_id",
        string="Own branches",
        help="The branches whose visits and money this user works with. Empty: all branches of the allowed companies.",
    )
    clientele_branch_bound = fields.Boolean(compute="_compute_clientele_branch_bound")

    @api.depends("clientele_branch_ids", "group_ids")
    def _compute_clientele_branch_bound(self):
        """Whether record rules keep the user to the own branches."""
        for user in self:
            branches = user.sudo().clientele_branch_ids  # sudo: rules are read before the user may read anything
            user.clientele_branch_bound = bool(branches) and not user.has_group("clientele.clientele_group_admin")

    def write(self, vals):
        result = super().write(vals)
        if "clientele_branch_ids" in vals:
            self.env.registry.clear_cache()  # record rules are cached per user
        return result
