from odoo import models


class ClienteleSeat(models.Model):
    """A client's own seat, as the client sees it and gives it up. Callers use sudo and pass own seats only."""

    _inherit = "clientele.seat"

    def _leave_online(self):
        """Give the seat, or the place on the waiting list, up.

        :return: what came of it: "left", or "late" where the class has begun or reception has marked the client
        """
        self.ensure_one()
        if not self._can_leave():
            return "late"
        self.visit_id.cancel_reason = self.env._("Cancelled by the client online")
        self.with_company(self.company_id).unlink()
        return "left"

    def _can_leave(self):
        session, visit = self.session_id, self.visit_id
        to_come = session.state == "scheduled" and session.start > self.env["clientele.branch"]._now()
        return to_come and (not visit or visit.state in ("booked", "confirmed"))

    def _portal_marks(self):
        """:return: list of dicts that say what the client has in the class, as ``clientele.session._portal_mark``"""
        return [
            {
                "status": "booked" if seat.visit_id else "waiting",
                "words": seat._portal_words(),
                "leave": seat.id if seat._can_leave() else False,
            }
            for seat in self
        ]

    def _portal_words(self):
        if self.visit_id:
            return self.env._("You are booked (seat %(number)s)", number=self.seat_no)
        return self.env._("You wait (place %(turn)s)", turn=self.turn)
