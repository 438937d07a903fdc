"""What the reports on clients cost: scores, grids, cohorts, return rate, against reading the same visits once.

./dev bench reports --clients 200000 --visits 1000000
"""

from _measure import Meter
from bench_list import user_of
from generate import options, prepare

from odoo.tools import SQL

RATES = ("client_count:sum", "return_rate:avg", "same_rate:avg", "new_return_rate:avg")
DEALS = "SELECT partner_id, count(*), min(day), max(day) FROM clientele_visit WHERE state = 'done' GROUP BY partner_id"


def measure(env, meter):
    company = env.company._clientele_root()
    facts = env["clientele.rfm.cut"].sudo()  # sudo: the night does it
    plain = meter.clock(lambda: env.cr.execute(SQL(DEALS)))
    meter.line("plain aggregate over all deals", plain, "s")
    meter.line("limits of RFM, every night", meter.clock(lambda: facts._rebuild(company)), "s", target=5)
    for name in ("rfm", "importance"):
        cost = meter.clock(lambda name=name: env["clientele.client.grid"].get_grid(name))
        meter.line(f"grid: {name}", cost, "s", target=2)
    for span in (12, 36):
        cost = meter.clock(lambda span=span: env["clientele.retention"].get_cohorts({"span": span}))
        meter.line(f"cohorts of {span} months", cost, "s")
        meter.line("... as a multiple of the plain aggregate", cost / plain, "x", target=4)
    since = env["clientele.branch"]._today().replace(day=1).replace(year=env["clientele.branch"]._today().year - 1)
    domain = [("day", ">=", since), ("month_over", "=", True)]
    report = env["clientele.return.report"]
    cost = meter.clock(lambda: report.formatted_read_group(domain, ["resource_id"], RATES))
    meter.line("return rate of a year by practitioner", cost, "s", target=20)
    meter.line(
        "... of each 10,000 lines of that year", cost / max(report.search_count(domain) / 10000, 1), "s", target=2
    )
    cost = meter.clock(lambda: env["clientele.group.report"].search([]).mapped("client_count"))
    meter.line("clients and average check per group", cost, "s")


if __name__ == "__main__":
    prepare(env, options(__doc__.partition("\n")[0], clients=200_000, visits=1_000_000).parse_args())
    meter = Meter(env)
    measure(user_of(env), meter)
    meter.close()
