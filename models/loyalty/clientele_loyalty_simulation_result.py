from odoo import fields, models
from odoo.tools import SQL

from ..wallet.clientele_lot import UNITS

KEYS = ("simulation_id", "threshold", "threshold_changed", "group_id")
SUMS = ("clients", "deals", "money", "points", "points_changed", "cost", "cost_changed", "difference")


class ClienteleLoyaltySimulationResult(models.Model):
    """What the deals of a tier and a group cost, under the current and under the changed rules."""

    _name = "clientele.loyalty.simulation.result"
    _description = "Result of a Simulation"
    _order = "simulation_id, threshold, threshold_changed, group_id, id"
    _rec_name = "tier"
    _check_company_auto = True

    simulation_id = fields.Many2one(
        "clientele.loyalty.simulation", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one("res.currency", related="company_id.currency_id")
    tier = fields.Char(string="Tier now", readonly=True)
    tier_changed = fields.Char(string="Tier changed", readonly=True)
    threshold = fields.Monetary(string="Turnover above", readonly=True, aggregator=None, help="−1 below all tiers.")
    threshold_changed = fields.Monetary(string="Turnover above, changed", readonly=True, aggregator=None)
    group_id = fields.Many2one("clientele.group", readonly=True, index="btree_not_null", ondelete="set null")
    clients = fields.Integer(readonly=True, aggregator="max", help="Who moves between tiers counts in each of them.")
    deals = fields.Integer(readonly=True)
    money = fields.Monetary(readonly=True)
    points = fields.Float(string="Points now", digits=UNITS, readonly=True, help="Of this program.")
    points_changed = fields.Float(string="Points changed", digits=UNITS, readonly=True, help="Of this program.")
    cost = fields.Monetary(string="Cost now", readonly=True, help="Points of all programs by what a point is worth.")
    cost_changed = fields.Monetary(string="Cost changed", readonly=True)
    difference = fields.Monetary(readonly=True)

    _one_each = models.UniqueIndex("(simulation_id, threshold, threshold_changed, COALESCE(group_id, 0))")

    def _say_tiers(self):
        """:return: the tier, or both where it would be another one"""
        if self.threshold == self.threshold_changed:
            return self.tier_changed or self.tier
        return f"{self.tier} → {self.tier_changed}"

    def _add(self, rows):
        """Add sums to the rows of a simulation.

        :param rows: list of dicts of all columns
        """
        names = ("company_id", "tier", "tier_changed", *KEYS, *SUMS)
        for row in rows:
            self.env.execute_query(
                SQL(
                    """INSERT INTO clientele_loyalty_simulation_result AS r (%s) VALUES (%s)
                       ON CONFLICT (simulation_id, threshold, threshold_changed, COALESCE(group_id, 0)) DO UPDATE SET %s
                       RETURNING r.id""",
                    SQL(", ").join(map(SQL.identifier, names)),
                    SQL(", ").join(SQL("%s", row[name]) for name in names),
                    SQL(", ").join(SQL("%s = r.%s + excluded.%s", *[SQL.identifier(name)] * 3) for name in SUMS),
                )
            )
        self.invalidate_model()
