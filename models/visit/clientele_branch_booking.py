from datetime import time, timedelta

from odoo import fields, models


class ClienteleBranch(models.Model):
    """When clients can book here."""

    _inherit = "clientele.branch"

    slot_step = fields.Integer(
        string="Times start every (minutes)",
        default=15,
        required=True,
        help="Counted from midnight on the branch's clock: 15 gives 9:00, 9:15, 9:30 …",
    )
    lead_minutes = fields.Integer(
        string="Book at least (minutes) ahead",
        default=60,
        help="For clients who book themselves; reception may always.",
    )
    horizon_days = fields.Integer(
        string="Book at most (days) ahead", default=60, help="For clients who book themselves; the last day counts."
    )
    cancel_hours = fields.Integer(
        string="Cancel at least (hours) ahead",
        default=24,
        help="For clients who cancel themselves; later they have to call. 0: until the visit starts.",
    )

    _slot_step_range = models.Constraint(
        "CHECK (slot_step IS NULL OR slot_step BETWEEN 1 AND 720)", "Times start every 1 to 720 minutes."
    )
    _lead_not_negative = models.Constraint(
        "CHECK (lead_minutes IS NULL OR lead_minutes >= 0)", "Clients cannot book in the past."
    )
    _horizon_not_negative = models.Constraint(
        "CHECK (horizon_days IS NULL OR horizon_days >= 0)", "Clients can book today or later."
    )
    _cancel_not_negative = models.Constraint(
        "CHECK (cancel_hours IS NULL OR cancel_hours >= 0)", "Clients cannot cancel what is over."
    )

    def _bookable_from(self, online):
        """:return: the first naive UTC moment that can be booked"""
        now = self._now()
        return now + timedelta(minutes=self.lead_minutes) if online else now

    def _bookable_until(self):
        """:return: the naive UTC moment at which the last day ends that clients can book themselves"""
        return self._utc_of(self._today() + timedelta(days=self.horizon_days + 1), time())
