import logging

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL, groupby

from ...tools.allocation import ONE, ZERO, Buyer, Line
from ...tools.periods import last_months
from ...tools.simulation import Deal, Setup, simulate
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
        rows = self._fetch(partner_ids, programs)
        products = self.env["product.product"].browse(sorted({row[4] for row in rows}))
        current, changed = self._setups(programs, products)
        found = simulate(self._deals(rows, programs), current, changed)
        self.env["clientele.loyalty.simulation.result"]._add([self._as_row(*item) for item in found.items()])

    def _programs(self):
        """:return: programs whose rules compete: those of points; a discount stands alone"""
        if self.program_id.clientele_benefit == "discount":
            return self.program_id
        company, today = self.company_id, self.company_id._clientele_today()
        domain = self.program_id._clientele_earning_domain(company, today)
        return self.program_id | self.env["loyalty.program"].search(domain)

    def _periods(self, programs):
        return sorted({(program.clientele_period, program.clientele_period_months) for program in programs})

    def _fetch(self, partner_ids, programs):
        companies = self.company_id._clientele_tree().ids
        days = (self.first_day, self.last_day)
        query = simulation_sql.lines(self.company_id.id, companies, partner_ids, days, self._periods(programs))
        return self.env.execute_query(query)

    def _deals(self, rows, programs):
        """:param rows: of ``simulation_sql.lines``
        :return: iterator of ``simulation.Deal``
        """
        periods = self._periods(programs)
        nr_of = {
            program.id: periods.index((program.clientele_period, program.clientele_period_months))
            for program in programs
        }
        groups = {group.id: group for group in self.env["clientele.group"].search([])}
        discount = self.program_id.clientele_benefit == "discount"
        for __, of_deal in groupby(rows, key=lambda row: row[0]):
            __, partner_id, group_id, branch_id = of_deal[0][:4]
            group = groups.get(group_id, self.env["clientele.group"])
            buyer = Buyer(
                client=partner_id,
                group=group_id,
                branch=branch_id,
                turnover={program: units(of_deal[0][10 + nr]) for program, nr in nr_of.items()},
                earns=group.program_id == self.program_id if discount else group._earns_points(),
                program=group._first_program().id or None,
            )
            yield Deal(buyer, [self._as_line(nr, row, discount) for nr, row in enumerate(of_deal)])

    @api.model
    def _as_line(self, nr, row, discount):
        """A discount is given on the full price; points on what was paid with money."""
        product_id, quantity, amount, full, earning, promotional = row[4:10]
        money = units(full if discount else amount)
        share = min(units(earning) / money, ONE) if money else ZERO
        return Line(nr, product_id, units(quantity), money, money, ONE if discount else share, promotional)

    # ---------------------------------------------------------------- the rules

    def _setups(self, programs, products):
        """:return: (``simulation.Setup`` of the rules as they are, and as they would be)"""
        rules = programs.rule_ids.filtered(lambda rule: rule.mode == "auto")
        now = {rule.id: rule._clientele_as_allocated(products) for rule in rules}
        lines = self.rule_ids.filtered("active_rule")
        changed = {rule: made for rule, made in now.items() if made.program != self.program_id.id}
        changed |= {line.rule_id.id: line._as_allocated(products) for line in lines if line.rule_id.id in now}
        best = self.company_id.clientele_best
        return self._setup(now, programs, best), self._setup(changed, programs, self.best)

    def _setup(self, rules, programs, best):
        own = [rule for rule in rules.values() if rule.program == self.program_id.id and rule.tiers]
        discount = self.program_id.clientele_benefit == "discount"
        values = {program.id: ONE if discount else program._clientele_point_value() for program in programs}
        return Setup(list(rules.values()), self.program_id.id, values, best, own[0] if own else None)

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
