"""The tests that are written, read from the source: what ran is compared with it, so that none is lost."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import settings
from .progress import fail

TESTS = settings.ROOT / "tests"
# These are run without Odoo and without a database,
PLAIN = TESTS / "tools"
HOUSE_RULES = TESTS / "test_house_rules.py"
PLAIN_FILES = {HOUSE_RULES, TESTS / "test_requirements.py", TESTS / "test_translations.py"}
# these start Odoo themselves,
LIFECYCLE = TESTS / "lifecycle"
# and these need core's web shop, which Clientele does not depend on.
WEBSHOP = TESTS / "webshop"


@dataclass(frozen=True, order=True)
class Test:
    path: str  # relative to the checkout
    class_name: str
    method: str

    def __str__(self) -> str:
        return f"{self.path}::{self.class_name}.{self.method}"

    @property
    def group(self) -> str:
        """A class is what runs in one go."""
        return f"{self.path}::{self.class_name}"


def written_tests(folder: Path = TESTS) -> list[Test]:
    return sorted(test for path in folder.rglob("test_*.py") for test in tests_of_file(path))


def tests_of_file(path: Path, root: Path = settings.ROOT) -> Iterator[Test]:
    relative = str(path.relative_to(root))
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.ClassDef):
            for item in node.body:
                if isinstance(item, ast.FunctionDef) and item.name.startswith("test_"):
                    yield Test(relative, node.name, item.name)


def select(arguments: list[str]) -> list[Test]:
    """The tests that the arguments of ./dev test name; all of them without arguments."""
    tests = written_tests()
    if not arguments:
        return tests
    return sorted({test for argument in arguments for test in matching(tests, argument)})


def matching(tests: list[Test], argument: str) -> list[Test]:
    path, _, rest = argument.partition("::")
    class_name, _, method = rest.partition(".")
    target = (Path.cwd() / path).resolve()
    found = [
        test
        for test in tests
        if (settings.ROOT / test.path).is_relative_to(target)
        and class_name in ("", test.class_name)
        and method in ("", test.method)
    ]
    if not found:
        fail(f"no test matches {argument}")
    return found


def kind(relative: str) -> str:
    path = settings.ROOT / relative
    if path.is_relative_to(PLAIN) or path in PLAIN_FILES:
        return "plain"
    if path.is_relative_to(LIFECYCLE):
        return "lifecycle"
    return "webshop" if path.is_relative_to(WEBSHOP) else "odoo"
