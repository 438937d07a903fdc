"""Core's own tests of what Clientele extends: which are run, and which fail without Clientele already."""

from collections.abc import Iterator
from pathlib import Path

from . import collect, settings
from .collect import Test
from .progress import fail

FOLDER = Path(__file__).parents[1]
LISTED = FOLDER / "core_tests.txt"
KNOWN = FOLDER / "core_known.txt"


def lines(file: Path) -> Iterator[str]:
    return (line for line in file.read_text().splitlines() if line and not line.startswith("#"))


def listed(fast: bool = False) -> list[str]:
    """Names of folders, files, classes and tests; of those that run every time if `fast`."""
    entries = [line.split() for line in lines(LISTED)]
    return [name for name, *words in entries if not fast or words == ["fast"]]


def module_of(name: str) -> str | None:
    """The module of Odoo that a test or its file belongs to, None for our own."""
    module = name.partition("/")[0]
    return module if module in {entry.partition("/")[0] for entry in listed()} else None


def known_failures() -> dict[str, str]:
    """:return: the reason by test"""
    return {name: reason.strip() for name, _, reason in (line.partition(" ") for line in lines(KNOWN))}


def tests(names: list[str] | None = None, fast: bool = False) -> list[Test]:
    return sorted({test for name in names or listed(fast) for test in matching(name)})


def matching(name: str) -> Iterator[Test]:
    """
    :param name: as in core_tests.txt: module/tests, module/tests/test_file.py[::Class[.method]]
    """
    path, _, rest = name.partition("::")
    class_name, _, method = rest.partition(".")
    module = module_of(path) or fail(f"{name} is no test of core that {LISTED.name} lists")
    folder = settings.core_module(module).parent
    files = (folder / path).rglob("test_*.py") if (folder / path).is_dir() else [folder / path]
    for file in files:
        for test in collect.tests_of_file(file, folder):
            if class_name in ("", test.class_name) and method in ("", test.method):
                yield test
