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
            user.clientele_branch_bound = bool(user.sudo().clientele_branch_ids) and not user.has_group(
                "clientele.clientele_group_admin"  # sudo: a user may not read the own branches' records
            )
