from odoo import models

from ...tools import roster

# What of a calendar decides the shifts, besides its rows.
KEYS = {"schedule_type", "flexible_hours", "duration_based", "two_weeks_calendar"}


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & KEYS:
            self._clientele_changed()
        return result

    def _clientele_changed(self):
        """Have the shifts made anew of who works by these calendars, now or from a later version on."""
        resources = self.env["resource.resource"].sudo()  # sudo: their employees' versions are for HR only
        domain = [
            "|",
            ("calendar_id", "in", self.ids),
            ("employee_id.version_ids.resource_calendar_id", "in", self.ids),
        ]
        resources.search([("is_practitioner", "=", True), *domain])._clientele_calendar_changed()

    def _clientele_attendances(self):
        """:return: tuple of :class:`roster.Attendance`, the rows of work of a fixed calendar; places are branch ids"""
        return tuple(
            roster.Attendance(
                int(row.dayofweek),
                roster.minutes_of(row.hour_from),
                roster.minutes_of(row.hour_to),
                row.clientele_branch_id.id or None,
                int(row.week_type) if self.two_weeks_calendar and row.week_type else None,
            )
            for row in self.attendance_ids
            if row._is_work_period()
        )
