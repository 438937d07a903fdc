"""Who is in a segment: our query against the best SQL by hand and against Mautic's form, over the same rows.

./dev bench segments --clients 1000000 --visits 10000000
"""

from _client_rows import add_client_rows
from _measure import Meter
from _segment_cases import Cases
from bench_list import user_of
from generate import options, prepare

from odoo.tools import SQL

MOST_TIMES = 1.3
MOST_PAGE_MS = 5
PAGE = 80
PAGE_BY_HAND = """
    SELECT p.id, p.complete_name
      FROM clientele_client c JOIN res_partner p ON p.id = c.partner_id
     WHERE p.active AND c.partner_id IN (%s) AND c.company_id = %s
     ORDER BY c.visit_count DESC NULLS LAST, c.added_on DESC, c.partner_id DESC
     LIMIT %s
"""


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


def measure_page(env, case, meter):
    """The first page of the list of these clients, most visits first, against SQL by hand with the same question."""
    segment = env["clientele.segment"].create(
        {"name": case.name, "definition": {"blocks": [[*block] for block in case.blocks]}}
    )
    partners = user_of(env)["res.partner"]
    domain = [("clientele_listed", "=", True), ("clientele_segment_ids", "in", segment.ids)]
    by_hand = SQL(PAGE_BY_HAND, segment._client_sql(), env.company.id, PAGE)
    with segment._limited(600):
        base = meter.processor(lambda: env.cr.execute(by_hand), rounds=3)
        names = ("complete_name", "phone", "clientele_last_visit", "clientele_visit_count", "clientele_spent")
        cost = meter.processor(
            lambda: (
                env.invalidate_all(),
                partners.search_fetch(domain, names, limit=PAGE, order="clientele_visit_count desc"),
            ),
            rounds=3,
        )
    meter.line("    first page, SQL by hand", base * 1000, "ms")
    meter.line("    first page, beyond the SQL by hand", (cost - base) * 1000, "ms", target=MOST_PAGE_MS)


if __name__ == "__main__":
    prepare(env, options(__doc__.partition("\n")[0], clients=100_000, visits=1_000_000).parse_args(), add_client_rows)
    meter = Meter(env)
    env.cr.execute("SET max_parallel_workers_per_gather = 0")
    for case in Cases(env).all():
        measure_case(env, case, meter, rounds=3)
        measure_page(env, case, meter)
    meter.close()
