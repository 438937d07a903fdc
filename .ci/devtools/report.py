"""Collects the outcomes, tells about them as they come, and ends with the one line that counts."""

import collections
import threading

from . import collect, settings
from .progress import step


class Report:
    """
    :param known: reasons of the failures that are Odoo's own, by test; these make the run no failure
    """

    def __init__(self, known: dict[str, str] | None = None) -> None:
        self.known = known or {}
        self.outcomes: dict[str, str] = {}
        self._groups: dict[str, collections.Counter] = collections.defaultdict(collections.Counter)
        self._lock = threading.Lock()

    def add(self, test: str, outcome: str, seconds: float = 0, details: str = "") -> None:
        with self._lock:
            if test in self.known:
                outcome, details = self._known_outcome(test, outcome)
            group = self._groups[test.rpartition(".")[0] or test]
            group[outcome] += 1
            group["seconds"] += seconds
            # a class whose set-up failed has no test of that name, so a failure is never overwritten
            if self.outcomes.get(test) != "failed":
                self.outcomes[test] = outcome
            if outcome != "passed":
                step(f"{outcome.upper()} {test}\n{details.rstrip()}\n")

    def _known_outcome(self, test: str, outcome: str) -> tuple[str, str]:
        if outcome == "passed":
            step(f"{test} passes: take it from the list of known failures")
            return outcome, ""
        return "known", self.known[test]

    def group_done(self, group: str) -> None:
        with self._lock:
            count = self._groups.pop(group, collections.Counter())
            seconds = count.pop("seconds", 0)
            parts = ", ".join(f"{number} {outcome}" for outcome, number in count.items()) or "nothing ran"
            step(f"{group}  {parts} ({seconds:.1f}s)")

    def check(self, name: str, problems: list[str], seconds: float = 0) -> None:
        """A check that is no test method: a linter, a log."""
        self.add(name, "failed" if problems else "passed", seconds, "\n".join(problems))
        self.group_done(name)

    def forget_failed(self, tests: list[collect.Test]) -> list[collect.Test]:
        """:return: the tests that failed, which are run again"""
        failed = [test for test in tests if self.outcomes.get(str(test)) == "failed"]
        for test in failed:
            del self.outcomes[str(test)]
        return failed

    def missing(self, tests: list[collect.Test]) -> None:
        for test in tests:
            if str(test) not in self.outcomes:
                self.add(str(test), "failed", details="written, but it did not run (is it imported by tests/?)")

    def close(self) -> int:
        count = collections.Counter(self.outcomes.values())
        bad = sorted(test for test, outcome in self.outcomes.items() if outcome not in ("passed", "known"))
        if bad:
            step(f"logs and the screenshots of tours: {settings.LOGS}")
            for test in bad:
                print(f"{self.outcomes[test]}: {test}")
        known = f", {count['known']} known to fail in Odoo" if count["known"] else ""
        print(f"{count['passed']} passed, {count['failed']} failed, {count['skipped']} skipped{known}", flush=True)
        return 1 if bad or not self.outcomes else 0
