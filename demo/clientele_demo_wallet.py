import random
from datetime import time, timedelta

from odoo import api, models

# Plan, the favourite service of those who buy it, how many buy it, days ago of the first sale, days between visits.
SALES = (
    ("laser", "epilation", 5, 120, 28),
    ("massage", "massage", 4, 90, 14),
    ("credits", "womens_cut", 6, 100, 24),
    ("winter", "manicure", 3, 30, 9),
    ("yoga", "yoga", 2, 20, 5),
)


class ClienteleDemo(models.AbstractModel):
    """Sells the plans of the demo to clients, takes their instalments, and lets them use what they paid for."""

    _inherit = "clientele.demo"

    @api.model
    def _make_wallets(self):
        chance = random.Random(11)
        clients = self.with_context(tracking_disable=True)._regulars()
        for plan, service, count, ago, gap in SALES:
            buyers = self._buyers(clients, self._ref("service", service), count)
            clients -= buyers
            for nr, buyer in enumerate(buyers):
                day = self._today() - timedelta(days=ago - 9 * nr)
                self._on(day)._live(self._ref("plan", plan).id, buyer.id, service, gap, chance)
        self.env["clientele.client"]._rebuild(self.env.ref("base.main_company"))

    def _on(self, day):
        """:return: this model on a day in the past, on which it sells and closes visits"""
        return self.with_context(clientele_today=day, tracking_disable=True, mail_create_nolog=True)

    def _buyers(self, clients, service, count):
        """:return: clients who like the service most, and others if these are too few"""
        fans = clients.filtered(lambda client: client.clientele_favourite_service_id == service)
        return (fans | clients)[:count]

    def _live(self, plan_id, partner_id, service, gap, chance):
        """One client's plan from the day of its sale: pays when an instalment is due, comes every so many days."""
        plan, client = self.env["clientele.plan"].browse(plan_id), self.env["res.partner"].browse(partner_id)
        branch = client.clientele_branch_id or self._ref("branch", "centre")
        subscription = self.env["clientele.subscription"]._sell(plan, client, branch_id=branch.id)
        day, today = self.env["clientele.branch"]._today(), self.with_context(clientele_today=False)._today()
        late = chance.random() < 0.25  # some do not pay their last instalment in time
        while day < today:
            there = self._on(day)
            there._pay_due(subscription.with_env(there.env), day, late)
            if not there._come(subscription.with_env(there.env), branch, service, chance):
                return
            day += timedelta(days=gap + chance.randint(-2, 3))

    def _pay_due(self, subscription, day, late):
        parts = subscription.instalment_ids.filtered(lambda part: part.state == "due" and part.due_date <= day)
        for part in parts:
            if not (late and part.number > 1):
                part._receive(part.amount_due, f"demo:{part.id}", note="Paid at the desk")

    def _come(self, subscription, branch, service, chance):
        """A visit that the plan pays.

        :return: whether there is something left for another one
        """
        product = self._ref("service", service)
        need = product.lst_price if subscription.kind == "credits" else 1
        if sum(subscription.lot_ids.mapped("balance")) < need:
            return bool(subscription.instalment_ids.filtered(lambda part: part.state == "due"))
        day = self.env["clientele.branch"]._today()
        Visit = self.env["clientele.visit"].with_context(clientele_today=False)  # what is over takes nobody's time
        visit = Visit.create(
            {
                "partner_id": subscription.partner_id.id,
                "branch_id": branch.id,
                "start": branch._utc_of(day, time(chance.randint(9, 17), chance.choice((0, 30)))),
                "source": "phone",
                "line_ids": [
                    (0, 0, {"product_id": product.id, "resource_id": product._clientele_performers(branch)[:1].id})
                ],
            }
        )
        visit.line_ids.paid_by = subscription.kind
        visit.with_env(self.env).write({"state": "done", "done_at": visit.stop})
        return True
