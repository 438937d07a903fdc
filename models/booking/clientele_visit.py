from datetime import timedelta

from odoo import models


class ClienteleVisit(models.Model):
    """A client's own visit, as the client cancels it. Callers use sudo and pass own visits only."""

    _inherit = "clientele.visit"

    def _cancel_online(self):
        """Cancel the visit; a button that is pressed twice gets the same answer twice.

        :return: what came of it: "cancelled", or "late" where the client has to call
        """
        self.ensure_one()
        if self.state == "cancelled":
            return "cancelled"
        if not self._can_cancel():
            return "late"
        self.cancel_reason = self.env._("By the client in the portal")
        self.with_company(self.company_id).action_cancel()
        return "cancelled"

    def _can_cancel(self):
        """:return: whether the client may, and the branch is told early enough"""
        now = self.env["clientele.branch"]._now()
        hours = timedelta(hours=self.branch_id.cancel_hours)
        return self._waits_for_client() and now < self.start and now + hours <= self.start

    def _waits_for_client(self):
        """:return: whether it is a visit to come that is no seat in a class: a seat is given up at its class"""
        return self.state in ("booked", "confirmed") and not self.seat_ids
