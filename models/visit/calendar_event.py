from odoo import models

# Context of changes that we make ourselves: they are not followed, and nobody is told.
QUIET = {
    "clientele_mirroring": True,
    "dont_notify": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "no_mail_to_attendees": True,
    "skip_attendee_notification": True,
    "skip_contact_description": True,
    "tracking_disable": True,
}
TIMES = {"active", "allday", "duration", "show_as", "start", "start_date", "stop", "stop_date"}


class CalendarEvent(models.Model):
    """Events of practitioners who share their calendar: those that show visits, and those that keep visits away.

    Everybody else's events are left alone: they cost one look into a dictionary.
    """

    _inherit = "calendar.event"

    def write(self, vals):
        typing = not all(self._ids)  # core writes to the form's record while somebody types
        if typing or TIMES.isdisjoint(vals) or self.env.context.get("clientele_mirroring"):
            return super().write(vals)
        lines = self._clientele_lines()
        result = super().write(vals)
        lines._follow_event()
        self.env["clientele.occupancy"]._follow_events(self._clientele_shared())
        return result

    def unlink(self):
        if self.env.context.get("clientele_mirroring"):
            return super().unlink()
        lines = self._clientele_lines()
        result = super().unlink()
        lines._follow_event()
        return result

    def _clientele_quiet(self, user):
        """:return: these events in the hands of the user whose calendar they are in, who is told nothing

        Nothing is kept of the context of whoever books: defaults and active records would end in the event.
        """
        quiet = self.env(user=(user or self.env.user).id, su=True, context=QUIET)  # sudo: whoever books fills calendars
        return self.with_env(quiet)

    def _clientele_lines(self):
        """:return: the visit lines that these events show"""
        calendars = self.env["resource.resource"]._clientele_shared_calendars()
        Line = self.env["clientele.visit.line"]
        events = self.sudo().filtered(lambda event: event.user_id.partner_id.id in calendars)  # sudo: only to find out
        return Line.sudo().search([("calendar_event_id", "in", events.ids)]).sudo(self.env.su) if events else Line

    def _clientele_shared(self):
        """:return: those of the events that somebody attends who shares the calendar"""
        return self.sudo().attendee_ids._clientele_shared_events()  # sudo: private ones keep visits away, too

    def _clientele_busy(self):
        """:return: set of (event id, practitioner id, start, stop): the time that these events take, naive UTC"""
        calendars = self.env["resource.resource"]._clientele_shared_calendars()
        mirrors = self.env["clientele.visit.line"].sudo().search([("calendar_event_id", "in", self.ids)])  # sudo: all
        return {
            (event.id, resource.id, *resource._clientele_busy_span(event))
            for event in self.sudo() - mirrors.calendar_event_id  # sudo: as in _clientele_shared
            for attendee in event.attendee_ids
            for resource in self.env["resource.resource"].sudo().browse(calendars.get(attendee.partner_id.id))
            if event.active and event.show_as == "busy" and attendee.state != "declined"
        }
