"""Installing, updating and testing must leave no warning in the log, but for these."""

import re
from pathlib import Path

PROBLEM = re.compile(r"^\S+ \S+ \d+ (?:WARNING|ERROR|CRITICAL) ")

IGNORED = {
    r"partner_autocomplete|iap": "asks a service of Odoo's maker, out of reach without internet",
}


def is_ignored(line: str) -> bool:
    return any(re.search(pattern, line) for pattern in IGNORED)


def problems(log: Path) -> list[str]:
    return [line for line in log.read_text().splitlines() if PROBLEM.match(line) and not is_ignored(line)]
