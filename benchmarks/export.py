"""Our export of clients against Odoo's own of the same rows and columns, in the same run.

./dev bench export --clients 100000 --visits 300000

Ours is the whole way of the job: search, file, attachment, e-mail in the queue. Odoo's is what `/web/export/xlsx` does
behind its route: search, `export_data`, workbook. It must take at least twice as long. With `--clients 1000000` both
take 100,000 of them, and then ours takes all: the memory must not grow with the file.
"""

import re
import time
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

from _measure import Meter
from bench_list import user_of
from generate import options, prepare

from odoo import Command

from odoo.addons.web.controllers import export as core

COMPARED = 100_000  # clients
MEMORY = 200  # MB more than before
FASTER = 2
COLUMNS = (
    *("complete_name", "phone", "email", "gender", "birthdate_date", "created_from", "clientele_added_on"),
    *("clientele_group_id", "clientele_branch_id", "clientele_card_number", "clientele_visit_count"),
    *("clientele_spent", "clientele_average_check", "clientele_last_visit", "clientele_flag"),
)


def exporter(env):
    """:return: environment of a user with the rights to see and to export everything"""
    user = user_of(env).user.sudo()  # sudo: gives the right
    user.email = "bench@example.com"
    user.group_ids = [Command.link(env.ref("clientele.clientele_group_export").id)]
    env.cr.commit()
    return env(user=user.id)


def ours(env, domain):
    """:return: the export, done"""
    job = env["clientele.export"].create({"domain": repr(domain), "field_names": list(COLUMNS)})
    env.cr.commit()
    env["clientele.export"].sudo()._cron_run()  # sudo: as the scheduler
    job.invalidate_recordset()
    assert job.state == "done", job.error
    return job


def theirs(env, domain):
    """:return: bytes of the workbook"""
    env.invalidate_all()
    Partner = env["res.partner"].sudo()  # sudo: Clientele refuses it to users
    partners = Partner.with_context(import_compat=False).search(domain)
    rows = partners.export_data(list(COLUMNS))["datas"]
    fields = [{"name": name, "type": partners._fields[name].type} for name in COLUMNS]
    with patch.object(core, "request", SimpleNamespace(env=env)):
        return core.ExcelExport().from_data(fields, list(COLUMNS), rows)


def resident(peak=False):
    """:return: MB of memory that this process holds, or held at most since :func:`forget_peak`"""
    name = "VmHWM" if peak else "VmRSS"
    return int(re.search(rf"{name}:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / 1024


def forget_peak():
    Path("/proc/self/clear_refs").write_text("5")


def measure_memory(env, meter, domain):
    forget_peak()
    before, started = resident(), time.perf_counter()
    job = ours(env, domain)
    seconds = time.perf_counter() - started
    size = job._attachments().file_size / 2**20
    meter.line(f"{job.done_count:,} clients, a file of {size:.0f} MB", seconds, "s")
    meter.line(f"memory for {job.done_count:,} clients", resident(peak=True) - before, "MB", target=MEMORY)


def measure_speed(env, meter, domain):
    count = env["res.partner"].search_count(domain)
    mine = meter.processor(lambda: ours(env, domain), rounds=2)
    meter.line(f"ours, {count:,} clients × {len(COLUMNS)} columns", mine, "s")
    other = meter.processor(lambda: theirs(env, domain), rounds=1)
    meter.line("Odoo's own", other, "s")
    meter.line("ours as a share of Odoo's", mine / other, "x", target=1 / FASTER)
    print(f"{other / mine:.1f} times as fast", flush=True)


if __name__ == "__main__":
    prepare(env, options(__doc__.partition("\n")[0], clients=COMPARED, visits=300_000).parse_args())
    meter, environment = Meter(env), exporter(env)
    everyone = [("clientele_listed", "=", True)]
    measure_memory(environment, meter, everyone)
    last = env["res.partner"].search(everyone, order="id", offset=COMPARED - 1, limit=1)
    measure_speed(environment, meter, [*everyone, ("id", "<=", last.id)] if last else everyone)
    meter.close()
