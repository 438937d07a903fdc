from odoo import api, fields, models

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
    due_after = fields.Integer(
        string="Due on day", compute="_compute_upto", help="Days after the first one; 0 is the first day itself."
    )
    amount_upto = fields.Monetary(string="Paid by then", compute="_compute_upto")
    units_upto = fields.Float(string="Open by then", digits=UNITS, compute="_compute_upto")

    _amount_not_negative = models.Constraint("CHECK (amount >= 0)", "An instalment's amount cannot be negative.")
    _units_positive = models.Constraint("CHECK (units > 0)", "Each instalment opens at least one visit or credit.")
    _days_not_negative = models.Constraint(
        "CHECK (days >= 0)", "The days until the next instalment cannot be negative."
    )

    @api.depends(
        "plan_id.instalment_ids.sequence",
        "plan_id.instalment_ids.amount",
        "plan_id.instalment_ids.units",
        "plan_id.instalment_ids.days",
    )
    def _compute_upto(self):
        for part in self:
            parts = list(part.plan_id.instalment_ids.sorted("sequence"))
            earlier = parts[: parts.index(part)] if part in parts else []
            part.due_after = sum(other.days for other in earlier)
            part.amount_upto = part.amount + sum(other.amount for other in earlier)
            part.units_upto = part.units + sum(other.units for other in earlier)

    def _as_part(self):
        return Part(units(self.amount), units(self.units), self.days)
