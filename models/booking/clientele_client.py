from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class ClienteleClient(models.Model):
    """Where clients book themselves."""

    _inherit = "clientele.client"

    @api.model
    def _online_branches(self, partner):
        """:return: the branches of the companies whose client the partner is, without those that block the client"""
        rows = self.search([("partner_id", "=", partner.id), ("blocked", "=", False)])
        return self.env["clientele.branch"].search(Domain.OR(row._branches_domain() for row in rows))

    def _branches_domain(self):
        """:return: Domain of all branches, or of the own one where each branch has its own clients"""
        if self.company_id.clientele_base_per_branch and self.branch_id:
            return Domain("id", "=", self.branch_id.id)
        return Domain("company_id", "child_of", self.company_id.id)

    @api.model
    def _one_at_a_time(self, partner):
        """Let a client's requests follow each other, so that a button pressed twice does not book twice.

        The rows are written, because PostgreSQL refuses the later of two requests only then; Odoo starts it again.
        """
        self.env.execute_query(
            SQL("UPDATE clientele_client SET partner_id = partner_id WHERE partner_id = %s RETURNING id", partner.id)
        )
