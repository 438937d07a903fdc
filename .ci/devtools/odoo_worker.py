"""Runs test classes inside one Odoo: names come from stdin, what happens goes to stdout, one JSON a line.

python -m devtools.odoo_worker DATABASE LOG PORT [MODULE...]

Core's tests are run for the modules that are named, the addon's always.
"""

import importlib
import inspect
import json
import logging
import os
import sys
import time
import traceback
import types
from collections.abc import Iterator

from . import collect, settings
from .odoo_script import odoo_env

# The tests may print: only what is written here reaches the real output.
OUTPUT = os.fdopen(os.dup(1), "w", buffering=1)
os.dup2(2, 1)


def tell(**event) -> None:
    OUTPUT.write(json.dumps(event) + "\n")


class LogCheck(logging.Handler):
    """No test may cause a warning that it does not expect (assertLogs, mute_logger)."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.test = "loading"

    def emit(self, record: logging.LogRecord) -> None:
        tell(log=f"{record.levelname} {record.name}: {record.getMessage()}", test=self.test)


def test_name(test) -> str:
    module = test.__class__.__module__.removeprefix("odoo.addons.").removeprefix(f"{settings.MODULE}.")
    path = module.replace(".", "/")
    return f"{path}.py::{test.__class__.__name__}.{test._testMethodName}"


def make_result(log_check: LogCheck):
    from odoo.tests.result import OdooTestResult

    class Result(OdooTestResult):
        """Tells each test's outcome. Failures are told, not logged: the log check is for the rest."""

        def startTest(self, test) -> None:
            super().startTest(test)
            self.outcome, self.details, self.started = "passed", [], time.time()
            log_check.test = test_name(test)

        def logError(self, flavour, test, error) -> None:
            text = "".join(traceback.format_exception(*error))
            logging.getLogger("devtools").info("%s %s\n%s", flavour, test, text)
            if hasattr(test, "_testMethodName") or hasattr(test, "test_case"):
                self.outcome = "failed"
                self.details.append(f"{test}\n{text}")
            else:  # setUpClass or tearDownClass
                tell(test=str(test), outcome="failed", seconds=0, details=text)

        def addSkip(self, test, reason) -> None:
            super().addSkip(test, reason)
            if hasattr(test, "_testMethodName"):
                self.outcome, self.details = "skipped", [reason]
            else:
                tell(test=str(test), outcome="skipped", seconds=0, details=reason)

        def stopTest(self, test) -> None:
            super().stopTest(test)
            seconds = time.time() - self.started
            tell(test=test_name(test), outcome=self.outcome, seconds=seconds, details="\n".join(self.details))

    return Result()


def loaded_tests(env, core_modules: list[str]) -> dict[str, list]:
    """Tests by class, as Odoo itself finds them."""
    from odoo.tests.loader import get_module_test_cases

    groups: dict[str, list] = {}
    for module in test_modules(env, core_modules):
        for test in get_module_test_cases(module):
            group = test_name(test).rpartition(".")[0]
            # plain TestCases have no tags: Odoo leaves them out
            if hasattr(test, "test_tags") and collect.kind(group.partition("::")[0]) in ("odoo", "webshop"):
                groups.setdefault(group, []).append(test)
    return groups


def test_modules(env, core_modules: list[str]) -> Iterator[types.ModuleType]:
    from odoo.tests.loader import get_test_modules

    installed = env.registry._init_modules
    for module in installed.intersection([settings.MODULE, *core_modules]):
        yield from get_test_modules(module)
    if {settings.MODULE, "website_sale"} <= installed:
        # tests/__init__.py leaves this folder out: Odoo would import it where there is no web shop
        webshop = importlib.import_module(f"odoo.addons.{settings.MODULE}.tests.{collect.WEBSHOP.name}")
        yield from (value for value in vars(webshop).values() if inspect.ismodule(value))


def run_group(env, tests: list, result) -> None:
    """As core's `odoo.tests.shell` does: tests at install see a registry that is not ready yet."""
    from odoo.tests.suite import OdooSuite

    at_install = "at_install" in tests[0].test_tags
    env.registry.loaded = env.registry.ready = not at_install
    try:
        OdooSuite(tests)(result)
    finally:
        env.registry.loaded = env.registry.ready = True


def main() -> None:
    database, log, port, *core_modules = sys.argv[1:]
    arguments = [f"--logfile={log}", f"--http-port={port}", f"--screenshots={settings.LOGS}"]
    with odoo_env(database, *arguments) as env:
        from odoo.modules import module
        from odoo.service.server import server
        from odoo.tools import config

        env.cr.rollback()
        server.http_spawn()
        config["test_enable"] = module.current_test = True
        log_check = LogCheck()
        logging.getLogger().addHandler(log_check)
        groups, result = loaded_tests(env, core_modules), make_result(log_check)
        tell(ready=True)
        for line in sys.stdin:
            group, _, methods = line.strip().partition(" ")
            wanted = [
                test for test in groups.get(group, ()) if not methods or test._testMethodName in methods.split(",")
            ]
            if wanted:
                run_group(env, wanted, result)
            tell(done=group)
    os._exit(0)  # threads of the server may still wait for a browser


if __name__ == "__main__":
    main()
