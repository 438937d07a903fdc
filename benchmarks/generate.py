"""A salon's history of any size in seconds: clients, visits, lines, talks and cards, written by SQL alone.

./dev bench generate --clients 50000 --visits 500000

Who comes how often follows Zipf's law with a flattened head: half of the clients have 2 visits or fewer, a tenth
has 15 or more, the busiest has some hundreds. Visits are inserted day by day, so one client's rows lie scattered
over the table as they do in a database that grew. Every column that is not said here holds what the ORM stored
for one model row, which is made first and then multiplied.
"""

import argparse
import math
import time
from datetime import timedelta

from _catalogue import CATEGORIES, PRODUCTS, SERVICES_EACH, make_catalogue, make_model_rows
from _rows import claim_ids, execute, multiply, vacuum, without_indexes

from odoo.tools import SQL

HISTORY_DAYS = 6 * 365
BOOKED_AHEAD = 14
FIRST_NAMES = "Anna Boris Vera Georgi Daria Elena Ivan Julia Kalin Lora Maria Nikola Olga Petar Rosa Stefan".split()
LAST_NAMES = "Petrova Ivanov Dimitrova Koleva Stoyanov Marinova Todorov Bell Novak Horvat Moreau Klein".split()
GENERATED = ("res_partner", "clientele_client", "clientele_visit", "clientele_visit_line")


def options(description, clients=50_000, visits=500_000):
    """:return: an argument parser with the sizes that every benchmark takes"""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--clients", type=int, default=clients)
    parser.add_argument("--visits", type=int, default=visits)
    return parser


def prepare(env, arguments, more=lambda env: None):
    """Generate what the arguments say and work out its facts; a database that holds visits stays as it is.

    :param more: adds rows to those of clients and visits
    """
    if env["clientele.visit"].search_count([], limit=1):
        return
    seconds = generate(env, arguments.clients, arguments.visits)
    print(f"{arguments.clients} clients, {arguments.visits} visits: made in {seconds:.0f} s", flush=True)
    started = time.perf_counter()
    more(env)
    env["clientele.client"]._rebuild()
    print(f"facts of everyone for the first time: {time.perf_counter() - started:.0f} s", flush=True)
    vacuum(env, ("clientele_client",), full=True)


def generate(env, clients, visits):
    """Fill an empty database, commit, VACUUM ANALYZE.

    :return: seconds that it took
    """
    started = time.perf_counter()
    catalogue = make_catalogue(env)
    model_visit = make_model_rows(env, catalogue)
    execute(env, SQL("SELECT setseed(0.42)"))
    execute(env, SQL("SET session_replication_role = replica"))  # the rows refer to what is there
    with without_indexes(env, GENERATED):
        plan_clients(env, clients, visits)
        insert_clients(env, model_visit.partner_id)
        plan_visits(env, catalogue)
        insert_visits(env, model_visit)
        insert_lines(env, model_visit.line_ids)
    insert_talks_and_cards(env)
    execute(env, SQL("SET session_replication_role = origin"))
    execute(env, SQL("DROP TABLE bench_client, bench_visit, bench_service, bench_product"))
    env.invalidate_all()
    model_visit.unlink()
    vacuum(env, (*GENERATED, "clientele_contact", "loyalty_card"))
    return time.perf_counter() - started


# ---------------------------------------------------------------- clients


def plan_clients(env, clients, visits):
    """bench_client: id, number of visits, day of the first one and days between them."""
    head = max(clients // 500, 1)
    scale = (1.05 * visits + 0.75 * clients) / math.log((clients + head) / head)
    step = next(prime for prime in (7919, 611953, 1299709) if math.gcd(prime, clients) == 1)
    today = env["clientele.branch"]._today()
    execute(
        env,
        SQL(
            """
            CREATE TEMP TABLE bench_client AS
            SELECT nr, %(first)s + nr AS id, visits,
                   CASE WHEN visits > 0 THEN LEAST(10 + 100 * random() * random(), %(history)s / visits) END AS gap,
                   GREATEST(1.4 * random() - 0.4, 0) * random() AS quit
              FROM (SELECT nr, LEAST(400, random() - 1.3
                                     + %(scale)s / (nr::bigint * %(step)s %% %(clients)s + %(head)s))::int AS visits
                      FROM generate_series(0, %(clients)s - 1) AS nr) AS ranks
            """,
            first=claim_ids(env, "res_partner", clients),
            clients=clients,
            head=head,
            scale=scale,
            step=step,
            history=HISTORY_DAYS,
        ),
    )
    execute(
        env,
        SQL(
            """
            ALTER TABLE bench_client ADD first_day date;
            UPDATE bench_client
               SET first_day = %s - floor(visits * gap + quit * (%s - visits * gap))::int
            """,
            today + timedelta(days=BOOKED_AHEAD),
            HISTORY_DAYS,
        ),
    )


def insert_clients(env, partner):
    """Partners as the ORM stores them, and their row of facts in the current company."""
    source = SQL(
        """
        SELECT b.id, b.nr, n.name, n.phone, NULLIF(n.email, '') AS email, n.added_on,
               CASE WHEN b.nr %% 5 < 3 THEN DATE '1945-01-01' + (b.nr::bigint * 7919 %% 25000)::int END AS birthdate,
               (ARRAY['female', 'female', 'male', NULL])[b.nr %% 4 + 1] AS gender
          FROM bench_client b
         CROSS JOIN LATERAL (
                SELECT (%(first_names)s::text[])[b.nr %% %(firsts)s + 1] || ' '
                       || (%(last_names)s::text[])[b.nr / %(firsts)s %% %(lasts)s + 1] || ' ' || b.nr AS name,
                       '+35988' || lpad(b.nr::text, 7, '0') AS phone,
                       CASE WHEN b.nr %% 10 < 7 THEN 'client' || b.nr || '@example.org' ELSE '' END AS email,
                       COALESCE(b.first_day, %(today)s - (b.nr %% 1000)) - 1 + TIME '09:30' AS added_on) AS n
         ORDER BY b.id
        """,
        first_names=FIRST_NAMES,
        firsts=len(FIRST_NAMES),
        last_names=LAST_NAMES,
        lasts=len(LAST_NAMES),
        today=env["clientele.branch"]._today(),
    )
    multiply(
        env,
        partner,
        source,
        {
            "id": SQL("s.id"),
            "name": SQL("s.name"),
            "complete_name": SQL("s.name"),
            "commercial_partner_id": SQL("s.id"),
            "phone": SQL("s.phone"),
            "phone_sanitized": SQL("s.phone"),
            "email": SQL("s.email"),
            "email_normalized": SQL("s.email"),
            "birthdate_date": SQL("s.birthdate"),
            "gender": SQL("s.gender"),
            "create_date": SQL("s.added_on"),
        },
    )
    multiply(
        env,
        env["clientele.client"].search([("partner_id", "=", partner.id)]),
        source,
        {
            "partner_id": SQL("s.id"),
            "group_id": SQL("CASE WHEN s.nr %% 3 > 0 THEN pg_temp.groups(s.nr) END"),
            "branch_id": SQL("CASE WHEN s.nr %% 4 > 0 THEN pg_temp.branches(s.nr / 4) END"),
            "card_number": SQL("CASE WHEN s.nr %% 3 = 0 THEN 'C' || lpad(s.nr::text, 8, '0') END"),
            "phone_key": SQL("reverse(substr(s.phone, 2))"),
            "birthdate_date": SQL("s.birthdate"),
            "gender": SQL("s.gender"),
            "added_on": SQL("s.added_on"),
        },
    )


# ---------------------------------------------------------------- visits


def plan_visits(env, catalogue):
    """bench_visit: what is drawn for each visit, in the order of days."""
    execute(
        env,
        SQL(
            """
            CREATE TEMP TABLE bench_visit AS
            SELECT row_number() OVER (ORDER BY day) AS nr, partner_id, client_nr, day, luck,
                   CASE WHEN day > %(today)s THEN CASE WHEN luck < 0.7 THEN 'booked' ELSE 'confirmed' END
                        WHEN luck < 0.90 THEN 'done' WHEN luck < 0.94 THEN 'no_show' ELSE 'cancelled' END AS state,
                   CASE WHEN day <= %(today)s AND luck < 0.1 THEN 'sale' ELSE 'visit' END AS kind,
                   CASE WHEN taste < 0.7 THEN client_nr %% %(categories)s * %(each)s + floor(taste / 0.7 * %(each)s)
                        ELSE floor((taste - 0.7) / 0.3 * %(services)s) END::int AS service_nr,
                   CASE WHEN extra < 0.2 THEN floor(extra / 0.2 * %(products)s)::int END AS product_nr,
                   CASE WHEN luck > 0.5 AND luck < 0.6 THEN 10 ELSE 0 END AS discount
              FROM (SELECT b.id AS partner_id, b.nr AS client_nr, random() AS luck, random() AS taste,
                           random() AS extra, b.first_day + floor((k + 0.6 * random()) * b.gap)::int AS day
                      FROM bench_client b, generate_series(0, b.visits - 1) AS k) AS draws
            """,
            today=env["clientele.branch"]._today(),
            categories=CATEGORIES,
            each=SERVICES_EACH,
            services=CATEGORIES * SERVICES_EACH,
            products=PRODUCTS,
        ),
    )
    env.cr.execute("SELECT count(*) FROM bench_visit")
    first = claim_ids(env, "clientele_visit", env.cr.fetchone()[0])
    execute(
        env,
        SQL(
            """
            ALTER TABLE bench_visit ADD id int, ADD start timestamp, ADD service numeric, ADD product numeric;
            UPDATE bench_visit v
               SET id = %s + v.nr, start = day + TIME '08:00' + interval '15 minutes' * (v.nr %% 40),
                   service = CASE WHEN kind = 'visit' OR v.product_nr IS NULL
                                  THEN round(t.price * (100 - discount) / 100, 2) ELSE 0 END,
                   product = COALESCE((SELECT price FROM bench_product p WHERE p.nr = v.product_nr), 0)
              FROM bench_service t WHERE t.nr = v.service_nr
            """,
            first,
        ),
    )


def insert_visits(env, visit):
    done = SQL("CASE WHEN s.state = 'done' THEN s.service + s.product ELSE 0 END")
    multiply(
        env,
        visit,
        SQL("SELECT *, client_nr %% 4 = 0 AND luck < 0.01 AS owes FROM bench_visit ORDER BY id"),
        {
            "id": SQL("s.id"),
            "uuid": SQL("gen_random_uuid()::text"),
            "partner_id": SQL("s.partner_id"),
            "branch_id": SQL("pg_temp.branches(CASE WHEN s.luck < 0.2 THEN s.nr ELSE s.client_nr END)"),
            "kind": SQL("s.kind"),
            "state": SQL("s.state"),
            "source": SQL(
                "CASE WHEN s.kind = 'sale' THEN 'pos' WHEN s.luck > 0.6 THEN 'online' ELSE 'back_office' END"
            ),
            "day": SQL("s.day"),
            "start": SQL("s.start"),
            "stop": SQL("s.start + interval '1 hour'"),
            "booked_at": SQL("s.start - interval '5 days'"),
            "done_at": SQL("CASE WHEN s.state = 'done' THEN s.start + interval '1 hour' END"),
            "amount_service": SQL("s.service"),
            "amount_product": SQL("s.product"),
            "amount_total": SQL("s.service + s.product"),
            "amount_paid": SQL("CASE WHEN s.owes THEN 0 ELSE %s END", done),
            "amount_due": SQL("CASE WHEN s.owes THEN %s ELSE 0 END", done),
        },
    )


def insert_lines(env, line):
    """The service of each visit, and the product that one in five takes home."""
    columns = {
        "visit_id": SQL("s.id"),
        "partner_id": SQL("s.partner_id"),
        "state": SQL("s.state"),
        "day": SQL("s.day"),
        "start": SQL("s.start"),
        "name": SQL("s.name"),
        "product_id": SQL("s.product_id"),
        "price_unit": SQL("s.price"),
    }
    multiply(
        env,
        line,
        SQL(
            "SELECT v.*, t.id AS product_id, t.name, t.price FROM bench_visit v"
            " JOIN bench_service t ON t.nr = v.service_nr WHERE v.service > 0 ORDER BY v.id"
        ),
        {
            **columns,
            "stop": SQL("s.start + interval '1 hour'"),
            "resource_id": SQL("pg_temp.practitioners(s.client_nr + (10 * s.luck)::int / 5)"),
            "discount": SQL("s.discount"),
            "amount": SQL("s.service"),
            "commission_base": SQL("s.service"),
            "commission_amount": SQL("s.service * 0.3"),
            "is_service": SQL("TRUE"),
        },
    )
    multiply(
        env,
        line,
        SQL(
            "SELECT v.*, p.id AS product_id, p.name, p.price FROM bench_visit v"
            " JOIN bench_product p ON p.nr = v.product_nr ORDER BY v.id"
        ),
        {
            **columns,
            "stop": SQL("s.start"),
            "resource_id": SQL("NULL"),
            "discount": SQL("0"),
            "amount": SQL("s.price"),
            "commission_base": SQL("0"),
            "commission_amount": SQL("0"),
            "is_service": SQL("FALSE"),
        },
    )


# ---------------------------------------------------------------- the rest


def insert_talks_and_cards(env):
    """One client in ten was talked to, one in five holds a loyalty card."""
    partner = env["res.partner"].create({"name": "Model"})
    talk = env["clientele.contact"].create({"partner_id": partner.id, "summary": "Called"})
    program = env["loyalty.program"].create({"name": "Points", "program_type": "loyalty"})
    card = env["loyalty.card"].create({"program_id": program.id, "partner_id": partner.id})
    env.flush_all()
    multiply(
        env,
        talk,
        SQL(
            "SELECT id, %s - nr %% 400 AS day FROM bench_client WHERE nr %% 10 = 0",
            env["clientele.branch"]._today(),
        ),
        {
            "partner_id": SQL("s.id"),
            "date": SQL("s.day + TIME '10:00'"),
            "day": SQL("s.day"),
        },
    )
    multiply(
        env,
        card,
        SQL("SELECT id, nr FROM bench_client WHERE nr %% 5 = 0"),
        {
            "partner_id": SQL("s.id"),
            "code": SQL("'L' || lpad(s.nr::text, 9, '0')"),
        },
    )
    (talk | talk).unlink()
    card.unlink()
    partner.unlink()


if __name__ == "__main__":
    arguments, __ = options(__doc__.partition("\n")[0]).parse_known_args()
    seconds = generate(env, arguments.clients, arguments.visits)
    made = env["clientele.visit"].search_count([])
    print(f"{arguments.clients} clients and {made} visits in {seconds:.1f} s")
