"""What keeping the facts right costs, against reading the same visits plainly and against writing without it.

./dev bench bench_facts --clients 50000 --visits 500000
"""

from datetime import timedelta

from _measure import Meter
from generate import options, prepare

from odoo.tools import SQL

from odoo.addons.clientele.models.insight.facts_refresh_sql import ordered_aggregates

PLAIN = """
    SELECT sum(deals), sum(spent), min(first), max(last)
      FROM (SELECT partner_id, count(*) AS deals, sum(amount_total) AS spent, min(day) AS first, max(day) AS last
              FROM clientele_visit
             WHERE state = 'done' AND company_id = %s AND partner_id IS NOT NULL
             GROUP BY partner_id) AS clients
"""
CLOSED = 100


def measure_everyone(env, meter):
    """The nightly check and the rebuild as multiples of one plain, index-only aggregate over the same visits."""
    facts = env["clientele.client"]

    def plain():
        with ordered_aggregates(env.cr):
            env.cr.execute(SQL(PLAIN, env.company.id))

    # workers of a parallel plan would not be counted
    env.cr.execute("SET max_parallel_workers_per_gather = 0")
    base = meter.processor(plain, rounds=5)
    meter.line("plain aggregate: count, sum, min, max per client", base * 1000, "ms")
    meter.line("nightly check", meter.processor(facts._verify, rounds=5) / base, "x", target=4.5)
    tomorrow = facts.with_context(clientele_today=env["clientele.branch"]._today() + timedelta(days=1))
    found = []
    cost = meter.processor(lambda: found.append(tomorrow._verify()), after=env.cr.rollback)
    meter.line(f"nightly check a day later, {found[0]} clients differ", cost / base, "x")
    meter.line("rebuild", meter.processor(facts._rebuild, rounds=5) / base, "x", target=12)
    copies = meter.processor(lambda: env.cr.execute(facts._copies_sql(env.company)))
    meter.line("partners' columns repeated", copies / base, "x")
    env.cr.execute("RESET max_parallel_workers_per_gather")


def measure_closing(env, meter):
    """Closing one visit after the other, each with its own flush, with and without the refresh of the client."""
    visits = env["clientele.visit"].search([("state", "in", ("booked", "confirmed"))], order="id", limit=CLOSED)

    def close(visits, each):
        for visit in visits:
            each(visit)
            env.cr.flush()

    def undo():
        env.cr.rollback()
        env.invalidate_all()

    def write(visit):
        visit.write({"state": "done"})

    plain = visits.with_context(clientele_no_refresh=True)
    close(visits, write), undo()  # warm
    base = meter.processor(lambda: close(plain, write), rounds=5, after=undo)
    meter.line("closing a visit without the refresh", base * 1000 / len(visits), "ms")
    cost = meter.processor(lambda: close(visits, write), rounds=5, after=undo)
    meter.line("closing a visit", cost * 1000 / len(visits), "ms")
    meter.line("closing a visit, as a multiple", cost / base, "x", target=4)
    cost = meter.processor(lambda: close(visits, type(visits).action_done), rounds=5, after=undo)
    meter.line("closing a visit by its button", cost * 1000 / len(visits), "ms")
    cost = meter.processor(lambda: close([visits], write), rounds=5, after=undo)
    meter.line(f"closing {len(visits)} visits at once, each", cost * 1000 / len(visits), "ms")


if __name__ == "__main__":
    prepare(env, options(__doc__.partition("\n")[0]).parse_args())
    meter = Meter(env)
    measure_everyone(env, meter)
    measure_closing(env, meter)
    meter.close()
