"""Our import against Odoo's own (base_import) of the same rows, in the same run.

./dev bench import [--rows 5000] [--rounds 1] [--large 50000]

Clients must come in at least 5 times, visits with their lines at least 15 times faster. Ours is the whole way of a
user: upload, columns, preview, import, facts. Odoo's gets the same columns and those that a deal needs besides.
`--large` shows that the memory does not grow with the file (0 leaves it out).
"""

import argparse
import base64
import resource
import sys
import time

CLIENTS_AT_LEAST = 5
VISITS_AT_LEAST = 15
FIRST = "Anna Boris Vera Georgi Daria Elena Ivan Julia".split()
VISITS_EACH = 5  # a client of a salon has more, so its facts weigh even less
LAST = "Petrova Ivanov Dimitrova Koleva Stoyanov Marinova Todorov".split()


def client_rows(first, count):
    """Lists of texts: number, name, phone, e-mail, gender, birthday, city."""
    for number in range(first, first + count):
        name = f"{FIRST[number % 8]} {LAST[number % 7]} {number}"
        phone = f"08{70000000 + number}"
        yield [str(number), name, phone, f"c{number}@example.com", "female", f"19{50 + number % 49}-05-17", "Sofia"]


def visit_rows(first, count, clients):
    """Lists of texts: client's number, moment, amount."""
    for number in range(first, first + count):
        day = f"20{10 + number % 10}-{number % 12 + 1:02}-{number % 28 + 1:02} {8 + number % 10:02}:00:00"
        yield [str(clients[number % len(clients)]), day, f"{10 + number % 8999 / 100:.2f}"]


def csv_of(headings, rows):
    return "\n".join(";".join(row) for row in [headings, *rows]).encode()


def ours(kind, headings, rows):
    """:return: seconds from the upload to the last fact"""
    content = base64.b64encode(csv_of(headings, rows))
    start = time.perf_counter()
    job = env["clientele.import"].create({"kind": kind, "file": content, "file_name": "x.csv", "source": "bench"})
    job.action_read()
    job.action_check()
    job.action_run()
    env.cr.commit()
    job._as_its_user()._work()
    seconds = time.perf_counter() - start
    assert job.state == "done", job.error
    assert job.new_count == len(rows), (job.new_count, job.refused_count, job.row_ids[:1].problem)
    return seconds


def theirs(model, fields, headings, rows):
    """:return: seconds of Odoo's import, with its commit"""
    options = {"quoting": '"', "separator": ";", "has_headers": True, "encoding": "utf-8", "date_format": "%Y-%m-%d"}
    options["datetime_format"] = "%Y-%m-%d %H:%M:%S"
    start = time.perf_counter()
    wizard = env["base_import.import"].create(
        {"res_model": model, "file": csv_of(headings, rows), "file_name": "x.csv", "file_type": "text/csv"}
    )
    result = wizard.execute_import(fields, headings, options)
    env.cr.commit()
    seconds = time.perf_counter() - start
    assert not result["messages"], result["messages"][:2]
    env.invalidate_all()
    return seconds


def race_clients(rows, first):
    mine = list(client_rows(first, rows))
    other = [[*row, "True", "import"] for row in client_rows(first + rows, rows)]
    headings = ["Client ID", "Name", "Phone", "E-mail", "Gender", "Birthday", "City"]
    fields = ["ref", "name", "phone", "email", "gender", "birthdate_date", "city", "is_client", "created_from"]
    return ours("client", headings, mine), theirs("res.partner", fields, [*headings, "A", "B"], other)


def race_visits(rows, first, numbers):
    headings = ["Client ID", "Date", "Amount"]
    mine = list(visit_rows(first, rows, numbers))
    # The same columns, and what a deal needs that our import knows by itself; clients by their number, as in the file.
    same_for_all = [env.company._clientele_default_branch().name, "done", "import", "Imported sale"]
    other = [[*row, row[2], *same_for_all] for row in visit_rows(first + rows, rows, numbers)]
    fields = ["partner_id", "start", "line_ids/price_unit", "amount_paid", "branch_id", "state", "source"]
    fields.append("line_ids/product_id")
    return ours("visit", headings, mine), theirs("clientele.visit", fields, fields, other)


def best(race, rounds, *arguments):
    """Best of each side over the rounds, on fresh rows every time."""
    results = [race(*arguments[:1], arguments[1] + turn * 2 * arguments[0], *arguments[2:]) for turn in range(rounds)]
    return min(mine for mine, __ in results), min(other for __, other in results)


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def report(what, rows, mine, other, at_least):
    ratio = other / mine
    print(
        f"{what:8} ours {rows / mine:7.0f} rows/s   Odoo's {rows / other:7.0f} rows/s"
        f"   {ratio:5.1f} times faster (at least {at_least})"
    )
    return ratio >= at_least


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--large", type=int, default=50000)
    sizes = parser.parse_args()
    env.company.country_id = env.ref("base.bg")
    ours("client", ["Client ID", "Name"], [["0", "Warm Up"]])
    clients = best(race_clients, sizes.rounds, sizes.rows, 1)
    numbers = [number for number, *__ in client_rows(1, sizes.rows // VISITS_EACH)]
    visits = best(race_visits, sizes.rounds, sizes.rows, 1, numbers)
    good = report("clients", sizes.rows, *clients, CLIENTS_AT_LEAST)
    good = report("visits", sizes.rows, *visits, VISITS_AT_LEAST) and good
    if sizes.large:
        before = peak()
        rows = list(visit_rows(10**7, sizes.large, numbers))
        seconds = ours("visit", ["Client ID", "Date", "Amount"], rows)
        speed = sizes.large / seconds
        print(f"large    {sizes.large} visits in {seconds:.1f} s, {speed:.0f} rows/s, {peak() - before} MB more")
    sys.exit(not good)


main()
