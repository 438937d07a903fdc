from odoo import fields, models

from ...tools.instalments import Part
from .clientele_lot import UNITS, units


class ClientelePlanInstalment(models.Model):
    """One payment of a plan, what it opens, and how long until the next one (IN5, IN6)."""

    _name = "clientele.plan.instalment"
    _description = "Instalment of a Plan"
    _order = "plan_id, sequence, id"
    _rec_name = "amount"
    _check_company_auto = True

    plan_id = fields.Many2one("clientele.plan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(
        "res.company", related="plan_id.company_id", store=True, index=True, ondelete="restrict"
    )
    currency_id = fields.Many2one("res.currency", related="plan_id.currency_id")
    sequence = fields.Integer(default=10)
    amount = fields.Monetary(required=True)
    units = fields.Float(string="Opens", digits=UNITS, required=True, help="Visits or credits that its payment opens.")
    days = fields.Integer(required=True, help="Until the next instalment is due.")

    _amount_not_negative = models.Constraint("CHECK (amount >= 0)", "An instalment's amount cannot be negative.")
    _units_positive = models.Constraint("CHECK (units > 0)", "Each instalment opens at least one visit or credit.")
    _days_not_negative = models.Constraint(
        "CHECK (days >= 0)", "The days until the next instalment cannot be negative."
    )

    def _as_part(self):
        return Part(units(self.amount), units(self.units), self.days)
