"""When a client's wish can be met, and by whom: several services in a row or at once, people, rooms, buffers (FC8).

Every start that ``starts`` offers can be booked as ``plan`` says. Between the services of one visit nobody is in
anybody's way: what two of them in a row claim of the same person or room, buffers for instance, is claimed once.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations, permutations, product
from typing import Any

from .slots import Board, runs, shifted, span_mask

MODES = ("sequence", "any_order", "parallel")


@dataclass(frozen=True, slots=True)
class Option:
    """One who may perform a service, and the minutes that it takes this person.

    :param before: buffer before the service, and ``after``; they may lie outside of the working time
    :param gaps: (start within the service, minutes) during which the performer is free for others
    :raises ValueError: without a duration, for a negative buffer, for gaps that overlap or leave the service
    """

    resource: int
    duration: int
    before: int = 0
    after: int = 0
    gaps: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        if self.duration < 1 or self.before < 0 or self.after < 0:
            raise ValueError(f"a service takes a minute or more, a buffer none or more: {self}")
        edges = [0, *self._edges(), self.duration]
        if edges != sorted(edges) or any(minutes < 1 for __, minutes in self.gaps):
            raise ValueError(f"gaps lie within the service, one after another: {self}")

    def _edges(self) -> list[int]:
        return [edge for start, minutes in sorted(self.gaps) for edge in (start, start + minutes)]

    @property
    def presence(self) -> list[tuple[int, int]]:
        """(start, stop) after the service's start during which the performer is there: with buffers, without gaps."""
        edges = [-self.before, *self._edges(), self.duration + self.after]
        return [(start, stop) for start, stop in zip(edges[::2], edges[1::2], strict=True) if start < stop]


@dataclass(frozen=True, slots=True)
class Part:
    """One service of a visit.

    :param options: those who may perform it, each named once
    :param needs: groups of rooms or equipment; one of each group is taken for the service and its buffers
    """

    options: tuple[Option, ...]
    needs: tuple[tuple[int, ...], ...] = ()

    def __post_init__(self) -> None:
        if len({option.resource for option in self.options}) < len(self.options):
            raise ValueError(f"a performer is named once: {self}")


@dataclass(frozen=True, slots=True)
class Assigned:
    """Who performs a part, when (buffers not counted), and which room or equipment of each group it takes."""

    part: int
    resource: int
    start: int
    stop: int
    rooms: tuple[int, ...]


# ---------------------------------------------------------------- when


def option_starts(board: Board, option: Option, needs: tuple[tuple[int, ...], ...] = ()) -> int:
    """The starts at which this performer is free, together with one room of each group."""
    return _together(board, [Part((option,), needs)])


def part_starts(board: Board, part: Part) -> int:
    """The starts at which anyone can perform the part, with rooms."""
    return _together(board, [part])


def starts(board: Board, parts: Sequence[Part], mode: str) -> int:
    """The starts at which all parts can really be booked.

    :param mode: ``sequence``, one right after another as given; ``any_order``, one right after another;
        ``parallel``, all from one start, each by another person and in another room
    :raises ValueError: without parts, for an unknown mode
    """
    _check(parts, mode)
    if mode == "parallel":
        return _together(board, parts)
    lasting = [_starts_by_duration(board, part) for part in parts]

    @cache
    def starts_of(left: tuple[int, ...]) -> int:
        if not left:
            return span_mask(0, board.size + 1)
        bits = 0
        for part in left if mode == "any_order" else left[:1]:
            rest = starts_of(tuple(other for other in left if other != part))
            for duration, possible in lasting[part].items():
                bits |= possible & rest >> duration
        return bits

    return starts_of(tuple(range(len(parts))))


def _check(parts: Sequence[Part], mode: str) -> None:
    if not parts or mode not in MODES:
        raise ValueError(f"{len(parts)} services cannot be booked in mode {mode!r}")


def _starts_by_duration(board: Board, part: Part) -> dict[int, int]:
    alike = _split(part, lambda option: option.duration)
    return {each.options[0].duration: part_starts(board, each) for each in alike}


def _together(board: Board, parts: Sequence[Part]) -> int:
    """The starts at which all parts can begin at once, no person or room being needed twice.

    Rooms are taken for as long as the performer says, so each choice of such times is looked at by itself.
    """
    bits = 0
    for chosen in product(*map(_split_by_claim, parts)):
        seats = []
        for part in chosen:
            seats.append({option.resource: _performer_starts(board, option) for option in part.options})
            seats += [{room: _room_starts(board, room, part.options[0]) for room in group} for group in part.needs]
        bits |= _matching(seats)
    return bits


def _split_by_claim(part: Part) -> list[Part]:
    if not part.needs:
        return [part]
    return _split(part, lambda option: (option.before, option.duration, option.after))


def _split(part: Part, key: Callable[[Option], Any]) -> list[Part]:
    """The part for each group of options that are alike."""
    groups: dict[Any, list[Option]] = {}
    for option in part.options:
        groups.setdefault(key(option), []).append(option)
    return [replace(part, options=tuple(group)) for group in groups.values()]


def _performer_starts(board: Board, option: Option) -> int:
    """The service lies in the working time; its performer is not busy when present."""
    bits = runs(board.work.get(option.resource, 0), option.duration)
    free = board.free(option.resource)
    for start, stop in option.presence:
        bits &= shifted(runs(free, stop - start), -start)
    return bits


def _room_starts(board: Board, room: int, option: Option) -> int:
    return runs(board.free(room), option.before + option.duration + option.after) << option.before


def _matching(seats: Sequence[Mapping[int, int]]) -> int:
    """The bits at which each seat can be filled by a resource of its own.

    Hall's theorem: that is where any k seats have at least k candidates between them.

    :param seats: one or more; for each its candidates, with the bits at which they are free
    """
    bits = -1
    for cluster in _clusters(seats):
        for count in range(1, len(cluster) + 1):
            for some in combinations(cluster, count):
                bits &= _at_least(count, _joined(some).values())
    return bits


def _clusters(seats: Sequence[Mapping[int, int]]) -> list[list[Mapping[int, int]]]:
    """Seats that share candidates, directly or through others; clusters can be filled independently."""
    clusters: list[list[Mapping[int, int]]] = []
    for seat in seats:
        apart, joined = [], [seat]
        for cluster in clusters:
            if any(seat.keys() & other.keys() for other in cluster):
                joined += cluster
            else:
                apart.append(cluster)
        clusters = [*apart, joined]
    return clusters


def _joined(seats: Iterable[Mapping[int, int]]) -> dict[int, int]:
    """The bits at which a candidate can fill any of the seats."""
    joined: dict[int, int] = {}
    for seat in seats:
        for resource, bits in seat.items():
            joined[resource] = joined.get(resource, 0) | bits
    return joined


def _at_least(count: int, bitmaps: Iterable[int]) -> int:
    """The bits that are set in ``count`` of the bitmaps or more."""
    reached = [0] * count
    for bits in bitmaps:
        for level in range(count - 1, 0, -1):
            reached[level] |= reached[level - 1] & bits
        reached[0] |= bits
    return reached[-1]


# ---------------------------------------------------------------- who


def plan(
    board: Board, parts: Sequence[Part], start: int, mode: str, load: Mapping[int, Any] | None = None
) -> tuple[Assigned, ...] | None:
    """Who performs each part from that minute on, in the order of parts; None where ``starts`` offers nothing.

    Of several orders that fit, the one nearest to the given order is taken. Each part in turn goes to whoever has
    the least load, among equals to the first named; rooms are taken as named.

    :param load: how busy performers are, in anything that sorts; who is missing has least
    :raises ValueError: as ``starts``
    """
    _check(parts, mode)
    if not 0 <= start < board.size:
        return None
    board, at = _around(board, parts, start)
    together = "parallel" if mode == "parallel" else "sequence"

    def fits(wish: Sequence[Part]) -> bool:
        return bool(starts(board, wish, together) >> at & 1)

    given = range(len(parts))
    for order in permutations(given) if mode == "any_order" else [given]:
        if fits([parts[number] for number in order]):
            chosen = _narrowed([parts[number] for number in order], load or {}, fits)
            return _timed(order, chosen, start, together)
    return None


def _around(board: Board, parts: Sequence[Part], start: int) -> tuple[Board, int]:
    """What of the board the parts can touch, and where in it the start is."""
    options = [option for part in parts for option in part.options]
    first = max(start - max((option.before for option in options), default=0), 0)
    lasting = sum(max((option.duration for option in part.options), default=0) for part in parts)
    last = start + lasting + max((option.after for option in options), default=0)
    return board.cut(first, min(last, board.size)), start - first


def _narrowed(parts: Sequence[Part], load: Mapping[int, Any], fits: Callable[[Sequence[Part]], bool]) -> list[Part]:
    """The same parts with one performer and one room of each group: the first choice that leaves the rest possible."""
    chosen = list(parts)

    def settle(place: int, choices: Iterable[Part]) -> None:
        for part in choices:
            chosen[place] = part
            if fits(chosen):
                return

    for place, part in enumerate(parts):
        ranked = sorted(part.options, key=lambda option: _rank(option, load))
        settle(place, [replace(part, options=(option,)) for option in ranked])
    for place, part in enumerate(parts):
        for number in range(len(part.needs)):
            settle(place, _with_one_room(chosen[place], number))
    return chosen


def _rank(option: Option, load: Mapping[int, Any]) -> tuple[Any, ...]:
    return (True, load[option.resource]) if option.resource in load else (False,)


def _with_one_room(part: Part, number: int) -> Iterator[Part]:
    for room in part.needs[number]:
        yield replace(part, needs=(*part.needs[:number], (room,), *part.needs[number + 1 :]))


def _timed(order: Sequence[int], parts: Sequence[Part], start: int, mode: str) -> tuple[Assigned, ...]:
    assigned = {}
    for number, part in zip(order, parts, strict=True):
        (option,) = part.options
        stop = start + option.duration
        assigned[number] = Assigned(number, option.resource, start, stop, tuple(room for (room,) in part.needs))
        if mode != "parallel":
            start = stop
    return tuple(assigned[number] for number in sorted(assigned))
