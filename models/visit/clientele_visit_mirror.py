from odoo import models


class ClienteleVisit(models.Model):
    """Visits are shown in the calendars of practitioners who share theirs; see ``clientele.visit.line._mirror``."""

    _inherit = "clientele.visit"

    def write(self, vals):
        result = super().write(vals)
        if "partner_id" in vals:
            self.line_ids._mirror()
        return result

    def unlink(self):
        events = self.sudo().line_ids.calendar_event_id  # sudo: who deletes the visit takes it out of calendars
        result = super().unlink()
        self.line_ids._drop_events(events)
        return result

    def _schedule(self):
        result = super()._schedule()
        if not self.env.context.get("clientele_scheduling"):
            self.line_ids._mirror()
        return result

    # ---------------------------------------------------------------- tasks

    def _warn_of_calendar(self, summary, note=""):
        """Give reception a task, unless it has the same one already."""
        kind = self.env.ref("clientele.clientele_activity_type_calendar")
        for visit in self.sudo():  # sudo: whoever changes the calendar
            if any(task.activity_type_id == kind and task.summary == summary for task in visit.activity_ids):
                continue
            visit.with_context(mail_activity_quick_update=True).activity_schedule(
                activity_type_id=kind.id,
                summary=summary,
                note=note,
                user_id=visit._who_booked().id,
                date_deadline=visit.branch_id._today(),
            )

    def _who_booked(self):
        """:return: who booked the visit if that is reception's work, else who decides about it now"""
        booker = self.create_uid
        staff = booker.active and booker.has_group("clientele.clientele_group_receptionist")
        return booker if staff else self._who_decides()
