from odoo import api, fields, models
from odoo.tools import SQL


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

    @api.model
    def _signup_create_user(self, values):
        """Who registers on the website is a client (SK4); who was invited is what the contact was before."""
        invited = values.get("partner_id")
        user = super()._signup_create_user(values)
        if not invited:
            clients = self.env["clientele.client"].with_context(clientele_created_from="online")
            clients._ensure(user.partner_id, user.company_id)
        return user

    @api.model
    def _clientele_own_branches_sql(self, branch):
        """:param branch: SQL of the branch of a row of a report
        :return: condition that keeps who asks to the money of the own branches, and to that of none (DESIGN 7)
        """
        user = self.env.user
        if self.env.su or not user.clientele_branch_bound:
            return SQL("TRUE")
        return SQL("(%s IS NULL OR %s = ANY(%s))", branch, branch, user.clientele_branch_ids.ids)
