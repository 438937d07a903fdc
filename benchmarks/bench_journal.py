"""What opening the journal costs: a day, a week and a month of a branch with some 2,000 visits a month.

./dev bench bench_journal --clients 50000 --visits 500000
"""

from _measure import Meter
from bench_list import user_of
from generate import options, prepare

from odoo.tools import SQL

FULLEST = """
    SELECT branch_id, date_trunc('month', day)::date, count(*) FROM clientele_visit
     WHERE kind = 'visit' AND state = 'done' GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 1
"""


def measure(env, meter):
    branch, month, visits = env.execute_query(SQL(FULLEST))[0]
    day = month.replace(day=15).isoformat()
    print(f"{visits} visits in the month", flush=True)
    journal = env["clientele.journal"]
    person = journal.get_day(branch, day)["people"][0]["id"]
    reads = {
        "day": lambda: journal.get_day(branch, day),
        "week of everybody": lambda: journal.get_week(branch, day),
        "week of one": lambda: journal.get_person_week(branch, day, person),
        "month": lambda: journal.get_month(branch, day),
    }
    for name, read in reads.items():
        before = env.cr.sql_log_count
        read()
        queries = env.cr.sql_log_count - before
        seconds = meter.clock(lambda read=read: (env.invalidate_all(), read()))
        meter.line(f"{name} ({queries} queries)", seconds, "s", target=1)


if __name__ == "__main__":
    prepare(env, options(__doc__.partition("\n")[0], clients=50_000, visits=500_000).parse_args())
    meter = Meter(env)
    measure(user_of(env), meter)
    meter.close()
