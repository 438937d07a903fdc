"""./dev test: everything, or the part that is named."""

import contextlib
import queue
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from . import collect, databases, events, lint, log_check, settings, stub_runner
from .collect import Test
from .progress import step
from .report import Report

HERE = Path(__file__).parent
# Two cores, two copies of Odoo: each takes the next class when it has done one.
LANES = 2
# A class that takes longer hangs.
GROUP_SECONDS = 1200


def test(arguments: list[str]) -> int:
    tests, everything, report = collect.select(arguments), not arguments, Report()
    by_kind: dict[str, list[Test]] = {"plain": [], "odoo": [], "lifecycle": []}
    for item in tests:
        by_kind[collect.kind(item.path)].append(item)
    remove_old_screenshots()
    if everything:
        lint.check(report)
    stub_runner.run(by_kind["plain"], report)
    if everything or by_kind["odoo"] or by_kind["lifecycle"]:
        run_with_database(by_kind["odoo"], by_kind["lifecycle"], everything, report)
    report.missing(tests)
    return report.close()


def remove_old_screenshots() -> None:
    for folder in settings.LOGS.glob("clientele_tmp_*"):
        shutil.rmtree(folder)


def run_with_database(tests: list[Test], lifecycle: list[Test], everything: bool, report: Report) -> None:
    groups = events.groups_of(tests)
    browser = {group for group in groups if needs_browser(group)}
    if everything:
        databases.forget_addon_template()  # to see the log of a fresh installation
    template = databases.addon_template(with_assets=everything)
    if everything:
        report.check("log of the installation", log_check.problems(settings.LOGS / "install.log"))
    waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
    for group in sorted(groups, key=lambda group: (group not in browser, group)):
        waiting.put(group)
    lanes = [
        threading.Thread(target=run_lane, args=(number, template, waiting, groups, report))
        for number in range(min(LANES, len(groups)) if len(groups) > 3 or browser else 1)
    ]
    if lifecycle:
        lanes[0] = threading.Thread(target=run_lifecycle_lane, args=(lifecycle, report, lanes[0]))
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.join()


def needs_browser(group: str) -> bool:
    source = (settings.ROOT / group.partition("::")[0]).read_text()
    return "start_tour(" in source or "browser_js(" in source


def run_lane(number: int, template: str, waiting: queue.SimpleQueue, groups: dict, report: Report) -> None:
    """Take classes until there are none; a worker that dies is replaced."""
    with databases.clone(template) as database:
        while not waiting.empty():
            with worker(number, database) as process:
                run_groups(process, waiting, groups, report)


def run_groups(process: subprocess.Popen, waiting: queue.SimpleQueue, groups: dict, report: Report) -> None:
    while True:
        try:
            group = waiting.get_nowait()
        except queue.Empty:
            return
        methods = ",".join(item.method for item in groups[group])
        watchdog = threading.Timer(GROUP_SECONDS, process.kill)
        watchdog.start()
        try:
            process.stdin.write(f"{group} {methods}\n")
            process.stdin.flush()
            alive = report_group(process, group, report)
        except BrokenPipeError:
            alive = False
        finally:
            watchdog.cancel()
        if not alive:
            report.add(f"{group} (Odoo)", "failed", details="Odoo died or hung in this class, see its log and above")
            return


def report_group(process: subprocess.Popen, group: str, report: Report) -> bool:
    """Pass on what the worker tells until the class is done; False if the worker dies."""
    for event in events.read(process):
        if "log" in event:
            if not log_check.is_ignored(event["log"]):
                report.add(f"log in {event['test']}", "failed", details=event["log"])
        elif "done" in event:
            report.group_done(group)
            return True
        elif "ready" not in event:
            report.add(**event)
    return False


@contextlib.contextmanager
def worker(number: int, database: str) -> Iterator[subprocess.Popen]:
    log = settings.LOGS / f"test-{number}.log"
    log.unlink(missing_ok=True)
    process = subprocess.Popen(
        [sys.executable, str(HERE / "odoo_worker.py"), database, str(log), str(free_port())],
        env=settings.odoo_environment(),
        cwd=settings.CACHE,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
        process.stdin.close()
        process.wait(60)
    finally:
        process.kill()
        process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run_lifecycle_lane(tests: list[Test], report: Report, then: threading.Thread) -> None:
    run_lifecycle(tests, report)
    then.run()


def run_lifecycle(tests: list[Test], report: Report) -> None:
    step("lifecycle: tests that install, update and uninstall")
    process = subprocess.Popen(
        [sys.executable, "-m", "devtools.lifecycle", *map(str, tests)],
        env=settings.odoo_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    events.pass_on(process, tests, report)


COMMANDS = {"test": test}
