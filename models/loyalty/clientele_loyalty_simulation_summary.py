from odoo import api, fields, models

SUMMED = ("deals", "money", "points", "points_changed", "cost", "cost_changed", "difference")


class ClienteleLoyaltySimulation(models.Model):
    """What came of a simulation in two tables, per tier and per group, and what was assumed."""

    _inherit = "clientele.loyalty.simulation"

    summary = fields.Html(compute="_compute_summary", sanitize=False)

    @api.depends("state", "result_ids.cost", "result_ids.cost_changed")
    @api.depends_context("lang")
    def _compute_summary(self):
        for run in self:
            run.summary = run._render_summary() if run.result_ids else False

    def _render_summary(self):
        return self.env["ir.qweb"]._render("clientele.loyalty_simulation_summary", self._summary_values())

    def _summary_values(self):
        """:return: values of the template: rows are dicts of the sums, with ``name``"""
        lines = self._switched_on()
        return {
            "run": self,
            "tables": [
                (self.env._("Tier"), self._sum_by(lambda row: row._say_tiers())),
                (self.env._("Group"), self._sum_by(lambda row: row.group_id.name or self.env._("No group"))),
            ],
            "total": self._sum_of(self.result_ids),
            "tiered": bool(lines.tier_ids or self.program_id.rule_ids.tier_ids),
            "untaxed": any(line.minimum_amount and line.minimum_amount_tax_mode == "excl" for line in lines),
        }

    def _sum_by(self, name_of):
        return [{"name": name, **self._sum_of(rows)} for name, rows in self.result_ids.grouped(name_of).items()]

    def _sum_of(self, rows):
        """:return: dict of the sums, and the costs as percent of the money"""
        sums = {name: sum(rows.mapped(name)) for name in SUMMED}
        money = sums["money"] or 1
        return {**sums, "share": 100 * sums["cost"] / money, "share_changed": 100 * sums["cost_changed"] / money}
