import random
from datetime import time, timedelta

from odoo import api, models

from ..models.visit.slot_wish import Wish, WishedService

PRACTITIONERS = ("maria", "georgi", "oksana", "nadia")
# Evenings with yoga, as days from today, and how many clients want to come.
YOGA = {1: 7, 3: 4, 5: 0}
# How many bookings a branch has on each day from today on.
BOOKINGS = {"centre": (14, 11, 6, 5, 4, 3, 2), "lakeside": (5, 4, 2, 2, 1, 1, 1)}


class ClienteleDemo(models.AbstractModel):
    """Fills the journal of this week: shifts, bookings in all states, breaks."""

    _inherit = "clientele.demo"

    @api.model
    def _make_schedule(self):
        chance = random.Random(7)
        people = self.env["resource.resource"].union(*(self._ref("practitioner", name) for name in PRACTITIONERS))
        people.calendar_id = self._ref("calendar", "salon")
        self._send_to_lakeside(self._ref("practitioner", "oksana"))
        # As of yesterday, so that the hours of today that are over can be booked, too.
        demo = self.with_context(
            clientele_today=self._today() - timedelta(days=1), tracking_disable=True, mail_create_nolog=True
        )
        demo.env["clientele.shift"]._extend(people)
        clients = demo._regulars()
        for branch, counts in BOOKINGS.items():
            for ahead, count in enumerate(counts):
                demo._book_day(
                    self._ref("branch", branch), self._today() + timedelta(days=ahead), count, clients, chance
                )
        demo._make_classes(clients)
        self.env["clientele.client"]._rebuild(self.env.ref("base.main_company"))

    def _send_to_lakeside(self, practitioner):
        """On five days of the week this practitioner works at the other branch."""
        practitioner.calendar_id = practitioner.calendar_id.copy({"name": practitioner.name})
        days = practitioner.calendar_id.attendance_ids.filtered(lambda row: row.dayofweek in "23456")
        days.clientele_branch_id = self._ref("branch", "lakeside")

    def _regulars(self):
        """:return: clients who come in their own rhythm; bookings would hide that others are slipping away"""
        return self.env["res.partner"].search([("clientele_flag", "=", "ok"), ("clientele_deal_count", ">", 2)])

    def _book_day(self, branch, day, count, clients, chance):
        for client in chance.sample(clients, min(count, len(clients))):
            wish = Wish(branch, (WishedService(client.clientele_favourite_service_id),))
            starts = self.env["clientele.slot"]._starts(wish, day, day)
            if starts:
                self._book(wish, chance.choice(starts), client, chance)

    def _make_classes(self, clients):
        """Yoga in the evening: one class that is full and has a waiting list, one with few places left, one empty."""
        branch, teacher = self._ref("branch", "centre"), self._ref("practitioner", "nadia")
        for ahead, count in YOGA.items():
            start = branch._utc_of(self._today() + timedelta(days=ahead), time(19, 30))
            values = {"product_id": self._ref("service", "yoga").id, "branch_id": branch.id, "resource_id": teacher.id}
            session = self.env["clientele.session"].create({**values, "start": start})
            for client in clients[:count]:
                session._book_seat(client)

    def _book(self, wish, start, client, chance):
        values = {
            "partner_id": client.id,
            "source": chance.choice(("online", "phone", "back_office")),
            "booked_at": start - timedelta(days=chance.randint(1, 14)),
        }
        visit = self.env["clientele.slot"]._book(wish, start, values)
        now = self.with_context(clientele_today=None).env["clientele.branch"]._now()
        if visit.stop <= now:
            visit.write({"state": "done", "amount_paid": visit.amount_total, "done_at": visit.stop})
        elif visit.start <= now:
            visit.state = "arrived"
        elif chance.random() < 0.5:
            visit.state = "confirmed"
