"""Recency, frequency, money: five scores of a client each, and the segment that follows from the first two.

A score says in which fifth of the client base a value lies, 5 being the best. The fifths are cut once a night; these
functions say the rule for one client, the same rule in SQL stands in ``models/insight/clientele_client_rfm.py``.
"""

from collections.abc import Sequence
from math import ceil
from typing import TypeVar

SHARES = (0.2, 0.4, 0.6, 0.8)
BEST = len(SHARES) + 1
# What the scores of recency (rows, 1 to 5) and frequency (columns, 1 to 5) make of a client.
SEGMENTS = (
    ("lost", "lost", "at_risk", "at_risk", "cannot_lose"),
    ("hibernating", "hibernating", "at_risk", "at_risk", "cannot_lose"),
    ("hibernating", "hibernating", "potential", "loyal", "loyal"),
    ("new", "potential", "potential", "loyal", "loyal"),
    ("new", "potential", "potential", "champions", "champions"),
)

Value = TypeVar("Value", int, float, str)


def cuts(values: Sequence[Value]) -> list[Value]:
    """The upper ends of the lower four fifths: the smallest values that leave no more than the share above them.

    >>> cuts([1, 1, 1, 2, 3, 4, 5, 6, 7, 90])
    [1, 2, 4, 6]
    """
    ordered = sorted(values)
    return [ordered[ceil(round(share * len(ordered), 9)) - 1] for share in SHARES] if ordered else []


def score(value: Value, limits: Sequence[Value]) -> int:
    """1 to 5; a value that equals a limit stays below it, so that equal clients have equal scores.

    >>> [score(visits, [1, 1, 2, 6]) for visits in (1, 2, 3, 6, 7)]
    [1, 3, 4, 4, 5]
    """
    return 1 + sum(value > limit for limit in limits)


def segment(recency: int, frequency: int) -> str:
    """
    >>> segment(5, 5), segment(1, 5), segment(4, 1)
    ('champions', 'cannot_lose', 'new')
    """
    return SEGMENTS[recency - 1][frequency - 1]
