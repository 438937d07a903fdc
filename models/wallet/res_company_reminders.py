from odoo import fields, models


class ResCompany(models.Model):
    """When clients are reminded of what they have to pay for their plans. Off until the company decides."""

    _inherit = "res.company"

    clientele_pay_before = fields.Integer(
        string="Remind of payments before (days)",
        default=0,
        help="So many days before an instalment is due. 0: never.",
    )
    clientele_pay_every = fields.Integer(
        string="Remind of overdue payments every (days)",
        default=0,
        help="So many days after the day of an instalment, and again after as many. 0: never.",
    )
    clientele_pay_times = fields.Integer(string="Reminders of an overdue payment", default=3)

    _clientele_pay_days_range = models.Constraint(
        "CHECK ((clientele_pay_before IS NULL OR clientele_pay_before BETWEEN 0 AND 60)"
        " AND (clientele_pay_every IS NULL OR clientele_pay_every BETWEEN 0 AND 60))",
        "Remind of payments 0 to 60 days before or after their day; 0 means never.",
    )
    _clientele_pay_times_range = models.Constraint(
        "CHECK (clientele_pay_times IS NULL OR clientele_pay_times BETWEEN 1 AND 12)",
        "Remind of an overdue payment 1 to 12 times; to never do it, set its days to 0.",
    )
