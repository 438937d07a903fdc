"""Runs what needs a database: two lanes for two cores, each takes the next test class when it has done one."""

import contextlib
import queue
import socket
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator

from . import core, databases, events, log_check, settings
from .collect import Test
from .report import Report

LANES = 2
# A class that takes longer hangs.
GROUP_SECONDS = 1200


class Lanes:
    def __init__(self, template: str, tests: list[Test], lifecycle: list[Test], report: Report) -> None:
        self.template, self.report = template, report
        self.core_modules = sorted(filter(None, {core.module_of(test.path) for test in tests}))
        self.groups = {**events.groups_of(tests), **events.groups_of(lifecycle)}
        # what takes longest comes first
        self.lifecycle = filled(sorted(events.groups_of(lifecycle)))
        self.waiting = filled(sorted(events.groups_of(tests), key=lambda group: (not needs_browser(group), group)))

    def run(self) -> None:
        # a second Odoo takes five seconds to load, which a few quick classes do not repay
        slow = self.lifecycle.qsize() > 1 or self.waiting.qsize() > 3
        lanes = [threading.Thread(target=self._lane, args=(number,)) for number in range(LANES if slow else 1)]
        for lane in lanes:
            lane.start()
        try:
            for lane in lanes:
                lane.join()
        except KeyboardInterrupt:
            # Ctrl-C has reached the tests, too: let each lane drop its database
            list(taken(self.lifecycle)), list(taken(self.waiting))
            raise

    def _lane(self, number: int) -> None:
        for group in taken(self.lifecycle):
            self._run_lifecycle(group)
        if self.waiting.empty():
            return
        with databases.clone(self.template) as database:
            while not self.waiting.empty():  # a worker that died is replaced
                with worker(number, database, self.core_modules) as process:
                    self._work(process)

    def _run_lifecycle(self, group: str) -> None:
        process = subprocess.Popen(
            [sys.executable, "-m", "devtools.lifecycle", *map(str, self.groups[group])],
            env=settings.odoo_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )
        with time_limit(process):
            events.pass_on(process, self.groups[group], self.report)

    def _work(self, process: subprocess.Popen) -> None:
        for group in taken(self.waiting):
            methods = ",".join(test.method for test in self.groups[group])
            with time_limit(process), contextlib.suppress(BrokenPipeError):
                process.stdin.write(f"{group} {methods}\n")
                process.stdin.flush()
                if self._report(process, group):
                    continue
            self.report.add(f"{group} (Odoo)", "failed", details="Odoo died or hung in this class, see its log")
            return

    def _report(self, process: subprocess.Popen, group: str) -> bool:
        """Pass on what the worker tells until the class is done; False if the worker dies."""
        for event in events.read(process):
            if "log" in event:
                # core's tests warn as they like
                if not log_check.is_ignored(event["log"]) and not core.module_of(event["test"]):
                    self.report.add(f"log in {event['test']}", "failed", details=event["log"])
            elif "done" in event:
                self.report.group_done(group)
                return True
            elif "ready" not in event:
                self.report.add(**event)
        return False


def filled(items: Iterable[str]) -> queue.SimpleQueue[str]:
    result: queue.SimpleQueue[str] = queue.SimpleQueue()
    for item in items:
        result.put(item)
    return result


def taken(source: queue.SimpleQueue[str]) -> Iterator[str]:
    while True:
        try:
            yield source.get_nowait()
        except queue.Empty:
            return


def needs_browser(group: str) -> bool:
    path = group.partition("::")[0]
    module = core.module_of(path)
    source = ((settings.core_module(module).parent if module else settings.ROOT) / path).read_text()
    return "start_tour(" in source or "browser_js(" in source


@contextlib.contextmanager
def time_limit(process: subprocess.Popen) -> Iterator[None]:
    watchdog = threading.Timer(GROUP_SECONDS, process.kill)
    watchdog.start()
    try:
        yield
    finally:
        watchdog.cancel()


@contextlib.contextmanager
def worker(number: int, database: str, core_modules: list[str]) -> Iterator[subprocess.Popen]:
    log = settings.LOGS / f"test-{number}.log"
    log.unlink(missing_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "devtools.odoo_worker", database, str(log), str(free_port()), *core_modules],
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
