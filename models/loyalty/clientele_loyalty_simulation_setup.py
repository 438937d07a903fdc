from datetime import date

from odoo import models

from ...tools.allocation import ONE
from ...tools.simulation import Setup, Steps
from .loyalty_program_simulate import COPIED

FOLLOWED = {"period", "period_months", "requalify"}  # by the history of tiers


class ClienteleLoyaltySimulation(models.Model):
    """The rules of all programs as they are, and as they would be."""

    _inherit = "clientele.loyalty.simulation"

    def _programs(self):
        """:return: programs whose rules compete: those of points; a discount stands alone"""
        if self.program_id.clientele_benefit == "discount":
            return self.program_id
        company, today = self.company_id, self.company_id._clientele_today()
        domain = self.program_id._clientele_earning_domain(company, today)
        return self.program_id | self.env["loyalty.program"].search(domain)

    def _setups(self, programs, products):
        """:return: (``simulation.Setup`` as it is, and as it would be)"""
        now = programs._clientele_own_rules()
        others = now.filtered(lambda rule: rule.program_id != self.program_id)
        best = self.company_id.clientele_best
        current = self._setup(programs, self._as_they_are(now, products), self._steps(now), best)
        changed = self._setup(
            programs,
            self._as_they_are(others, products) + [line._as_allocated(products) for line in self._switched_on()],
            self._steps(others) | self._steps_changed(),
            self.best,
            periods={self.program_id.id: (self.period, self.period_months)},
        )
        return current, changed

    def _as_they_are(self, rules, products):
        return [rule._clientele_as_allocated(products) for rule in rules]

    def _setup(self, programs, rules, steps, best, periods=()):
        discount = self.program_id.clientele_benefit == "discount"
        tiered = [rule for rule in rules if rule.tiers]
        return Setup(
            rules=rules,
            program=self.program_id.id,
            values={program.id: ONE if discount else program._clientele_point_value() for program in programs},
            periods={program.id: program._clientele_turnover_period() for program in programs} | dict(periods),
            steps=steps,
            best=best,
            leading=next((rule.id for rule in tiered if rule.program == self.program_id.id), None),
        )

    # ---------------------------------------------------------------- how tiers were kept

    def _steps(self, rules):
        """:return: {rule id: ``simulation.Steps``} of rules as they are"""
        steps = {}
        for rule in rules._clientele_tiered_ones():
            program, tiers = rule.program_id, rule._clientele_kept().tiers
            steps[rule.id] = Steps(
                tiers=tiers,
                policy=program.clientele_requalify,
                period=program._clientele_turnover_period(),
                origin=rule.id,
                known={tier.id: tier for tier in tiers},
                since=self._history_since(rule),
            )
        return steps

    def _steps_changed(self):
        """:return: the same of the simulated rules: the history counts where it would be the same"""
        followed = all(self[name] == self.program_id[COPIED[name]] for name in FOLLOWED)
        steps = {}
        for line in self._switched_on().filtered("tier_ids"):
            steps[line._number()] = Steps(
                tiers=line._tiers(),
                policy=self.requalify,
                period=(self.period, self.period_months),
                origin=line.rule_id.id or None,
                known={tier.tier_id.id: tier._as_tier() for tier in line.tier_ids if tier.tier_id},
                since=self._history_since(line.rule_id) if followed and line._keeps_tiers() else None,
            )
        return steps

    def _history_since(self, rule):
        day = (self.history or {}).get(str(rule.id))
        return date.fromisoformat(day) if day else None
