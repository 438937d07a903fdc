"""What a night of changed flags and a large call plan cost, against one plain read and against tasks made by the ORM.

./dev bench tasks --clients 100000 --visits 1000000
"""

from datetime import timedelta

from _measure import Meter
from generate import options, prepare

from odoo.tools import SQL

# The flags of everyone on one day, from the facts alone.
PLAIN = "SELECT count(*) FILTER (WHERE flag = 'losing') FROM (SELECT %s AS flag FROM clientele_client c) AS flags"
CREATED = 500


def measure_night(env, meter):
    """A night, and a week of nights that were missed, as multiples of reading everyone's flag twice."""
    changes, today = env["clientele.flag.change"], env["clientele.branch"]._today()

    def plain():
        for __ in range(2):
            flag = env["clientele.client"]._sql_flag(lambda name: SQL.identifier("c", name))
            env.execute_query(SQL(PLAIN, flag))

    def nights(days):
        env.cr.rollback()
        env.company.clientele_flag_run_on = today - timedelta(days=days)
        env.flush_all()
        return changes._run(env.company)

    env.cr.execute("SET max_parallel_workers_per_gather = 0")
    base = meter.processor(plain, rounds=5)
    meter.line("everyone's flag, read twice", base * 1000, "ms")
    meter.line(f"a night, {nights(1)} changes", meter.processor(lambda: nights(1)) / base, "x", target=10)
    meter.line(f"seven nights at once, {nights(7)} changes", meter.processor(lambda: nights(7)) / base, "x", target=100)
    env.cr.rollback()
    env.cr.execute("RESET max_parallel_workers_per_gather")


def measure_spread(env, meter):
    """Calls for everyone, each, against creating the same tasks by the ORM."""
    users = env["res.users"].search([("share", "=", False)], limit=3)
    plan = env["clientele.call.plan"].create({"name": "Everyone", "user_ids": users.ids})
    everyone = SQL("SELECT partner_id FROM clientele_client")
    some = env["res.partner"].search([("is_client", "=", True)], limit=CREATED)
    env.flush_all()

    def undo():
        env.cr.execute("DELETE FROM clientele_task WHERE plan_id = %s", (plan.id,))
        env.invalidate_all()

    def create():
        tasks = env["clientele.task"].with_context(tracking_disable=True, mail_create_nosubscribe=True)
        tasks.create([{"partner_id": client.id, "plan_id": plan.id, "kind": "call"} for client in some])
        env.flush_all()

    made = plan._spread(everyone)
    undo()
    each = meter.processor(lambda: plan._spread(everyone), rounds=2, after=undo) / made
    meter.line(f"spreading {made} clients, each", each * 1e6, "us")
    base = meter.processor(create, rounds=2, after=undo) / len(some)
    meter.line("the same by the ORM, each", base * 1e6, "us")
    meter.line("spreading, as a part of it", each / base, "x", target=0.06)


if __name__ == "__main__":
    prepare(env, options(__doc__.partition("\n")[0]).parse_args())
    meter = Meter(env)
    measure_night(env, meter)
    measure_spread(env, meter)
    meter.close()
