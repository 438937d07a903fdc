"""./dev requirements: names under each rule of docs/requirements.md the tests that cite its id.

Whether a rule holds today, partly or later is written there by hand; this brings the files to what the tests say.
"""

import re
import textwrap
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from . import settings
from .progress import step

DOCUMENT = settings.ROOT / "docs" / "requirements.md"
WIDTH = 118
# FO4, or a range: TR5-TR16, TR19–22
CITED = re.compile(r"\b(DF|FF|FC|CR|IN|LO|FO|TR|SK|YC)(\d{1,2})\b(?:\s*[-–]\s*\1?(\d{1,2})\b)?")
ITEM = re.compile(r"^- \*\*([A-Z]{2}\d+)\b.*\n(?:  .*\n)*", re.MULTILINE)
STATE = re.compile(r"(\*\*(?:today|partly)\*\*)(?: (\([^)]*\)))?.*")


def requirements(_arguments: list[str]) -> int:
    files = citing_files()
    before = DOCUMENT.read_text()
    after = ITEM.sub(lambda item: with_files(item[0], files[item[1]]), before)
    DOCUMENT.write_text(after)
    step(f"{DOCUMENT.name}: {'changed' if after != before else 'up to date'}")
    for rule in sorted(files.keys() - set(ITEM.findall(before))):
        step(f"{rule} is not there, but in {', '.join(files[rule])}")
    return 0


def citing_files() -> dict[str, list[str]]:
    """:return: {id: files that cite it}"""
    found: dict[str, list[str]] = defaultdict(list)
    for path in test_files():
        for rule in sorted(set(cited(path.read_text()))):
            found[rule].append(str(path.relative_to(settings.ROOT)))
    return found


def test_files() -> Iterator[Path]:
    yield from sorted((settings.ROOT / "tests").rglob("*.py"))
    yield from sorted((settings.ROOT / "static" / "tests").rglob("*.js"))


def cited(text: str) -> Iterator[str]:
    for prefix, first, last in CITED.findall(text):
        for number in range(int(first), int(last or first) + 1):
            yield f"{prefix}{number}"


def with_files(item: str, files: list[str]) -> str:
    """:return: the item whose state names these files; a rule for later stays as it is"""
    rule, _, state = item.rpartition("\\\n")
    found = STATE.match(" ".join(state.split()))
    if not found:
        return item
    text = " ".join(filter(None, found.groups())) + (": " if files else "") + ", ".join(f"`{name}`" for name in files)
    lines = textwrap.wrap(text, WIDTH - 2, break_long_words=False, break_on_hyphens=False)
    return rule + "\\\n" + "".join(f"  {line}\n" for line in lines)


COMMANDS = {"requirements": requirements}
