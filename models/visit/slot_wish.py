"""What somebody wants to book, before a time is chosen."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class WishedService:
    """One service, by one of the given practitioners (none: by anyone who performs it).

    ``minutes`` replaces the usual duration where it is not 0.
    """

    product: Any
    practitioners: Any = ()
    minutes: int = 0


@dataclass(frozen=True)
class Wish:
    """Services that one client wants at one visit.

    ``mode`` is *sequence* (in this order), *any_order* (one after another) or *parallel* (at once, by different
    people). ``online`` applies the branch's lead time and horizon. What ``but_lines`` (visit lines that are about to
    move) and the hold take does not count as taken.
    """

    branch: Any
    services: tuple[WishedService, ...]
    mode: str = "any_order"
    online: bool = False
    but_lines: tuple[int, ...] = field(default=())
    hold_key: str = ""
