from collections import defaultdict
from datetime import time

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import frozendict, ormcache

# What of a practitioner decides whose calendar shows the visits, and which time outside is busy.
CALENDAR_KEYS = {"active", "branch_ids", "clientele_calendar_sync", "is_practitioner", "user_id"}


class ResourceResource(models.Model):
    """Practitioners whose calendar in Odoo (and so the one of Google or Outlook that it is connected to) shows their
    visits, and whose busy time there nobody can book (issue 3).
    """

    _inherit = "resource.resource"

    clientele_calendar_sync = fields.Boolean(
        string="Visits in the calendar",
        copy=False,
        help="Shows the visits in the user's calendar, which Odoo can connect to Google or Outlook, "
        "and keeps the time of the user's other busy events free of bookings.",
    )
    clientele_calendar_status = fields.Char(string="Calendar", compute="_compute_clientele_calendar_status")

    @api.depends("clientele_calendar_sync", "user_id")
    def _compute_clientele_calendar_status(self):
        for resource in self:
            shared = resource._clientele_calendar_user()
            resource.clientele_calendar_status = resource._clientele_calendar_words() if shared else False

    @api.constrains("clientele_calendar_sync", "user_id")
    def _check_clientele_calendar_sync(self):
        for resource in self:
            if resource.clientele_calendar_sync and not resource.user_id:
                raise ValidationError(
                    self.env._(
                        "%(name)s has no user, so there is no calendar to show visits in. "
                        "Choose the user first, or switch “Visits in the calendar” off.",
                        name=resource.name,
                    )
                )

    # ---------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        resources = super().create(vals_list)
        resources.filtered("clientele_calendar_sync")._clientele_calendar_switched()
        return resources

    def write(self, vals):
        """Who loses the user loses the calendar, too."""
        if CALENDAR_KEYS.isdisjoint(vals):
            return super().write(vals)
        if not vals.get("user_id", True):
            vals = {"clientele_calendar_sync": False, **vals}
        before = {resource: resource._clientele_calendar_place() for resource in self}
        result = super().write(vals)
        changed = self.filtered(lambda resource: resource._clientele_calendar_place() != before[resource])
        changed._clientele_calendar_switched()
        return result

    def unlink(self):
        shared = any(resource._clientele_calendar_user() for resource in self)
        result = super().unlink()
        if shared:
            self.env.registry.clear_cache()
        return result

    # ---------------------------------------------------------------- the calendar

    def _clientele_calendar_user(self):
        """:return: the user in whose calendar the visits are; none without the switch"""
        shared = self.clientele_calendar_sync and self.is_practitioner and self.active
        return self.user_id if shared else self.user_id.browse()

    def _clientele_calendar_place(self):
        """:return: the calendar's user, and the branch on whose clock its all-day events are, if there is a calendar"""
        user = self._clientele_calendar_user()
        return user, user and self.branch_ids[:1]

    @api.model
    @ormcache()
    def _clientele_shared_calendars(self):
        """:return: {partner id: ids of the practitioners whose calendar is that partner's}, kept in memory, so that
        the calendars of all others cost nothing
        """
        shared = [("clientele_calendar_sync", "=", True), ("is_practitioner", "=", True), ("user_id", "!=", False)]
        everyone = self.sudo().with_context(active_test=True)  # sudo: of every company, whoever works in the calendar
        calendars = defaultdict(tuple)
        for resource in everyone.search(shared):
            calendars[resource.user_id.partner_id.id] += (resource.id,)
        return frozendict(calendars)

    def _clientele_calendar_switched(self):
        """Take the visits out of calendars that are not meant any more and the busy time of the present ones in; the
        visits to come follow by a job.
        """
        if not self:
            return
        self.env.registry.clear_cache()
        self.env["clientele.visit.line"]._mirrored_of(self)._mirror()
        self.env["clientele.occupancy"]._follow_calendars(self)
        self.env.ref("clientele.clientele_cron_mirror")._trigger()

    def _clientele_busy_span(self, event):
        """:return: (from, to) of a calendar event, naive UTC; all-day events are whole days of the first branch"""
        if not event.allday:
            return event.start, event.stop
        branch, last = self.branch_ids[:1], fields.Date.add(event.stop_date, days=1)
        return branch._utc_of(event.start_date, time()), branch._utc_of(last, time())

    def _clientele_calendar_words(self):
        """:return: one paragraph on what the calendar shows"""
        lines = self.env["clientele.visit.line"]._coming_of(self)
        shown = len(lines.filtered("calendar_event_id"))
        now = self.env["clientele.branch"]._now()
        busy = [("resource_id", "=", self.id), ("kind", "=", "external"), ("stop", ">", now)]
        counts = {
            "visits": shown,
            "waiting": len(lines) - shown,
            "busy": self.env["clientele.occupancy"].search_count(busy),
        }
        words = [self.env._("Visits to come in the calendar: %(visits)s. Busy times outside: %(busy)s.", **counts)]
        if counts["waiting"]:
            words.append(self.env._("%(waiting)s more visits follow within minutes.", **counts))
        if not self.user_id.sudo()._has_any_active_synchronization():  # sudo: the user's own settings
            words.append(self.env._("The user has not connected this calendar to Google or Outlook yet."))
        return " ".join(words)
