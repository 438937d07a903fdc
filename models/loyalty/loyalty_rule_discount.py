from odoo import api, models
from odoo.exceptions import ValidationError


class LoyaltyRule(models.Model):
    """The rule of a program that gives a discount: its rate and tiers are percents (SK9)."""

    _name = "loyalty.rule"
    _inherit = ["loyalty.rule", "clientele.sets.discount"]

    @api.constrains("clientele_rate", "tier_ids", "clientele_scope", "program_id")
    def _check_clientele_discount(self):
        self.program_id._check_clientele_discount()

    def _clientele_check_percents(self):
        if any(rate > 100 for rate in (*self.mapped("clientele_rate"), *self.tier_ids.mapped("rate"))):
            raise ValidationError(self.env._("A discount is 100 % at most."))

    def _clientele_discount_groups(self):
        return self.program_id._clientele_discount_groups()

    @api.model
    def _clientele_discount_fields(self):
        return {"clientele_rate", "tier_ids", "program_id", "active"}
