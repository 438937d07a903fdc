"""What a night of tiers costs for everyone, and a simulation of changed rules over all deals of a year.

./dev bench loyalty_tiers --clients 50000 --visits 500000
"""

import resource

from _measure import Meter
from generate import options, prepare
from loyalty import make_program

from odoo import Command
from odoo.tools import SQL

TIERS = [Command.create({"threshold": step, "rate": 2 + nr}) for nr, step in enumerate((100, 300, 1000))]
MOST_TIMES = 6  # of a plain aggregate over the same visits; a night looks at history and facts, and writes
MOST_MILLISECONDS = 0.5  # per deal, under both rules
MOST_TIMES_SIMULATED = 250  # each line is allocated twice, to the cent, in Python
MOST_MEGABYTES = 100


def managed(env, name, **values):
    rule = Command.create({"reward_point_mode": "money", "clientele_rate": 1, "tier_ids": TIERS})
    return make_program(env, name, clientele_managed=True, company_id=env.company.id, rule_ids=[rule], **values)


def measure_night(env, meter):
    """The first night writes everyone's tier, those after it find nothing to write."""
    changes = env["clientele.tier.change"].sudo()  # sudo: the job's user
    plain = SQL("SELECT partner_id, sum(amount_total) FROM clientele_visit WHERE state = 'done' GROUP BY partner_id")
    aggregate = meter.processor(lambda: env.execute_query(plain))
    for name, values in (("12 months", {}), ("all time", {"clientele_period": "all"})):
        env["loyalty.program"].search([("clientele_managed", "=", True)]).active = False
        managed(env, name, **values)
        written = []
        first = meter.processor(lambda: written.append(changes._run(env.company)), rounds=1)  # noqa: B023
        again = meter.processor(lambda: changes._run(env.company))
        meter.line(f"tiers of {name}, first night, {written[0]} changes", first, "s")
        meter.line(f"tiers of {name}, another night", again, "s")
        meter.line("as a multiple of a plain aggregate", again / aggregate, "x", target=MOST_TIMES)


def measure_simulation(env, meter):
    """With one rate changed the history says who had which tier; with all that decides tiers changed, every client's
    past is worked out anew."""
    program = env["loyalty.program"].search([("clientele_managed", "=", True)], limit=1)
    simulate(env, meter, "one rate changed", program, {}, [])
    settings = {"period": "months", "requalify": "one", "tier_basis": "including"}
    added = {"mode": "unit", "rate": 1, "tier_ids": [Command.create({"threshold": 200, "rate": 3})]}
    simulate(env, meter, "a rule more, tiers fall late", program, settings, [Command.create(added)])


def simulate(env, meter, name, program, values, rules):
    run = env["clientele.loyalty.simulation"]._copy_of(program)
    run.rule_ids.tier_ids[0].rate = 5
    run.write({**values, "rule_ids": rules})
    run.action_run()
    plain = SQL(
        """SELECT v.partner_id, sum(l.amount) FROM clientele_visit v JOIN clientele_visit_line l ON l.visit_id = v.id
            WHERE v.state = 'done' AND v.day BETWEEN %s AND %s GROUP BY v.partner_id""",
        run.first_day,
        run.last_day,
    )
    aggregate = meter.processor(lambda: env.execute_query(plain))
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds = meter.processor(lambda: finish(run), rounds=1)
    megabytes = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held) / 1000
    deals = sum(run.result_ids.mapped("deals"))
    meter.line(f"simulation, {name}, {deals} deals", seconds, "s")
    meter.line("per deal", 1000 * seconds / max(deals, 1), "ms", target=MOST_MILLISECONDS)
    meter.line(
        "as a multiple of a plain aggregate of their lines", seconds / aggregate, "x", target=MOST_TIMES_SIMULATED
    )
    meter.line("memory at most, beyond what was held", megabytes, "MB", target=MOST_MEGABYTES)


def finish(run):
    while run._work_batch():
        pass


if __name__ == "__main__":
    prepare(env, options(__doc__.partition("\n")[0]).parse_args())
    meter = Meter(env)
    env["clientele.client"]._rebuild()
    measure_night(env, meter)
    measure_simulation(env, meter)
    env.cr.rollback()
    meter.close()
