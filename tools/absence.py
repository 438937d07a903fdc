"""Somebody is away: who else could perform their services, and when they could be performed later (YC16)."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from itertools import product

from .slot_plan import Option, Part, option_starts, part_starts
from .slots import Board, Interval, span_mask


@dataclass(frozen=True, slots=True)
class Place:
    """One service of a visit.

    :param start: minute of the board, or minutes after the visit's start
    :param options: those who may perform it
    :param needs: groups of rooms or equipment of which one each is taken, the preferred first
    """

    start: int
    options: tuple[Option, ...]
    needs: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """Who performs a place, and in which room of each group."""

    start: int
    option: Option
    rooms: tuple[int, ...]

    @property
    def claims(self) -> list[Interval]:
        """What it takes of everybody's time, buffers included."""
        stop = self.start + self.option.duration
        room = (self.start - self.option.before, stop + self.option.after)
        people = [(self.start + first, self.start + last) for first, last in self.option.presence]
        return [*((self.option.resource, *span) for span in people), *((each, *room) for each in self.rooms)]


def choose(
    board: Board, places: Sequence[Place], stays: Iterable[Interval] = (), load: Mapping[int, int] | None = None
) -> tuple[Chosen, ...] | None:
    """Who performs each place at its start: whoever is free and has least to do.

    :param board: time without what the visit itself takes
    :param stays: (resource, start, stop) of the visit's other services, without buffers
    :param load: how much people have to do, in anything that sorts; who is missing has nothing
    :return: in the order of the places; None where somebody or a room is missing
    """
    own = busier(replace(board, busy={}), stays)
    chosen: dict[int, Chosen] = {}
    for number in sorted(range(len(places)), key=lambda number: len(places[number].options)):
        found = next(_free(board, own, places[number], load or {}), None)
        if not found:
            return None
        chosen[number] = found
        own = busier(own, replace(found, option=_bare(found.option)).claims)
    return tuple(chosen[number] for number in range(len(places)))


def _free(board: Board, own: Board, place: Place, load: Mapping[int, int]) -> Iterator[Chosen]:
    """Between services of one visit buffers give way: the visit's own time is looked at without them."""
    for option in sorted(place.options, key=lambda option: load.get(option.resource, 0)):
        for rooms in product(*place.needs):
            needs = tuple((room,) for room in rooms)
            bits = option_starts(board, option, needs) & option_starts(own, _bare(option), needs)
            if bits >> place.start & 1:
                yield Chosen(place.start, option, rooms)


def _bare(option: Option) -> Option:
    return replace(option, before=0, after=0)


def later_starts(board: Board, places: Sequence[Place]) -> int:
    """The minutes at which a visit can start whose places keep their distance to its start, as a bitmap."""
    bits = span_mask(0, board.size)
    for place in places:
        bits &= part_starts(board, Part(place.options, place.needs)) >> place.start
    return bits


def spread(walls: Iterable[datetime], wanted: time, limit: int) -> list[datetime]:
    """Few times out of many: the first of all, then one on each day that follows, nearest to the time of day wanted.

    :param walls: in order, as the clock on the wall shows them
    """
    found: list[datetime] = []
    for wall in walls:
        if not found or wall.date() != found[-1].date():
            if len(found) == limit:
                break
            found.append(wall)
        elif len(found) > 1 and _apart(wall, wanted) < _apart(found[-1], wanted):
            found[-1] = wall
    return found


def _apart(wall: datetime, wanted: time) -> int:
    return abs(wall.hour * 60 + wall.minute - wanted.hour * 60 - wanted.minute)


def busier(board: Board, claims: Iterable[Interval]) -> Board:
    """The board on which these times are taken, too."""
    busy = dict(board.busy)
    for resource, start, stop in claims:
        busy[resource] = busy.get(resource, 0) | span_mask(start, min(stop, board.size))
    return replace(board, busy=busy)


def minutes_busy(board: Board, resources: Collection[int], start: int, stop: int) -> dict[int, int]:
    """How many minutes of their work in [start, stop) are taken."""
    window = span_mask(start, stop)
    return {
        resource: (board.work.get(resource, 0) & board.busy.get(resource, 0) & window).bit_count()
        for resource in resources
    }
