from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_datetime, format_time


class ClienteleSession(models.Model):
    """Classes as clients see and book them themselves (FO5).

    Clients have no rights here: callers use sudo and pass the partner of who is logged in.
    """

    _inherit = "clientele.session"

    @api.model
    def _online_domain(self, partner):
        """:return: Domain of the classes that the client can book: every class that is offered can be booked"""
        branches = self.env["clientele.client"]._online_branches(partner)
        offered = Domain("state", "=", "scheduled") & Domain("product_id.clientele_online", "=", True)
        return offered & Domain.OR(branch._online_domain() for branch in branches)

    @api.model
    def _portal_domain(self, partner):
        """:return: Domain of the classes that the client can book, or is in"""
        to_come = Domain("state", "=", "scheduled") & Domain("start", ">", self.env["clientele.branch"]._now())
        return self._online_domain(partner) | to_come & Domain("seat_ids.partner_id", "=", partner.id)

    def _book_online(self, partner):
        """Book a seat for the client, or the next place on the waiting list.

        :return: what came of it: "booked", "waiting", "already" or "full"
        """
        self.ensure_one()
        session = self.with_company(self.company_id)
        self.env["clientele.client"]._one_at_a_time(partner)
        if partner in session.seat_ids.partner_id:
            return "already"
        try:
            with self.env.cr.savepoint():
                seat = session._book_seat(partner, {"source": "online"})
        except UserError:
            return "full"
        return "booked" if seat.visit_id else "waiting"

    # ---------------------------------------------------------------- what the portal shows

    def _portal_cards(self, partner):
        """:return: list of dicts, what the portal shows of each class and of the client's own seats in it"""
        seats = self.env["clientele.seat"].search([("session_id", "in", self.ids), ("partner_id", "=", partner.id)])
        own = seats.grouped("session_id")
        return [
            {
                "session": session,
                "marks": own[session]._portal_marks() if session in own else [session._portal_mark()],
                **session._portal_clock(),
            }
            for session in self
        ]

    def _portal_clock(self):
        """:return: dict of the aware start by the branch's clock, and of the times and their zone in words"""
        zone = self.branch_id.tz
        times = [format_time(self.env, moment, tz=zone, time_format="short") for moment in (self.start, self.stop)]
        return {
            "start": self.branch_id._wall(self.start),
            "hours": " – ".join(times),
            "zone": format_datetime(self.env, self.start, tz=zone, dt_format="OOOO"),
        }

    def _portal_mark(self):
        """:return: dict of how full the class is: a status to be coloured, words, and the button to book, if any"""
        return {"status": self.fullness, "words": self._portal_words(), "book": self._portal_button()}

    def _portal_words(self):
        counts = {"free": self.free, "seats": self.capacity}
        if self.fullness == "free":
            return self.env._("Free: %(free)s of %(seats)s seats", **counts)
        if self.fullness == "few":
            return self.env._("Last seats: %(free)s of %(seats)s", **counts)
        return self.env._("Full – waiting list") if self._moves_up() else self.env._("Full")

    def _portal_button(self):
        if self.fullness != "full":
            return self.env._("Book")
        return self._moves_up() and self.env._("Join the waiting list")
