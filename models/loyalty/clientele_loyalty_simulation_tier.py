from decimal import Decimal

from odoo import fields, models
from odoo.fields import Command

from ...tools.tiers import Tier


class ClienteleLoyaltySimulationTier(models.Model):
    """A tier as it would be."""

    _name = "clientele.loyalty.simulation.tier"
    _description = "Simulated Loyalty Tier"
    _order = "simulated_id, threshold, id"
    _check_company_auto = True

    simulated_id = fields.Many2one("clientele.loyalty.simulation.rule", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(
        "res.company", related="simulated_id.company_id", store=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one("res.currency", related="company_id.currency_id")
    tier_id = fields.Many2one("clientele.tier", string="Tier now", readonly=True, index=True, ondelete="set null")
    name = fields.Char()
    threshold = fields.Monetary(string="Turnover above", required=True)
    rate = fields.Float(digits=(16, 2), required=True)

    _not_negative = models.Constraint("CHECK (rate >= 0 AND threshold >= 0)", "Thresholds and rates are 0 or more.")

    def _tier_values(self):
        """:return: values of a ``clientele.tier``"""
        return {"name": self.name, "threshold": self.threshold, "rate": self.rate}

    def _command(self):
        """:return: the command that makes the rule's tier this one, None where it is already"""
        values, tier = self._tier_values(), self.tier_id
        if not tier:
            return Command.create(values)
        changed = {name: value for name, value in values.items() if value != tier[name]}
        return Command.update(tier.id, changed) if changed else None

    def _as_tier(self):
        return Tier(self.id, Decimal(str(self.threshold)), Decimal(str(self.rate)))

    def _say(self):
        """:return: the name of the tier, empty for none"""
        if not self:
            return ""
        return self.name or self.env._("Above %(threshold)s", threshold=self.currency_id.format(self.threshold))
