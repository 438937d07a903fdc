"""Runs the tests in tests/tools with plain Python: neither Odoo nor a database, so they answer at once.

Such a test is an `odoo.tests.BaseCase` that uses nothing of Odoo, and Odoo could run it as well. Stand-ins
give it the few names it needs; the addon's package is there, but its __init__ (which needs Odoo) is not run.

    python stub.py FILE::Class.method...
"""

import json
import os
import sys
import time
import types
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ADDON = "odoo.addons.clientele"

# The tests may print: only what is written here reaches the real output.
OUTPUT = os.fdopen(os.dup(1), "w", buffering=1)
os.dup2(2, 1)


def install_stub() -> None:
    for name, folder in {
        "odoo": None,
        "odoo.addons": None,
        ADDON: ROOT,
        f"{ADDON}.tests": ROOT / "tests",
        f"{ADDON}.tests.tools": ROOT / "tests" / "tools",
    }.items():
        package = types.ModuleType(name)
        package.__path__ = [str(folder)] if folder else []
        sys.modules[name] = package
    tests = types.ModuleType("odoo.tests")
    tests.BaseCase = unittest.TestCase
    tests.tagged = lambda *_tags: lambda test_class: test_class
    sys.modules["odoo.tests"] = tests


def tell(test: str, outcome: str, seconds: float, details: str) -> None:
    OUTPUT.write(json.dumps({"test": test, "outcome": outcome, "seconds": seconds, "details": details}) + "\n")


class Result(unittest.TestResult):
    def startTest(self, test) -> None:
        super().startTest(test)
        self.outcome, self.details, self.started = "passed", [], time.time()

    def addError(self, test, error) -> None:
        details = self._exc_info_to_string(error, test)
        if test.id().startswith(("setUpClass", "tearDownClass")):
            tell(test.id(), "failed", 0, details)
        else:
            self.outcome = "failed"
            self.details.append(f"{test}\n{details}")

    addFailure = addError

    def addSubTest(self, test, subtest, error) -> None:
        if error:
            self.addError(subtest, error)

    def addSkip(self, test, reason) -> None:
        self.outcome, self.details = "skipped", [reason]

    def stopTest(self, test) -> None:
        super().stopTest(test)
        tell(test.name, self.outcome, time.time() - self.started, "\n".join(self.details))


def load(name: str) -> unittest.TestCase:
    path, _, rest = name.partition("::")
    class_name, _, method = rest.partition(".")
    module_name = f"{ADDON}.{path.removesuffix('.py').replace('/', '.')}"
    __import__(module_name)
    test = getattr(sys.modules[module_name], class_name)(method)
    test.name = name
    return test


def main() -> None:
    install_stub()
    suite = unittest.TestSuite(load(name) for name in sys.argv[1:])
    suite.run(Result())


if __name__ == "__main__":
    main()
