from odoo import api, fields, models

from ...tools.occupied import Taken
from .clientele_visit import OPEN_STATES


class ClienteleOccupancy(models.Model):
    """Practitioners are busy when their calendar says so. What for is nobody's business: the rows have no name."""

    _inherit = "clientele.occupancy"

    calendar_event_id = fields.Many2one(
        "calendar.event", string="Event outside", index="btree_not_null", ondelete="cascade", readonly=True
    )

    @api.model
    def _follow_calendars(self, resources):
        """Take in what the calendars of these practitioners say, and forget what they said if they are not shared."""
        followed = [("resource_id", "in", resources.ids), ("calendar_event_id", "!=", False)]
        known = self.sudo().search(followed)  # sudo: of all companies
        calendars = self.env["resource.resource"]._clientele_shared_calendars()
        partners = [partner for partner, ids in calendars.items() if not set(resources.ids).isdisjoint(ids)]
        yesterday = fields.Datetime.subtract(self.env["clientele.branch"]._now(), days=1)
        Event = self.env["calendar.event"].sudo()  # sudo: private ones keep visits away, too
        present = Event.search([("attendee_ids.partner_id", "in", partners), ("stop", ">", yesterday)])
        self._follow_events(known.calendar_event_id | present)

    @api.model
    def _follow_events(self, events):
        """Make the time that these events take what they say now; calling it again changes nothing."""
        if not events:
            return
        rows = self.sudo().search([("calendar_event_id", "in", events.ids)])  # sudo: of all companies
        known = {row._of_event() for row in rows}
        busy = {taken for taken in events._clientele_busy() if taken[2] < taken[3]}
        rows.filtered(lambda row: row._of_event() not in busy).unlink()
        fresh = sorted(busy - known)
        self._warn_of_clashes([Taken(*taken, 0) for __, *taken in fresh])
        self.sudo().create([self._prepare_external(*taken) for taken in fresh])  # sudo: whoever changes a calendar

    def _of_event(self):
        """:return: the row as ``calendar.event._clientele_busy`` makes it"""
        return self.calendar_event_id.id, self.resource_id.id, self.start, self.stop

    @api.model
    def _prepare_external(self, event_id, resource_id, start, stop):
        resource = self.env["resource.resource"].sudo().browse(resource_id)  # sudo: whoever makes the event
        company = resource.branch_ids[:1].company_id or resource.company_id or self.env.company
        return {
            "kind": "external",
            "blocking": False,
            "resource_id": resource_id,
            "calendar_event_id": event_id,
            "start": start,
            "stop": stop,
            "company_id": company.id,
        }

    @api.model
    def _warn_of_clashes(self, wanted):
        """Nothing outside is refused: who was booked then is somebody's task.

        :param wanted: list of Taken
        """
        now = self.env["clientele.branch"]._now()
        for __, row in self._clashes(wanted):
            if row.visit_id.state in OPEN_STATES and row.stop > now:
                who = row.resource_id.name
                row.visit_id._warn_of_calendar(self.env._("%(who)s is busy outside at that time", who=who))
