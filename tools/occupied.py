"""What the services of one visit take of the time of people, rooms and equipment."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Service:
    """One service of a visit.

    ``practitioner`` is 0 where nobody was chosen yet. ``gaps`` are (minutes after the start, minutes): the practitioner
    is free then, rooms and equipment are not. Buffers (minutes) are taken before and after the service.
    """

    line: int
    practitioner: int
    start: datetime
    stop: datetime
    rooms: tuple[int, ...] = ()
    before: int = 0
    after: int = 0
    gaps: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, order=True)
class Taken:
    """A resource is taken from start to stop, buffers included, by a line."""

    resource: int
    start: datetime
    stop: datetime
    line: int


class ClashError(ValueError):
    """Two services of one visit need the same resource at the same time."""

    def __init__(self, first: Taken, second: Taken) -> None:
        super().__init__(first, second)
        self.first = first
        self.second = second


def occupied(services: Iterable[Service]) -> list[Taken]:
    """List what the services of one visit take, sorted by resource and start.

    Buffers keep other clients away: between two services of the same visit they give way.

    :raises ClashError: when the visit needs somebody or something twice at a time
    """
    cores: dict[int, list[_Core]] = defaultdict(list)
    for service in services:
        for core in _cores(service):
            cores[core.taken.resource].append(core)
    return [row for resource in sorted(cores) for row in _with_buffers(cores[resource])]


@dataclass(frozen=True)
class _Core:
    taken: Taken
    before: timedelta
    after: timedelta


def _cores(service: Service) -> Iterator[_Core]:
    before, after, none = timedelta(minutes=service.before), timedelta(minutes=service.after), timedelta()
    stretches = list(_stretches(service))
    for number, (start, stop) in enumerate(stretches if service.practitioner else []):
        yield _Core(
            Taken(service.practitioner, start, stop, service.line),
            before if number == 0 else none,
            after if number == len(stretches) - 1 else none,
        )
    for room in service.rooms:
        yield _Core(Taken(room, service.start, service.stop, service.line), before, after)


def _stretches(service: Service) -> Iterator[tuple[datetime, datetime]]:
    """The service without its gaps; a gap that a shortened service does not reach falls away."""
    start = service.start
    for offset, minutes in sorted(service.gaps):
        gap = service.start + timedelta(minutes=offset)
        if gap + timedelta(minutes=minutes) < service.stop:
            yield start, gap
            start = gap + timedelta(minutes=minutes)
    yield start, service.stop


def _with_buffers(cores: list[_Core]) -> Iterator[Taken]:
    cores = sorted(cores, key=lambda core: core.taken)
    free_from = datetime.min
    for core, following in zip(cores, [*cores[1:], None], strict=True):
        taken = core.taken
        if following and following.taken.start < taken.stop:
            raise ClashError(taken, following.taken)
        stop = taken.stop + core.after
        if following:
            stop = min(stop, following.taken.start)
        yield Taken(taken.resource, max(taken.start - core.before, free_from), stop, taken.line)
        free_from = stop
