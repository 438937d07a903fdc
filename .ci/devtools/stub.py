"""Runs the tests in tests/tools with plain Python: neither Odoo nor a database, so they answer at once.

Such a test is an `odoo.tests.BaseCase` that uses nothing of Odoo, and Odoo could run it as well. Stand-ins
give it the few names it needs; the addon's package is there, but its __init__ (which needs Odoo) is not run.

    python -m devtools.stub FILE::Class.method...
"""

import importlib
import sys
import types
import unittest
from pathlib import Path

from .outcomes import Result

ROOT = Path(__file__).resolve().parents[2]
ADDON = "odoo.addons.clientele"


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


def load(name: str, package: str) -> unittest.TestCase:
    path, _, rest = name.partition("::")
    class_name, _, method = rest.partition(".")
    module = importlib.import_module(f"{package}.{path.removesuffix('.py').replace('/', '.')}")
    test = getattr(module, class_name)(method)
    test.name = name
    return test


def run(names: list[str], package: str) -> None:
    unittest.TestSuite(load(name, package) for name in names).run(Result())


if __name__ == "__main__":
    install_stub()
    run(sys.argv[1:], ADDON)
