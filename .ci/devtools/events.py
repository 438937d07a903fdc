"""Runners tell what happens as one JSON object a line."""

import json
import subprocess
from collections.abc import Iterator

from .collect import Test
from .report import Report


def read(process: subprocess.Popen) -> Iterator[dict]:
    for line in process.stdout:
        yield json.loads(line)


def groups_of(tests: list[Test]) -> dict[str, list[Test]]:
    groups: dict[str, list[Test]] = {}
    for test in tests:
        groups.setdefault(test.group, []).append(test)
    return groups


def pass_on(process: subprocess.Popen, tests: list[Test], report: Report) -> None:
    """Everything that a runner of whole tests tells, until its end."""
    for event in read(process):
        report.add(**event)
    for group in groups_of(tests):
        report.group_done(group)
    if process.wait():
        report.add(f"{process.args[1]}", "failed", details="the run broke off, see above")
