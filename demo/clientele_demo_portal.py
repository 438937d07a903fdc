import random
from datetime import timedelta

from odoo import api, models


class ClienteleDemo(models.AbstractModel):
    """Lets one client into the portal (login client, password client), and gives the client something to see there."""

    _inherit = "clientele.demo"

    @api.model
    def _make_portal_user(self):
        client = self._client_who_owes()
        users = self.env["res.users"].with_context(no_reset_password=True)
        users.create(
            {
                "login": "client",
                "password": "client",
                "partner_id": client.id,
                "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
            }
        )
        self._sell_credits(client)
        self._share_massages(client)
        self._take_seat(client)
        branch = client.clientele_branch_id or self._ref("branch", "centre")
        self._book_day(branch, self._today() + timedelta(days=4), 1, [client], random.Random(5))

    def _client_who_owes(self):
        """:return: a client in the middle of a package in instalments"""
        owing = [("plan_id", "=", self._ref("plan", "laser").id), ("state", "=", "due")]
        return self.env["clientele.instalment"].search(owing, order="due_date desc, id", limit=1).partner_id

    def _sell_credits(self, client):
        subscription = self.env["clientele.subscription"]._sell(self._ref("plan", "credits"), client)
        for part in subscription.instalment_ids:
            part._receive(part.amount_due, f"demo:{part.id}", note="Paid at the desk")

    def _share_massages(self, client):
        """Another client's package serves this one, too."""
        shared = [("plan_id", "=", self._ref("plan", "massage").id), ("partner_id", "!=", client.id)]
        self.env["clientele.subscription"].search(shared, order="id desc", limit=1).guest_ids = [(4, client.id)]

    def _take_seat(self, client):
        to_come = [("state", "=", "scheduled"), ("start", ">", self.env["clientele.branch"]._now())]
        for session in self.env["clientele.session"].search(to_come, order="start desc"):
            if session.fullness != "full" and client not in session.seat_ids.partner_id:
                return session._book_seat(client)
        return None
