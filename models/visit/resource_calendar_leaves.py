from odoo import api, models

from .clientele_visit import OPEN_STATES

# What of a leave decides who is booked meanwhile.
KEYS = {"date_from", "date_to", "resource_id", "time_type"}


class ResourceCalendarLeaves(models.Model):
    """A leave over booked time is not refused: whoever books hears of it (YC16)."""

    _inherit = "resource.calendar.leaves"

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._clientele_alert()
        return leaves

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & KEYS:
            self._clientele_alert()
        return result

    def _clientele_alert(self):
        """Ask reception about visits that are booked in these leaves, unless it is deciding about them right now."""
        for leave in self.sudo():  # sudo: who enters a leave may not see who is booked
            visits = leave._clientele_booked_visits()
            if visits:
                visits._ask_about_absence(leave)

    def _clientele_booked_visits(self):
        """:return: visits to come that the absent practitioner should perform during this leave"""
        if self.time_type != "leave" or not self.resource_id.is_practitioner:
            return self.env["clientele.visit"]
        now = self.env["clientele.branch"]._now()
        decided = self.env.context.get("clientele_absence_visits", [])
        lines = self.env["clientele.visit.line"].search(
            [
                ("resource_id", "=", self.resource_id.id),
                ("state", "in", OPEN_STATES),
                ("start", "<", self.date_to),
                ("stop", ">", max(self.date_from, now)),
                ("visit_id", "not in", decided),
            ]
        )
        return lines.visit_id

    def action_clientele_absence(self):
        """Decide what becomes of those who are booked during this leave."""
        self.ensure_one()
        absence = self.env["clientele.absence"].create(
            {
                "practitioner_ids": self.resource_id.ids,
                "date_from": self.date_from,
                "date_to": self.date_to,
                "reason": "other" if self.name else "leave",
                "other_reason": self.name,
                "recorded": True,
            }
        )
        absence.action_propose()
        return absence._open()
