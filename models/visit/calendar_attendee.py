from odoo import api, models


class CalendarAttendee(models.Model):
    """Who joins, leaves or declines an event is busy then, or free again."""

    _inherit = "calendar.attendee"

    @api.model_create_multi
    def create(self, vals_list):
        attendees = super().create(vals_list)
        self.env["clientele.occupancy"]._follow_events(attendees._clientele_shared_events())
        return attendees

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            self.env["clientele.occupancy"]._follow_events(self._clientele_shared_events())
        return result

    def unlink(self):
        events = self._clientele_shared_events()
        result = super().unlink()
        self.env["clientele.occupancy"]._follow_events(events)
        return result

    def _clientele_shared_events(self):
        """:return: the events of those attendees who share their calendar, except what we do ourselves"""
        calendars = self.env["resource.resource"]._clientele_shared_calendars()
        if not calendars or self.env.context.get("clientele_mirroring"):
            return self.env["calendar.event"]
        attendees = self.sudo().filtered(lambda attendee: attendee.partner_id.id in calendars)  # sudo: only to find out
        return attendees.event_id.sudo(self.env.su)
