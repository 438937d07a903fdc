import logging
import random
from itertools import chain, count

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.seats import arrange
from ..client.batches import CONFLICTS

_logger = logging.getLogger(__name__)


class ClienteleSession(models.Model):
    """Who sits in a class and who waits (DESIGN 4).

    PostgreSQL shows a request the database as it was at the request's start, so that nothing that is counted there
    keeps the others away (``notes/booking.md`` C). A unique number does: the later of two requests that want the same
    seat is refused and tries the next. Changes of the class itself keep bookings away by ``_gate`` and ``_fence``.
    """

    _inherit = "clientele.session"

    closes_at = fields.Datetime(
        string="Waiting list closes", compute="_compute_closes_at", help="From then on nobody moves up by itself."
    )

    @api.depends("start", "product_id.clientele_waiting_hours")
    def _compute_closes_at(self):
        for session in self:
            hours = session.product_id.clientele_waiting_hours
            session.closes_at = session.start and fields.Datetime.subtract(session.start, hours=hours)

    # ---------------------------------------------------------------- booking

    def action_add_client(self):
        """Ask whom to book."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_session_book_action")
        return {**action, "context": {"default_session_id": self.id}}

    def action_book_seat(self, partner_id, allow_more=False):
        """Book a seat for a client; of a full class, the next place on the waiting list.

        :param partner_id: id of the client
        :param allow_more: also for a client who is in the class already, such as a parent who brings children
        :return: {"seat": number, "waiting": whether it is on the waiting list}
        :raises UserError: saying why there is no place
        """
        self.ensure_one()
        self.check_access("write")
        partner = self.env["res.partner"].browse(partner_id)
        partner.check_access("read")
        seat = self._book_seat(partner, allow_more=allow_more)
        return {"seat": seat.seat_no, "waiting": not seat.visit_id}

    def _book_seat(self, partner, values=None, allow_more=False):
        """Take the next seat or place on the waiting list. Rights are checked by the caller.

        :param values: of the visit, such as source; what JSON can hold
        :param allow_more: see ``action_book_seat``
        :return: the clientele.seat; who waits has no visit
        :raises UserError: where the class takes nobody, or has this client already
        """
        self.ensure_one()
        session = self.sudo()  # sudo: seats are made by nobody else
        session._gate()
        session._check_takes(partner, allow_more)
        seat = session._take_seat({"partner_id": partner.id, "visit_values": values or False})
        if seat.seat_no <= session.capacity:
            seat._make_visit()
        else:
            seat.waiting_since = self.env["clientele.branch"]._now()
            session.env["clientele.client"]._ensure(partner, session.company_id)
            session._promote()
        return seat.with_env(self.env)

    def _seat_again(self, visit):
        """Take a seat for a visit that had been cancelled.

        :raises UserError: where there is none
        """
        self._gate()
        self._check_takes(visit.partner_id, allow_more=True)
        seat = visit.seat_ids or self._take_seat({"partner_id": visit.partner_id.id, "visit_id": visit.id})
        if seat.seat_no > self.capacity:
            raise UserError(self.env._("%(class)s is full by now.", **{"class": self.display_name}))

    def _check_takes(self, partner, allow_more):
        """:raises UserError: where the class takes nobody, or has this client already"""
        words = {"class": self.display_name, "client": partner.name}
        if self.state != "scheduled":
            raise UserError(self.env._("%(class)s is over or cancelled. Choose another class.", **words))
        if not allow_more and partner in self.seat_ids.partner_id:
            raise UserError(
                self.env._(
                    "%(client)s is in %(class)s already. If one more seat is wanted, for a child say, allow it.",
                    **words,
                )
            )

    def _take_seat(self, values):
        """:return: a seat with the first number that nobody else took"""
        for number in self._numbers_to_try():
            try:
                with self.env.cr.savepoint():
                    return self.env["clientele.seat"].create({**values, "session_id": self.id, "seat_no": number})
            except UniqueViolation:
                continue  # another request took it after this one began

    def _numbers_to_try(self):
        """:return: iterator of numbers: the lowest free one, the others in any order lest all try the same, the queue
        :raises UserError: where no seat is free and the waiting list is closed
        """
        waiting = self.seat_ids.filtered(lambda seat: not seat.visit_id)
        free = [] if waiting and self._moves_up() else self._free_numbers()
        yield from chain(free[:1], random.sample(free[1:], len(free[1:])))
        if not self._moves_up():
            raise UserError(
                self.env._("%(class)s is full, and its waiting list is closed.", **{"class": self.display_name})
            )
        yield from count(max([self.capacity, *self.seat_ids.mapped("seat_no")]) + 1)

    def _free_numbers(self):
        """:return: list of the free seats, in order"""
        taken = set(self.seat_ids.filtered("visit_id").mapped("seat_no"))
        return [number for number in range(1, self.capacity + 1) if number not in taken]

    def _moves_up(self):
        """:return: whether who waits still gets seats that become free"""
        return self.state == "scheduled" and self.env["clientele.branch"]._now() < self.closes_at

    # ---------------------------------------------------------------- against changes of the class

    def _gate(self):
        """Hold the class as it is until this request ends.

        If it was changed after this request began, PostgreSQL refuses, and Odoo starts the request again.
        """
        self.flush_recordset()
        self.env.execute_query(
            SQL("SELECT id FROM clientele_session WHERE id = ANY(%s) ORDER BY id FOR SHARE", self.ids)
        )

    def _fence(self, capacity):
        """See every booking before the class changes: bookings under way have ended, since the change waited for them,
        but this request may have begun before. Then one of the numbers that it takes for a moment is not free,
        PostgreSQL refuses, and Odoo starts the request again.

        :param capacity: the largest that the class had and will have
        """
        self.env["clientele.seat"].flush_model()
        self.flush_recordset()
        query = SQL(
            """INSERT INTO clientele_seat (session_id, seat_no, partner_id, company_id)
               SELECT s.id, number, c.partner_id, s.company_id
                 FROM clientele_session s JOIN res_company c ON c.id = s.company_id
                CROSS JOIN generate_series(1, 1 + GREATEST(
                          %s, (SELECT max(seat_no) FROM clientele_seat WHERE session_id = s.id))) number
                WHERE s.id = ANY(%s)
                   ON CONFLICT DO NOTHING RETURNING id""",
            capacity,
            self.ids,
        )
        probes = [row for (row,) in self.env.execute_query(query)]
        self.env.execute_query(SQL("DELETE FROM clientele_seat WHERE id = ANY(%s) RETURNING id", probes))

    # ---------------------------------------------------------------- moving up

    def _promote(self):
        """Give free seats to those who wait, in their order, and tell them. Calling it again changes nothing.

        Another request that frees or takes a seat at the same time may not be seen here: the job looks again.
        """
        for session in self.sudo().filtered("seat_ids"):  # sudo: seats are changed by nobody else
            session._gate()
            session._arrange()
        if any(session.waiting for session in self):
            self.env.ref("clientele.clientele_cron_promote")._trigger()

    def _arrange(self):
        """Number the seats anew as far as they do not fit the class, and let in who can be."""
        Seat = self.env["clientele.seat"]
        promoted = Seat
        for change in arrange([seat._as_seat() for seat in self.seat_ids], self.capacity, self._moves_up()):
            seat = Seat.browse(change.id)
            seat._take_number(change.number)
            if change.seated and not seat.visit_id:
                seat._make_visit()
                promoted |= seat
        self._tell(promoted.visit_id, "promoted")

    @api.model
    def _cron_promote(self):
        """Let in who waits beside a free seat, because two requests did not see each other."""
        for session in self._with_waiters_beside_seats():
            try:
                session._promote()
                seconds = self.env["ir.cron"]._commit_progress(processed=1)
            except CONFLICTS:
                self.env.cr.rollback()
                _logger.info("Somebody else changed class %s meanwhile", session.id)
                self.env.ref("clientele.clientele_cron_promote")._trigger()
                continue
            if not seconds:
                break

    @api.model
    def _with_waiters_beside_seats(self):
        """:return: classes to come that have both free seats and a waiting list that still moves up"""
        sessions = self.sudo().search(  # sudo: of every company
            [
                *[("state", "=", "scheduled"), ("start", ">", self.env["clientele.branch"]._now())],
                *[("free", ">", 0), ("waiting", ">", 0)],
            ]
        )
        return sessions.filtered(lambda session: session._moves_up())
