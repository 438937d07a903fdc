"""What spending from the wallet costs against the bare statements that it cannot do without, and a long statement.

./dev bench wallet --moves 10000
"""

import argparse
import time
from datetime import date, timedelta
from decimal import Decimal
from statistics import median

from _measure import Meter
from _rows import vacuum

from odoo.tools import SQL

FIRST, ROUNDS, UNITS = date(2026, 1, 1), 300, 10**9
MOST_TIMES, MOST_TIMES_ROWS = 16, 8


def make_lot(env, plan, client):
    """:return: the lot of a client's credits, paid at once"""
    part = env["clientele.subscription"]._sell(plan, client).instalment_ids
    part._receive(part.amount, f"bench:{part.id}")
    return part.lot_ids


def bare(env, lot, key):
    """The conditional write and the movement, by hand."""
    env.cr.execute(
        "UPDATE clientele_lot SET balance = balance - 1, value = value - 1"
        " WHERE id = %s AND balance - held >= 1 RETURNING balance",
        (lot.id,),
    )
    [balance] = env.cr.fetchone()
    env.cr.execute(
        """INSERT INTO clientele_move (lot_id, company_id, kind, day, quantity, amount, base_amount, balance_after,
                                       key, operation, payload, create_uid, create_date, write_uid, write_date)
           VALUES (%s, %s, 'use', %s, -1, -1, 1, %s, %s, %s, 'use:1.00', %s, now(), %s, now())""",
        (lot.id, lot.company_id.id, FIRST, balance, key, key, env.uid, env.uid),
    )


def through_the_ledger(env, lot, key):
    env["clientele.ledger"]._use(key, lot, Decimal(1))
    env.flush_all()


def seconds(env, spend, lot, name):
    """:return: the median of many, each with cold records and in its own transaction, as a request"""
    spent = []
    for number in range(ROUNDS):
        start = time.perf_counter()
        spend(env, lot, f"{name}:{number}")
        env.cr.commit()
        spent.append(time.perf_counter() - start)
        env.invalidate_all()
    return median(spent)


def fill(env, lot, moves):
    """So many movements of one lot, a few a day, up to today."""
    env.cr.execute(
        SQL(
            """INSERT INTO clientele_move (lot_id, company_id, kind, day, quantity, amount, base_amount, balance_after,
                                           key, operation, payload)
               SELECT %(lot)s, %(company)s, 'use', %(first)s::date + (n / 30)::int, -1, -1, 1, %(units)s - n,
                      'fill:' || n, 'fill:' || n, 'use:1.00' FROM generate_series(1, %(moves)s) n""",
            lot=lot.id,
            company=lot.company_id.id,
            first=FIRST,
            units=UNITS,
            moves=moves,
        )
    )
    env.cr.execute(
        SQL("UPDATE clientele_lot SET balance = balance - %s, value = value - %s WHERE id = %s", moves, moves, lot.id)
    )
    vacuum(env, ("clientele_move", "clientele_lot"))


def read_rows(env, lot):
    env.cr.execute(
        "SELECT id, day, kind, quantity, amount, balance_after, reason FROM clientele_move WHERE lot_id = %s"
        " ORDER BY day, id",
        (lot.id,),
    )
    return env.cr.fetchall()


def measure(env, moves, meter):
    ann, bea = env["res.partner"].create([{"name": name, "is_client": True} for name in ("Ann", "Bea")])
    values = {"kind": "credits", "credits": UNITS, "price": UNITS, "validity": "always"}
    plan = env["clientele.plan"].create({"name": "Credits", **values})
    lot, long = make_lot(env, plan, ann), make_lot(env, plan, bea)
    env.cr.commit()
    seconds(env, through_the_ledger, lot, "warm")
    base, mine = seconds(env, bare, lot, "bare"), seconds(env, through_the_ledger, lot, "ledger")
    meter.line("bare UPDATE … RETURNING and INSERT, committed", base * 1000, "ms")
    meter.line("spending through the ledger, committed", mine * 1000, "ms")
    meter.line("spending as a multiple of the bare statements", mine / base, "x", target=MOST_TIMES)

    fill(env, long, moves)
    last = FIRST + timedelta(days=moves // 30 + 1)
    statement = bea.with_context(clientele_today=last)
    rows = [len(account["moves"]) for account in statement._clientele_statement(FIRST, last)["accounts"]]
    assert sum(rows) == moves + 1, rows
    base = meter.clock(lambda: read_rows(env, long), rounds=9)
    mine = meter.clock(lambda: (env.invalidate_all(), statement._clientele_statement(FIRST, last)), rounds=9)
    meter.line(f"the {moves} rows by SQL", base * 1000, "ms")
    meter.line(f"statement of {moves} movements", mine * 1000, "ms")
    meter.line("statement as a multiple of reading its rows", mine / base, "x", target=MOST_TIMES_ROWS)
    meter.line(f"statement of {moves} movements, in seconds", mine, "s", target=1)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--moves", type=int, default=10_000)
    here = env(context={**env.context, "clientele_today": FIRST})
    meter = Meter(here)
    measure(here, parser.parse_args().moves, meter)
    meter.close()


main()
