from dataclasses import replace
from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Command

from .loyalty_rule import MODES, SCOPES


class ClienteleLoyaltySimulationRule(models.Model):
    """A rule of the program as it would be. What it covers stays; off, it would not be there."""

    _name = "clientele.loyalty.simulation.rule"
    _description = "Simulated Loyalty Rule"
    _order = "rule_id, id"
    _check_company_auto = True

    simulation_id = fields.Many2one("clientele.loyalty.simulation", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(
        "res.company", related="simulation_id.company_id", store=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one("res.currency", related="company_id.currency_id")
    rule_id = fields.Many2one("loyalty.rule", required=True, readonly=True, index=True, ondelete="cascade")
    active_rule = fields.Boolean(string="On", default=True)
    scope = fields.Selection(SCOPES, readonly=True)
    mode = fields.Selection(MODES, string="Accrual", required=True)
    weight = fields.Integer()
    rate = fields.Float(digits=(16, 2))
    partner_ids = fields.Many2many("res.partner", "clientele_simulated_partner_rel", string="Clients")
    group_ids = fields.Many2many("clientele.group", "clientele_simulated_group_rel", string="Client Groups")
    branch_ids = fields.Many2many("clientele.branch", "clientele_simulated_branch_rel", string="Branches")
    tier_ids = fields.One2many("clientele.loyalty.simulation.tier", "simulated_id", string="Tiers")
    gives = fields.Char(string="Would give", compute="_compute_gives")
    gives_now = fields.Char(string="Gives now", related="rule_id.clientele_rate_text")

    _rate_not_negative = models.Constraint("CHECK (rate >= 0)", "A rate is 0 or more.")

    @api.depends("active_rule", "mode", "rate", "tier_ids.rate", "tier_ids.threshold", "rule_id")
    def _compute_gives(self):
        for line in self:
            text = line.rule_id._clientele_say_rates(line.rate, line.tier_ids, line.mode)
            line.gives = text if line.active_rule else self.env._("Nothing, it is off")

    # ---------------------------------------------------------------- business

    def _as_allocated(self, products):
        """:return: ``allocation.Rule``"""
        return replace(
            self.rule_id._clientele_as_allocated(products),
            mode=self.mode,
            weight=self.weight,
            rate=Decimal(str(self.rate)),
            tiers=tuple(tier._as_tier() for tier in self.tier_ids.sorted("threshold")),
            clients=self._targets("client", self.partner_ids),
            groups=self._targets("group", self.group_ids),
            branches=self._targets("branch", self.branch_ids),
        )

    def _targets(self, scope, records):
        return frozenset(records.ids) if records or self.scope == scope else None

    def _apply(self):
        """Write the program's rules as they were simulated."""
        for line in self.filtered("rule_id"):
            line.rule_id.write(
                {
                    "active": line.active_rule,
                    "reward_point_mode": line.mode,
                    "clientele_weight": line.weight,
                    "clientele_rate": line.rate,
                    "clientele_partner_ids": [Command.set(line.partner_ids.ids)],
                    "clientele_group_ids": [Command.set(line.group_ids.ids)],
                    "clientele_branch_ids": [Command.set(line.branch_ids.ids)],
                }
            )
            line._apply_tiers()

    def _apply_tiers(self):
        kept = self.tier_ids.tier_id
        (self.rule_id.tier_ids - kept).unlink()
        # The highest first, so that none passes another one on the way.
        for tier in self.tier_ids.sorted("threshold", reverse=True):
            values = {"threshold": tier.threshold, "rate": tier.rate, "name": tier.name}
            if tier.tier_id:
                tier.tier_id.write(values)
            else:
                tier.tier_id = self.env["clientele.tier"].create({**values, "rule_id": self.rule_id.id})
