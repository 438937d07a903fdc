"""Words that a text leaves open: ``{name|dear client}`` (TR23)."""

import re
from collections.abc import Iterable, Mapping

PLACEHOLDER = re.compile(r"\{\s*(\w+)\s*(?:\|([^{}]*))?\}")


def unknown(text: str, known: Iterable[str]) -> list[str]:
    """:return: names that the text asks for and nobody knows, in their order"""
    names = set(known)
    return [found[1] for found in PLACEHOLDER.finditer(text) if found[1] not in names]


def fill(text: str, words: Mapping[str, str]) -> str:
    """Put the words in; where one is empty, what stands behind the bar.

    >>> fill("Hello {name|dear client}, {points} points", {"name": "", "points": "5"})
    'Hello dear client, 5 points'
    """
    return PLACEHOLDER.sub(lambda found: words.get(found[1]) or (found[2] or "").strip(), text)
