from odoo import models


class ResPartner(models.Model):
    """Which tier a client had, has, and how far the next one is (LO7)."""

    _inherit = "res.partner"

    def _clientele_tier_on(self, rule, day, company=None):
        """:return: clientele.tier that the client had in a rule at the end of a day, by the history; empty below all"""
        company = company or rule.program_id.company_id
        changes = self.env["clientele.tier.change"]._in_force(rule, self, company, day)
        return changes[rule].tier_id if rule in changes else rule.tier_ids.browse()
