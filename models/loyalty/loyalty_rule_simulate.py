from odoo import models
from odoo.fields import Command


class LoyaltyRule(models.Model):
    """A rule as it is copied into a simulation."""

    _inherit = "loyalty.rule"

    def _clientele_simulated(self):
        """:return: values of a ``clientele.loyalty.simulation.rule`` that says what this rule says"""
        return {
            "rule_id": self.id,
            "scope": self.clientele_scope,
            "mode": self.reward_point_mode,
            "weight": self.clientele_weight,
            "rate": self.clientele_rate,
            "partner_ids": [Command.set(self.clientele_partner_ids.ids)],
            "group_ids": [Command.set(self.clientele_group_ids.ids)],
            "branch_ids": [Command.set(self.clientele_branch_ids.ids)],
            "tier_ids": [Command.create(tier._simulated()) for tier in self.tier_ids],
        }
