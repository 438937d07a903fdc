from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_list

from .clientele_visit import OPEN_STATES

# What changes the time that the class takes, or its seats.
SCHEDULE = {"start", "stop", "duration", "resource_id", "room_id", "equipment_id", "branch_id", "product_id"}
SCHEDULE |= {"state", "overbook_reason", "capacity"}
# What is the same for all who have booked.
FIXED_BY_SEATS = {"branch_id", "product_id"}


class ClienteleSession(models.Model):
    """What becomes of the seats when a class is moved, changed, held or cancelled."""

    _inherit = "clientele.session"

    # ---------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        """:raises SlotTaken: where the teacher or a room is not free and the class is not overbooked"""
        sessions = super().create(vals_list)
        sessions._schedule()
        return sessions

    def write(self, vals):
        """Moving a class moves its visits and tells the clients.

        :raises SlotTaken: as above
        :raises ValidationError: where there are more clients than seats
        """
        if SCHEDULE.isdisjoint(vals) or self.env.context.get("clientele_scheduling"):
            return super().write(vals)
        before = {session: (session.start, session.capacity) for session in self}
        self._check_fixed_by_seats(vals)
        result = super(ClienteleSession, self.with_context(clientele_scheduling=True)).write(vals)
        for session, (start, capacity) in before.items():
            session._follow(start, capacity)
        self._schedule()
        return result

    def _check_fixed_by_seats(self, vals):
        changed = [
            session for session in self for name in FIXED_BY_SEATS & vals.keys() if session[name].id != vals[name]
        ]
        for session in changed:
            if session.sudo().seat_ids:  # sudo: every seat counts
                raise UserError(
                    self.env._(
                        "Clients have booked %(class)s as it is. Cancel it, or make another class of the other service "
                        "or branch.",
                        **{"class": session.display_name},
                    )
                )

    def _follow(self, start, capacity):
        """Bring the seats and visits to what the class is now.

        :param start: when it began before
        :param capacity: what it was before
        """
        session = self.sudo()  # sudo: who may change the class moves its visits
        session._fence(max(capacity, session.capacity))
        session._check_capacity()
        session._move_visits(start)
        session._promote()

    def _check_capacity(self):
        """:raises ValidationError: where there are more clients than seats"""
        taken = len(self.seat_ids.visit_id)
        if taken > self.capacity:
            raise ValidationError(
                self.env._(
                    "%(taken)s seats of %(class)s are booked, so it cannot have %(capacity)s. "
                    "Cancel or move visits of it first, or give it at least %(taken)s seats.",
                    taken=taken,
                    capacity=self.capacity,
                    **{"class": self.name},
                )
            )

    def _move_visits(self, start):
        lines = self.seat_ids.visit_id.line_ids.filtered(lambda line: line.session_id == self)
        moved = lines.filtered(lambda line: line.state != "cancelled" and line._is_elsewhere())
        for line in moved:
            line.write(self._line_values())
        if self.start != start:
            self._tell(moved.visit_id, "moved")

    def _line_values(self):
        """:return: what the lines of visits have from their class"""
        return {"start": self.start, "duration": self.duration, "resource_id": self.resource_id.id}

    # ---------------------------------------------------------------- the end of a class

    def action_ask_cancel(self):
        """Ask for the reason, then cancel.

        :raises UserError: where nothing is left to cancel
        """
        sessions = self.filtered(lambda session: session.state == "scheduled")
        if not sessions:
            raise UserError(self.env._("Only classes that have not taken place can be cancelled."))
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_session_cancel_action")
        return {**action, "context": {"default_session_ids": sessions.ids}}

    def _cancel(self, reason):
        """Cancel the class and its visits, and tell the clients."""
        self.write({"state": "cancelled", "cancel_reason": reason})
        for session in self.sudo():  # sudo: who may cancel the class cancels its visits
            visits = session._open_visits()
            visits.write({"state": "cancelled", "cancel_reason": reason})
            session._tell(visits, "cancelled")
            session._note_untold(session.seat_ids.filtered(lambda seat: not seat.visit_id).partner_id)

    def action_all_came(self):
        """Mark all who are neither marked nor excused as arrived."""
        self._unmarked_visits().action_arrive()

    def action_done(self):
        """Close the class; whoever has not been marked is asked about.

        :raises UserError: for a class that has not begun
        """
        early = self.filtered(lambda session: session.start > self.env["clientele.branch"]._now())[:1]
        if early:
            raise UserError(
                self.env._("%(class)s has not begun. Move it, or cancel it.", **{"class": early.display_name})
            )
        unmarked = self._unmarked_visits()
        if not unmarked:
            return self._close()
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_session_close_action")
        return {**action, "context": {"default_session_ids": self.ids}}

    def _close(self, came=True):
        """
        :param came: what holds of the clients who were not marked
        :return: None, or a notification of what closing the visits decided
        """
        if not came:
            self._unmarked_visits().action_no_show()
        decided = self._open_visits()._close_unasked()
        self.write({"state": "done"})
        return decided

    def action_reopen(self):
        """:raises UserError: where the class was not held"""
        if any(session.state != "done" for session in self):
            raise UserError(self.env._("A cancelled class stays cancelled, its clients were told. Make a new one."))
        self.write({"state": "scheduled"})

    def _unmarked_visits(self):
        return self._open_visits().filtered(lambda visit: visit.state != "arrived")

    def _open_visits(self):
        return self.seat_ids.visit_id.filtered(lambda visit: visit.state in OPEN_STATES)

    # ---------------------------------------------------------------- telling

    def _tell(self, visits, kind):
        """Tell the clients of visits that are to come; note in the chatter who cannot be reached.

        :param kind: see ``clientele.visit._notify_client``
        """
        visits = visits.filtered(lambda visit: visit.stop > self.env["clientele.branch"]._now())
        if visits:
            told = visits._notify_client(kind)
            self._note_untold((visits - told).partner_id)

    def _note_untold(self, clients):
        if clients and self.stop > self.env["clientele.branch"]._now():
            names = format_list(self.env, clients.mapped("name"))
            self.message_post(body=self.env._("No message could be sent to %(clients)s. Please call.", clients=names))

    # ---------------------------------------------------------------- read by others

    @api.model
    def _upcoming(self, branch, product=None, days=30):
        """Classes that can be booked.

        :param product: only this service
        :param days: how far ahead, today included
        :return: clientele.session, the next first
        """
        domain = fields.Domain("branch_id", "=", branch.id) & fields.Domain("state", "=", "scheduled")
        domain &= fields.Domain("start", ">", branch._now())
        domain &= fields.Domain("day", "<", fields.Date.add(branch._today(), days=days))
        if product:
            domain &= fields.Domain("product_id", "=", product.id)
        return self.search(domain, order="start, id")

    def _journal_data(self):
        """:return: list of dicts, what the journal shows of a class"""
        return [
            {
                "id": session.id,
                "name": session.name,
                "start": session.start,
                "stop": session.stop,
                "resource_id": session.resource_id.id,
                "room": session.room_id.name or "",
                "taken": session.taken,
                "capacity": session.capacity,
                "waiting": session.waiting,
                "color": session.fill_color,
                "seats": session.seats,
                "headline": session.headline,
            }
            for session in self
        ]
