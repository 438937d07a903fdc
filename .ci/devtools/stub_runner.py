"""Starts stub.py for the tests that need neither Odoo nor a database."""

import subprocess
import sys

from . import collect, events, settings
from .report import Report


def run(tests: list[collect.Test], report: Report) -> None:
    if not tests:
        return
    process = subprocess.Popen(
        [sys.executable, "-m", "devtools.stub", *map(str, tests)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        cwd=settings.ROOT,
    )
    events.pass_on(process, tests, report)
