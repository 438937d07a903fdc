"""Who is in a segment: our query against the best SQL by hand and against Mautic's form, over the same rows.

./dev bench segments --clients 1000000 --visits 10000000
"""

from _client_rows import add_client_rows
from _measure import Meter
from _segment_cases import Cases
from generate import options, prepare

from odoo.tools import SQL

MOST_TIMES = 1.3


def count_of(env, select):
    return env.execute_query(SQL("SELECT count(*) FROM (%s) AS members", select))[0][0]


def measure_case(env, case, meter, rounds):
    """Both sides under the same settings; they must find as many clients."""
    segments = env["clientele.segment"]
    definition = segments._read_definition({"blocks": case.blocks})
    select = segments._definition_sql(definition)
    with segments._limited(600):
        found = {count_of(env, sql) for sql in (select, *case.by_hand, case.mautic)}
        assert len(found) == 1, (case.name, found)
        mine = meter.processor(lambda: count_of(env, select), rounds)
        forms = [meter.processor(lambda sql=sql: count_of(env, sql), rounds) for sql in case.by_hand]
        theirs = meter.processor(lambda: count_of(env, case.mautic), 1)
    print(f"{case.name}: {found.pop()} clients")
    print(f"    by hand {', '.join(f'{cost * 1000:.1f}' for cost in forms)} ms; Mautic's form {theirs * 1000:.0f} ms")
    compiled = meter.processor(lambda: segments._definition_sql(definition), rounds)
    meter.line("    compiled", compiled * 1000, "ms")
    meter.line("    our query", mine * 1000, "ms")
    meter.line("    as a multiple of the best by hand", mine / min(forms), "x", target=MOST_TIMES)
    meter.line("    as a share of Mautic's form", mine / theirs, "x", target=case.share)


if __name__ == "__main__":
    prepare(env, options(__doc__.partition("\n")[0], clients=100_000, visits=1_000_000).parse_args(), add_client_rows)
    meter = Meter(env)
    env.cr.execute("SET max_parallel_workers_per_gather = 0")
    for case in Cases(env).all():
        measure_case(env, case, meter, rounds=5)
    meter.close()
