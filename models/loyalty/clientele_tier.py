from decimal import Decimal

from odoo import api, fields, models

from ...tools.tiers import Tier


class ClienteleTier(models.Model):
    """What a rule gives strictly above a turnover (LO7, SK10)."""

    _name = "clientele.tier"
    _inherit = ["clientele.sets.discount"]
    _description = "Loyalty Tier"
    _order = "rule_id, threshold, id"
    _check_company_auto = True

    rule_id = fields.Many2one("loyalty.rule", required=True, index=True, ondelete="cascade")
    program_id = fields.Many2one(
        "loyalty.program", related="rule_id.program_id", store=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", related="rule_id.company_id", store=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one("res.currency", related="rule_id.currency_id")
    name = fields.Char(translate=True, help="Such as Silver; left empty, the threshold names it.")
    threshold = fields.Monetary(string="Turnover above", required=True)
    rate = fields.Float(digits=(16, 2), required=True, help="Percent of the money, points per unit, or per order.")

    _rate_not_negative = models.Constraint("CHECK (rate >= 0)", "The rate of a tier is 0 or more.")
    _threshold_not_negative = models.Constraint("CHECK (threshold >= 0)", "A tier begins at a turnover of 0 or more.")
    # Looked at when all is written: thresholds that rise together may meet on the way. The rule says so before.
    _thresholds_rise = models.Constraint(
        "UNIQUE (rule_id, threshold) DEFERRABLE INITIALLY DEFERRED",
        "Two tiers begin at the same turnover. Give each one a higher threshold.",
    )

    @api.depends("name", "threshold", "currency_id")
    def _compute_display_name(self):
        for tier in self:
            above = tier.currency_id.format(tier.threshold) if tier.currency_id else f"{tier.threshold:g}"
            tier.display_name = tier.name or self.env._("Above %(threshold)s", threshold=above)

    # ---------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        tiers = super().create(vals_list)
        tiers.rule_id._clientele_note_tiers()
        return tiers

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()  # what is kept of the rules
        if not {"threshold", "rule_id"}.isdisjoint(vals):
            self.rule_id._clientele_note_tiers()
        return result

    def unlink(self):
        rules = self.rule_id
        result = super().unlink()
        rules._clientele_note_tiers()
        return result

    # ---------------------------------------------------------------- business

    def _as_tier(self):
        return Tier(self.id, Decimal(str(self.threshold)), Decimal(str(self.rate)))

    def _simulated(self):
        """:return: values of a ``clientele.loyalty.simulation.tier`` that says what this tier says"""
        return {"tier_id": self.id, "name": self.name, "threshold": self.threshold, "rate": self.rate}

    def _clientele_discount_groups(self):
        return self.rule_id._clientele_discount_groups()
