"""Which client does a row of an imported file belong to? (Import of history, YC4, YC6)

External number first, then phone, then e-mail; a row that names nobody but by name goes by an exact name. What is not
clear is never guessed: it is listed for decision, unless the user has chosen a rule for such rows.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Person:
    """How a row names its client: `key` of the row or the client's number, `phone` in E.164, `email` normalised.

    `by_name`: without phone and e-mail, the name alone may tell who it is (the client of a visit, not a new client).
    """

    key: str | None = None
    phone: str | None = None
    email: str | None = None
    name: str | None = None
    by_name: bool = False


@dataclass(frozen=True)
class Known:
    """A client that is there already, or (`in_file`) one that an earlier row of the same file makes.

    `client` is an id of a partner, or a negative number for one that has none yet.
    """

    client: int
    name: str = ""
    in_file: bool = False


@dataclass(frozen=True)
class Match:
    """`outcome` is `new`, `match` (was there), `merge` (joins another row of the file) or `decide`.

    `client` is the one found, or the one proposed for decision, and `name` its name; `reason` (for `decide`) is
    `other_name`, `two_clients`, `several` or `same_name`.
    """

    outcome: str
    client: int | None = None
    reason: str = ""
    name: str = field(default="", compare=False)


class Clients:
    """Everything known about clients while the rows of one file, or one part of it, pass."""

    def __init__(self) -> None:
        self._by_key: dict[str, Known] = {}
        self._by_phone: defaultdict[str, list[Known]] = defaultdict(list)
        self._by_email: defaultdict[str, list[Known]] = defaultdict(list)
        self._by_name: defaultdict[str, list[Known]] = defaultdict(list)

    def add(self, known: Known, person: Person, by_name: bool = False) -> None:
        """Note that `known` answers to what `person` holds; earlier entries come first."""
        if person.key:
            self._by_key.setdefault(person.key, known)
        for value, index in ((person.phone, self._by_phone), (person.email, self._by_email)):
            if value and known.client not in (other.client for other in index[value]):
                index[value].append(known)
        name = " ".join(sorted(words(person.name))) if by_name else ""
        if name and known.client not in (other.client for other in self._by_name[name]):
            self._by_name[name].append(known)

    def match(self, person: Person, policy: str = "ask") -> Match:
        """Find the client of a row.

        `policy` for unclear rows: `ask`, `merge` (take the first one found) or `separate` (make another client).
        """
        if person.key in self._by_key:
            return _found(self._by_key[person.key])
        by_phone = self._by_phone.get(person.phone or "", [])
        by_email = self._by_email.get(person.email or "", [])
        if not (by_phone or by_email):
            return self._match_name(person, policy)
        candidates = _common(by_phone, by_email) or [*by_phone, *by_email]
        fitting = [known for known in candidates if names_agree(known.name, person.name)]
        if len({known.client for known in fitting}) == 1:
            return _found(fitting[0])
        return self._unclear(candidates[0], _reason(by_phone, by_email, fitting), policy)

    def _match_name(self, person: Person, policy: str) -> Match:
        """A row without phone and e-mail whose client is known by name only; `by_name` entries decide."""
        if person.phone or person.email or not person.by_name:
            return Match("new")
        same = self._by_name.get(" ".join(sorted(words(person.name))), [])
        if len(same) == 1:
            return _found(same[0])
        return self._unclear(same[0], "same_name", policy) if same else Match("new")

    def _unclear(self, first: Known, reason: str, policy: str) -> Match:
        if policy == "merge":
            return _found(first)
        return Match("new") if policy == "separate" else Match("decide", first.client, reason, first.name)


def words(name: str | None) -> frozenset[str]:
    """The words of a name, for comparison: order and case do not matter."""
    return frozenset("".join(char if char.isalnum() else " " for char in (name or "").casefold()).split())


def names_agree(one: str | None, other: str | None) -> bool:
    """Whether two names can be one person: equal, one a part of the other, or one of them no name (a number)."""
    left, right = words(one), words(other)
    return left <= right or right <= left or not (_has_letters(left) and _has_letters(right))


def _has_letters(name: Iterable[str]) -> bool:
    return any(char.isalpha() for word in name for char in word)


def _found(known: Known) -> Match:
    return Match("merge" if known.in_file else "match", known.client)


def _common(one: list[Known], other: list[Known]) -> list[Known]:
    """Clients that both the phone and the e-mail point to."""
    ids = {known.client for known in other}
    return [known for known in one if known.client in ids]


def _reason(by_phone: list[Known], by_email: list[Known], fitting: list[Known]) -> str:
    """Why a row is unclear although somebody has its phone or e-mail."""
    if not fitting:
        return "other_name"
    return "two_clients" if by_phone and by_email else "several"
