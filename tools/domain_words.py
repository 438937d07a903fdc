"""Saying a search in words, for people who read later what somebody asked for (YC13)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any


def say(
    terms: Sequence[Any],
    condition: Callable[[Any], str],
    joints: Mapping[str, str],
    negate: Callable[[str], str],
) -> str:
    """Put a search into words; a condition that says "" is left out.

    :param terms: the search in prefix notation, a flat list: "&", "|", "!" and conditions
    :param condition: gives the words of a condition, "" for what need not be said
    :param joints: the words for "&" and "|"
    :param negate: gives the words of the opposite

    >>> say(["&", "a", "|", "b", "c"], str, {"&": "and", "|": "or"}, "not ({})".format)
    'a and (b or c)'
    """
    said: list[tuple[str, str]] = []  # operator that joined the words, the words
    for term in reversed(terms):
        if term == "!":
            __, words = said.pop()
            said.append(("", negate(words) if words else ""))
        elif isinstance(term, str) and term in joints:
            parts = [part for part in (said.pop(), said.pop()) if part[1]]
            said.append(_join(term, joints[term], parts) if len(parts) == 2 else (parts or [("", "")])[0])
        else:
            said.append(("", condition(term)))
    return said[0][1] if said else ""


def _join(operator: str, joint: str, parts: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """Brackets stand only around parts that are joined in the other way."""
    words = [f"({part})" if inner not in ("", operator) else part for inner, part in parts]
    return operator, f" {joint} ".join(words)
