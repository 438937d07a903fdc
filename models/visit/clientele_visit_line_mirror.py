from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, split_every

from ...tools.clock import minutes_between
from ...tools.initials import initials
from .clientele_visit import OPEN_STATES
from .clientele_visit_schedule import HOLDING_STATES

BATCH = 100


class ClienteleVisitLine(models.Model):
    """Each booked service of a practitioner who shares the calendar is one event there.

    The event follows the line. Who moves or deletes the event asks for a move: it is made if the time is free, else
    the event is put back and reception told.
    """

    _inherit = "clientele.visit.line"

    calendar_event_id = fields.Many2one(
        "calendar.event",
        string="Event in the calendar",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        readonly=True,
    )

    def write(self, vals):
        result = super().write(vals)
        if "name" in vals:
            self._mirror()
        return result

    def unlink(self):
        events = self.sudo().calendar_event_id  # sudo: who deletes the line takes it out of the calendar
        result = super().unlink()
        self._drop_events(events)
        return result

    # ---------------------------------------------------------------- what is shown

    @api.model
    def _coming_of(self, resources):
        """:return: lines of these practitioners that are to be in their calendars, soonest first"""
        now = self.env["clientele.branch"]._now()
        domain = [("resource_id", "in", resources.ids), ("state", "in", OPEN_STATES), ("stop", ">", now)]
        lines = self.sudo().search([*domain, ("visit_id.kind", "=", "visit")], order="start, id")  # sudo: everyone's
        return lines.filtered(lambda line: line._holds_time())

    @api.model
    def _mirrored_of(self, resources):
        """:return: lines of these practitioners that are not over and are in some calendar"""
        now = self.env["clientele.branch"]._now()
        shown = [("resource_id", "in", resources.ids), ("calendar_event_id", "!=", False), ("stop", ">", now)]
        return self.sudo().search(shown)  # sudo: everyone's

    def _calendar_user(self):
        """:return: the user in whose calendar the line is to be, none if in no one's"""
        visit = self.visit_id
        held = visit.kind == "visit" and visit.state in HOLDING_STATES and self._holds_time()
        return self.resource_id._clientele_calendar_user() if held else self.env["res.users"]

    def _prepare_event(self):
        """:return: the values of the line's event that change with the line"""
        address = (self.branch_id.partner_id.contact_address_inline or "").strip() or self.branch_id.name
        return {
            "name": self._event_title(),
            "location": address,
            "start": self.start,
            "stop": self.stop,
            "allday": False,
        }

    def _event_title(self):
        """Calendars leave the house, so the company decides what they tell of clients."""
        client = self.partner_id.name or ""
        shown = {"none": "", "initials": initials(client), "name": client}
        return " · ".join(filter(None, (self.name, shown[self.company_id.clientele_calendar_names or "initials"])))

    def _prepare_new_event(self, user):
        """:return: all values of the event in the calendar of a user"""
        link = f"{self.get_base_url()}/mail/view?model=clientele.visit&res_id={self.visit_id.id}"
        text = self.with_context(lang=user.lang).env._("Open the visit")
        return {
            **self._prepare_event(),
            "description": Markup('<p><a href="%s">%s</a></p>') % (link, text),
            "user_id": user.id,
            "partner_ids": [fields.Command.set(user.partner_id.ids)],
            "attendee_ids": [fields.Command.create({"partner_id": user.partner_id.id, "state": "accepted"})],
            "show_as": "busy",
            "privacy": "private",
        }

    # ---------------------------------------------------------------- showing it

    def _mirror(self):
        """Make the events of these lines what the lines say now; calling it again changes nothing.

        What is over gets no event, but keeps the one that it had.
        """
        lines = self.sudo()  # sudo: whoever changes a visit fills the calendar
        if not lines.calendar_event_id and not self.env["resource.resource"]._clientele_shared_calendars():
            return
        users = {line: line._calendar_user() for line in lines}
        gone = lines.filtered(lambda line: line.calendar_event_id and not line._event_of(users[line]))
        events, gone.calendar_event_id = gone.calendar_event_id, False
        self._drop_events(events.filtered("active"))
        for line in lines.filtered("calendar_event_id"):
            line._bring_to_event()
        now = self.env["clientele.branch"]._now()
        fresh = (lines - lines.filtered("calendar_event_id")).filtered(
            lambda line: users[line] and line.state in OPEN_STATES and line.stop > now
        )
        for user, own in fresh.grouped(users.get).items():
            own._make_events(user)

    def _event_of(self, user):
        """:return: the line's event, if it still is one in the calendar of this user"""
        event = self.calendar_event_id
        return event if event.active and event.user_id == user else event.browse()

    def _bring_to_event(self):
        event = self.calendar_event_id
        values = {name: value for name, value in self._prepare_event().items() if event[name] != value}
        if values:
            event._clientele_quiet(event.user_id).write(values)

    def _make_events(self, user):
        Event = self.env["calendar.event"]._clientele_quiet(user)
        events = Event.create([line._prepare_new_event(user) for line in self])
        for line, event in zip(self, events, strict=True):
            line.calendar_event_id = event.id

    @api.model
    def _drop_events(self, events):
        """Take events out of calendars; one that Google knows is archived, so that it is deleted there."""
        for user, own in events.grouped("user_id").items():
            own._clientele_quiet(user).with_context(archive_on_error=True).unlink()

    # ---------------------------------------------------------------- following it

    def _follow_event(self):
        """Do what somebody asked for by moving or deleting the events of these lines."""
        lost = self.filtered(lambda line: not line.sudo().calendar_event_id.active)  # sudo: as in _mirror
        for line in self - lost:
            if line.sudo()._event_moved():  # sudo: as in _mirror
                line._follow_move()
        lost._mirror()
        for line in lost.sudo().filtered("calendar_event_id"):  # sudo: as in _mirror
            line.visit_id._warn_of_calendar(
                self.env._("%(who)s deleted the visit in the calendar", who=self.env.user.name),
                self.env._("It is still booked and back in the calendar. Cancel it here if it does not take place."),
            )

    def _event_moved(self):
        event = self.calendar_event_id
        return event.allday or (event.start, event.stop) != (self.start, self.stop)

    def _follow_move(self):
        """Move the line to where its event is now, or the event back."""
        event, who = self.sudo().calendar_event_id, self.env.user  # sudo: as in _mirror
        branch = self.sudo().branch_id  # sudo: as in _mirror
        wish = f"{format_date(self.env, branch._day_of(event.start))} {branch._wall(event.start):%H:%M}"
        try:
            with self.env.cr.savepoint():
                self._check_may_move()
                line = self.sudo() if who == event.user_id else self  # sudo: practitioners move their own visits
                line.write(self.sudo()._moved_values())
                self._check_not_overbooked()
        except UserError as error:
            self._mirror()
            asked = self.env._("%(who)s asked for %(wish)s in the calendar, in vain", who=who.name, wish=wish)
            self.sudo().visit_id._warn_of_calendar(asked, str(error))  # sudo: as in _mirror
        else:
            said = self.env._("%(who)s moved %(what)s in the calendar.", who=who.name, what=self.sudo().name)
            self.sudo().visit_id._message_log(body=said)  # sudo: practitioners only read visits

    def _check_may_move(self):
        """:raises UserError: where the event is no wish for another time, or not one of who may wish"""
        line, event = self.sudo(), self.sudo().calendar_event_id  # sudo: as in _mirror
        if self.env.user != event.user_id and not self.sudo(False).has_access("write"):
            raise UserError(self.env._("Only %(who)s and reception may move it.", who=event.user_id.name))
        if line.state not in OPEN_STATES:
            raise UserError(self.env._("The visit is over."))
        if event.allday or event.stop <= event.start:
            raise UserError(self.env._("A visit needs a time from and to."))

    def _check_not_overbooked(self):
        """:raises UserError: where a visit that was overbooked once is so again, by somebody who may not"""
        if self.sudo().overbooked:  # sudo: as in _mirror
            self.visit_id.sudo(False)._check_may_overbook()

    def _moved_values(self):
        """:return: values by which the line comes to where its event is"""
        event = self.calendar_event_id
        start, stop = event.start.replace(second=0), event.stop.replace(second=0)
        wanted = {"start": start, "duration": minutes_between(start, stop)}
        return {name: value for name, value in wanted.items() if self[name] != value}

    # ---------------------------------------------------------------- cron

    @api.model
    def _cron_mirror(self):
        """Bring the visits to come into the calendars of the practitioners who share theirs, batch by batch."""
        shared = self.env["resource.resource"]._clientele_shared_calendars().values()
        lines = self._coming_of(self.env["resource.resource"].browse({id_ for ids in shared for id_ in ids}))
        seconds = self.env["ir.cron"]._commit_progress(remaining=len(lines))
        for ids in split_every(BATCH, lines.ids):
            if not seconds:
                break
            self.browse(ids).exists()._mirror()
            seconds = self.env["ir.cron"]._commit_progress(processed=len(ids))
