"""Nights in which the flags of clients change."""

from datetime import date, timedelta

from odoo import fields

from ..common import ClienteleCase, noon


class FlagCase(ClienteleCase):
    """Ann comes every 20 days, last on 01.07.2021: her rhythm is broken on 01.08 (30 days are still in patience)."""

    today = date(2021, 7, 21)
    breaks = date(2021, 8, 1)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann = cls.make_regular("Ann")

    @classmethod
    def make_regular(cls, name="Ann", last="2021-07-01", gap=20, **values):
        client = cls.make_client(name, **values)
        day = fields.Date.to_date(last)
        cls.make_history(client, *(day - timedelta(days=gap * number) for number in range(4)))
        return client

    def book(self, client, day, on=None, **values):
        """A visit that was booked on a day, by default on its own."""
        return self.make_visit(client, day, booked_at=noon(on or day), **values)

    def night(self, day):
        """The nightly run on a day."""
        env = self.on(day)
        return env["clientele.flag.change"]._run(self.company.with_env(env))

    def nights(self, first, last):
        day, last = fields.Date.to_date(first), fields.Date.to_date(last)
        while day <= last:
            self.night(day)
            day += timedelta(days=1)

    def changes(self, client):
        """:return: [(day, from, to)] of a client in order"""
        rows = self.env["clientele.flag.change"].search([("partner_id", "=", client.id)], order="day")
        return [(str(row.day), row.flag_from, row.flag_to) for row in rows]

    def tasks(self, client):
        return self.env["clientele.task"].search([("partner_id", "=", client.id), ("win_back", "=", True)])
