from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError

from ...tools.seats import Seat
from .clientele_visit import OPEN_STATES


class ClienteleSeat(models.Model):
    """A client's number in a class. Up to the class's capacity it is a seat and has a visit; behind, the client waits.

    Nobody writes seats but the methods of ``clientele.session``: the unique index decides who gets a number.
    """

    _name = "clientele.seat"
    _description = "Seat in a Class"
    _order = "session_id, seat_no"
    _rec_name = "partner_id"
    _check_company_auto = True

    session_id = fields.Many2one("clientele.session", string="Class", required=True, ondelete="cascade")
    seat_no = fields.Integer(string="Seat", required=True, aggregator=None)
    partner_id = fields.Many2one("res.partner", string="Client", required=True, index=True, ondelete="restrict")
    visit_id = fields.Many2one("clientele.visit", index="btree_not_null", ondelete="cascade", help="Empty: waits.")
    visit_values = fields.Json(help="What the visit of who waits will have.")
    waiting_since = fields.Datetime()
    company_id = fields.Many2one(
        "res.company", related="session_id.company_id", store=True, index=True, ondelete="restrict"
    )
    start = fields.Datetime(related="session_id.start")
    state = fields.Selection(related="visit_id.state")
    turn = fields.Integer(string="Place on the waiting list", compute="_compute_turn", help="0 for who has a seat.")
    place = fields.Char(compute="_compute_place", help="The number of the seat, or the turn of who waits.")

    _number = models.UniqueIndex("(session_id, seat_no)")
    _number_positive = models.Constraint("CHECK (seat_no >= 1)", "Seats are numbered from 1.")

    @api.depends("seat_no", "visit_id", "session_id.seat_ids.visit_id")
    def _compute_turn(self):
        for session, seats in self.grouped("session_id").items():
            waiting = session.seat_ids.filtered(lambda seat: not seat.visit_id).sorted("seat_no")
            turns = {seat: turn for turn, seat in enumerate(waiting, 1)}
            for seat in seats:
                seat.turn = 0 if seat.visit_id else turns.get(seat, 1)

    @api.depends("seat_no", "visit_id", "turn")
    def _compute_place(self):
        for seat in self:
            waits = self.env._("Waiting: %(turn)s", turn=seat.turn)
            seat.place = str(seat.seat_no) if seat.visit_id else waits

    def unlink(self):
        """Give the seats up: their visits are cancelled, and who waits moves up."""
        sessions, visits = self.session_id, self.visit_id
        result = super().unlink()
        if open_visits := visits.filtered(lambda visit: visit.state in OPEN_STATES):
            open_visits.write({"state": "cancelled"})
        sessions.exists()._promote()
        return result

    # ---------------------------------------------------------------- taking a seat

    def _as_seat(self):
        """:return: the seat as ``tools.seats`` reads it"""
        return Seat(self.id, self.seat_no, bool(self.visit_id))

    def _take_number(self, number):
        """:raises ConcurrencyError: where another request has just taken the number, so that this one starts again"""
        if number == self.seat_no:
            return
        try:
            with self.env.cr.savepoint():
                self.seat_no = number
                self.flush_recordset()
        except UniqueViolation as error:
            raise ConcurrencyError("the seat was taken by another request") from error

    def _make_visit(self):
        """Who has a seat has a visit, for what the class costs with its teacher."""
        self.ensure_one()
        session = self.session_id
        line = {"product_id": session.product_id.id, "session_id": session.id, **session._line_values()}
        self.visit_id = self.env["clientele.visit"].create(
            {
                **(self.visit_values or {}),
                "partner_id": self.partner_id.id,
                "branch_id": session.branch_id.id,
                "start": session.start,
                "line_ids": [fields.Command.create(line)],
            }
        )

    # ---------------------------------------------------------------- buttons of the attendance list

    def action_arrive(self):
        self.visit_id.action_arrive()

    def action_no_show(self):
        self.visit_id.action_no_show()

    def action_done(self):
        return self.visit_id.action_done()

    def action_reopen(self):
        self.visit_id.action_reopen()

    def action_give_up(self):
        """Free the seat: with a visit ask for the reason of its cancellation, from the waiting list at once."""
        self.ensure_one()
        if self.visit_id:
            return self.visit_id.action_ask_cancel()
        self.session_id.check_access("write")
        self.sudo().unlink()  # sudo: who may change the class may
        return False

    def action_give_seat(self):
        """Let a client in whom the closed waiting list does not move up any more.

        :raises UserError: where no seat is free
        """
        self.ensure_one()
        self.session_id.check_access("write")
        self.sudo()._sit()  # sudo: as above

    def _sit(self):
        """:raises UserError: where no seat is free"""
        self.session_id._gate()
        free = self.session_id._free_numbers()
        if not free:
            raise UserError(self.env._("The class is full. Give it another seat first."))
        self._take_number(free[0])
        self._make_visit()
