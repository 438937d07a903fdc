from odoo import api, fields, models
from odoo.tools import ormcache


class ResCompany(models.Model):
    _inherit = "res.company"

    clientele_branch_ids = fields.One2many("clientele.branch", "company_id", string="Clientele branches")
    clientele_base_per_branch = fields.Boolean(
        string="Client base per branch",
        help="Off: all branches share one client base. On: staff see the clients of their own branches; "
        "quick search and duplicate checks still look everywhere.",
    )

    clientele_export_days = fields.Integer(
        string="Days to fetch exports",
        default=3,
        help="For so long the link to an exported file works; then the file is removed.",
    )

    _clientele_export_days_range = models.Constraint(
        "CHECK (clientele_export_days BETWEEN 1 AND 30)", "Exported files are kept from 1 to 30 days."
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._clientele_create_branch()
        return companies

    def _clientele_create_branch(self):
        """Give each company without a branch its first one, so that every visit has a clock."""
        Branch = self.env["clientele.branch"].sudo()  # sudo: the creator of a company may hold no Clientele right
        missing = self - Branch.with_context(active_test=False).search([("company_id", "in", self.ids)]).company_id
        Branch.create(
            [
                {
                    "name": company.name,
                    "company_id": company.id,
                    "tz": company.partner_id.tz or self.env.user.tz or "UTC",
                }
                for company in missing
            ]
        )

    def _clientele_root(self):
        """:return: the company that holds facts, groups and labels: the root of the branch tree"""
        return self.sudo().root_id.sudo(False)  # sudo: a user of a branch company may not read its parent

    def _clientele_tree(self):
        """:return: the root and all companies below it, whose visits make up one client base"""
        root = self._clientele_root()
        return self.env["res.company"].sudo().browse(root._clientele_tree_ids())  # sudo: as above

    @ormcache("self.id", "self.env.context.get('active_test', True)")
    def _clientele_tree_ids(self):
        """:return: list of ids of the company and all below it"""
        return self.sudo().search([("id", "child_of", self.id)]).ids  # sudo: as above

    def _clientele_branches(self):
        """:return: the branches of the whole tree, archived ones too (sudo: the clock is everyone's)"""
        branches, companies = self.env["clientele.branch"].sudo(), set(self._clientele_tree().ids)  # sudo: as said
        return branches.browse(key for key, (company, *__) in branches._clocks().items() if company in companies)

    @api.model
    @ormcache("tuple(self.env.companies.ids)")
    def _clientele_hidden_ids(self):
        """:return: list of ids of the companies whose own contacts core's rule hides from the companies at work"""
        companies = self.sudo().with_context(active_test=False)  # sudo: those that are not allowed
        return companies.search(["!", ("id", "parent_of", self.env.companies.ids)]).ids

    def _clientele_default_branch(self):
        """:return: the first branch of the company, else of its root"""
        branches, companies = self.env["clientele.branch"], (self.id, self._clientele_root().id)
        clocks = branches._clocks().items()
        firsts = {company: key for key, (company, __, active) in reversed(clocks) if active}
        found = [firsts[company] for company in companies if company in firsts]
        return branches.browse(found[:1])
