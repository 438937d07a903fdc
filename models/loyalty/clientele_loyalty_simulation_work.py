import logging
from collections import defaultdict
from operator import itemgetter

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL, groupby

from ...tools.allocation import ONE, ZERO, Buyer, Line
from ...tools.periods import last_months
from ...tools.simulation import Client, Deal, Noted, simulate
from ..client.batches import CONFLICTS, commit_batch
from ..wallet.clientele_lot import units
from . import simulation_sql
from .clientele_loyalty_simulation import OPEN

_logger = logging.getLogger(__name__)

BATCH = 500  # clients


class ClienteleLoyaltySimulation(models.Model):
    """Going through the deals, some clients at a time, each batch in one transaction with what it adds up to."""

    _inherit = "clientele.loyalty.simulation"

    @api.model
    def _cron_run(self):
        for run in self.search([("state", "in", OPEN)], order="id"):
            progress = {"count": 1}
            while progress["count"]:
                if not commit_batch(self.env, lambda run=run, progress=progress: run._step(progress)):
                    return

    def _step(self, progress):
        """Do a batch, which the caller commits.

        :param progress: dict that gets ``count``, the number of clients gone through, 0 at the end
        :return: arguments of ``ir.cron._commit_progress``
        """
        try:
            progress["count"] = self._work_batch()
        except CONFLICTS:
            raise
        except Exception as error:
            # Whatever it is: its user is told, and the other runs go on.
            self.env.cr.rollback()
            _logger.warning("Simulation %s failed", self.id, exc_info=error)
            told = str(error) if isinstance(error, UserError) else self.env._("Something unexpected: %s", error)
            self._end("failed", told)
            progress["count"] = 0
        return {"processed": progress["count"], "remaining": max(self.client_count - self.done_count, 0)}

    def _work_batch(self):
        """:return: number of clients gone through, 0 where none is left or the run is not ours"""
        self.env.invalidate_all()
        # The lock comes first: it fixes what this transaction sees (REPEATABLE READ).
        query = "SELECT id FROM clientele_loyalty_simulation WHERE id = %s AND state IN %s FOR UPDATE SKIP LOCKED"
        if not self.env.execute_query(SQL(query, self.id, OPEN)):
            return 0
        ids = self._next_clients()
        if not ids:
            self._end("done")
            return 0
        self._add_up(ids)
        self.write({"state": "running", "last_partner": ids[-1], "done_count": self.done_count + len(ids)})
        return len(ids)

    def _days(self):
        return last_months(self.company_id._clientele_today(), self.months)

    def _count_clients(self, first):
        everyone = simulation_sql.clients(self.company_id.id, first, 0, None)
        self.env["clientele.client"].flush_model()
        return self.env.execute_query(SQL("SELECT count(*) FROM (%s) AS c", everyone))[0][0]

    def _next_clients(self):
        query = simulation_sql.clients(self.company_id.id, self.first_day, self.last_partner, BATCH)
        return [row[0] for row in self.env.execute_query(query)]

    # ---------------------------------------------------------------- the deals

    def _add_up(self, partner_ids):
        programs = self._programs()
        deals = self._fetch_deals(partner_ids)
        lines = self._fetch_lines([row[1] for rows in deals.values() for row in rows if row[2] >= self.first_day])
        products = {row[1] for rows in lines.values() for row in rows}
        current, changed = self._setups(programs, self.env["product.product"].browse(sorted(products)))
        buyers = self._buyers(partner_ids)
        notes = self._fetch_notes(partner_ids, current)
        clients = (
            Client(buyers[partner_id], [self._as_deal(row, lines) for row in rows], notes.get(partner_id, {}))
            for partner_id, rows in deals.items()
        )
        found = simulate(clients, current, changed)
        self.env["clientele.loyalty.simulation.result"]._add([self._as_row(*item) for item in found.items()])

    def _fetch_deals(self, partner_ids):
        """:return: {partner id: rows of ``simulation_sql.deals``}"""
        companies = self.company_id._clientele_tree().ids
        query = simulation_sql.deals(companies, partner_ids, self.last_day)
        return dict(groupby(self.env.execute_query(query), key=itemgetter(0)))

    def _fetch_lines(self, deal_ids):
        """:return: {deal id: rows of ``simulation_sql.lines``}"""
        return dict(groupby(self.env.execute_query(simulation_sql.lines(deal_ids)), key=itemgetter(0)))

    def _fetch_notes(self, partner_ids, setup):
        """:return: {partner id: {rule id: [``simulation.Noted``]}}"""
        notes = defaultdict(lambda: defaultdict(list))
        query = simulation_sql.history(self.company_id.id, list(setup.steps), partner_ids)
        for partner_id, rule_id, *note in self.env.execute_query(query):
            notes[partner_id][rule_id].append(Noted(*note))
        return notes

    def _buyers(self, partner_ids):
        """:return: {partner id: ``allocation.Buyer``} by the groups of today, without branch and turnover"""
        discount = self.program_id.clientele_benefit == "discount"
        domain = [("company_id", "=", self.company_id.id), ("partner_id", "in", partner_ids)]
        rows = self.env["clientele.client"].search_fetch(domain, ["partner_id", "group_id"])
        return {
            row.partner_id.id: Buyer(
                client=row.partner_id.id,
                group=row.group_id.id or None,
                earns=row.group_id.program_id == self.program_id if discount else row.group_id._earns_points(),
                program=row.group_id._first_program().id or None,
            )
            for row in rows
        }

    def _as_deal(self, row, lines):
        __, deal_id, day, branch_id, applied_id, amount = row
        if day < self.first_day:
            return Deal(day, units(amount))
        discount = self.program_id.clientele_benefit == "discount"
        found = [self._as_line(nr, line, discount) for nr, line in enumerate(lines.get(deal_id, ()))]
        return Deal(day, units(amount), branch_id, applied_id, found or None)

    @api.model
    def _as_line(self, nr, row, discount):
        """A discount is given on the full price; points on what was paid with money."""
        __, product_id, quantity, amount, full, earning, promotional = row
        money = units(full if discount else amount)
        share = min(units(earning) / money, ONE) if money else ZERO
        return Line(nr, product_id, units(quantity), money, money, ONE if discount else share, promotional)

    # ---------------------------------------------------------------- the result

    def _as_row(self, key, sums):
        """:return: dict of the columns of a result"""
        now, changed, group_id = key
        tier = self.env["clientele.tier"].browse(now or ())
        tier_changed = self.env["clientele.loyalty.simulation.tier"].browse(changed or ())
        return {
            "simulation_id": self.id,
            "company_id": self.company_id.id,
            "tier": tier.display_name or self.env._("Below all tiers"),
            "tier_changed": tier_changed._say() or self.env._("Below all tiers"),
            "threshold": tier.threshold if tier else -1,
            "threshold_changed": tier_changed.threshold if tier_changed else -1,
            "group_id": group_id,
            "clients": len(sums.clients),
            "deals": sums.deals,
            "money": sums.money,
            "points": sums.points,
            "points_changed": sums.points_changed,
            "cost": sums.cost,
            "cost_changed": sums.cost_changed,
            "difference": sums.cost_changed - sums.cost,
        }
