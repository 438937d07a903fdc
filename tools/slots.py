"""Minutes as bitmaps: who works, who is busy, what the wall clock shows.

A bitmap is an int whose bit i stands for minute i after the first minute of a window. Minutes are UTC minutes, so days
with a change of the clock need no care; only ``grid_mask`` knows the wall. What lies outside of the window is never
free: the caller makes it wide enough for buffers on both sides.

``slot_plan`` combines bitmaps to the times at which a client's wish can be met.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

import pytz

DAY = 24 * 60
Interval = tuple[int, int, int]  # resource, start, stop


def span_mask(start: int, stop: int) -> int:
    """The minutes [start, stop), from 0 on."""
    start = max(start, 0)
    return ((1 << stop - start) - 1) << start if start < stop else 0


def shifted(bits: int, minutes: int) -> int:
    """Each bit so many minutes later; with a negative number earlier, and what would lie before 0 is dropped."""
    return bits << minutes if minutes >= 0 else bits >> -minutes


def runs(bits: int, length: int) -> int:
    """Bit i is set where ``length`` set bits in a row begin; found by doubling, in log2(length) shifts."""
    if length < 1:
        raise ValueError(f"no run is {length} long")
    known = 1
    while 2 * known <= length:
        bits &= bits >> known
        known *= 2
    return bits & bits >> length - known


def positions(bits: int) -> Iterator[int]:
    """The set bits, lowest first."""
    digits = bin(bits)[:1:-1]
    position = digits.find("1")
    while position >= 0:
        yield position
        position = digits.find("1", position + 1)


def first_start(bits: int, after: int = 0) -> int | None:
    """The lowest set bit from ``after`` on."""
    rest = bits >> after
    return after + (rest & -rest).bit_length() - 1 if rest else None


# ---------------------------------------------------------------- the wall clock


@lru_cache(maxsize=256)
def grid_mask(first: datetime, size: int, zone: str, step: int) -> int:
    """The minutes at which that zone's wall shows a multiple of ``step`` minutes since its midnight.

    Wall times that come twice when the clock is put back are in it twice, skipped ones never.

    :param first: naive UTC datetime of minute 0, a whole minute
    """
    if step < 1:
        raise ValueError(f"a grid has no steps of {step} minutes")
    day = sum(1 << minute for minute in range(0, DAY, step)).to_bytes(DAY // 8, "little")
    days = int.from_bytes(day * (size // DAY + 2), "little")
    mask = 0
    for start, stop, offset in _stretches(first, size, zone):
        on_the_wall = (first.hour * 60 + first.minute + start + offset) % DAY
        mask |= (days >> on_the_wall & span_mask(0, stop - start)) << start
    return mask


def _stretches(first: datetime, size: int, zone: str) -> Iterator[Interval]:
    """(start, stop, minutes ahead of UTC) of stretches in which the clock is not changed; a day has one change."""
    clock = pytz.timezone(zone)

    def offset(minute: int) -> int:
        return int(clock.fromutc(first + timedelta(minutes=minute)).utcoffset() // timedelta(minutes=1))

    def change(start: int, stop: int) -> int:
        before = offset(start)
        if offset(stop - 1) == before:
            return stop
        return start + bisect_left(range(start, stop), True, key=lambda minute: offset(minute) != before)

    for start in range(0, size, DAY):
        stop = min(start + DAY, size)
        changed = change(start, stop)
        yield start, changed, offset(start)
        if changed < stop:
            yield changed, stop, offset(changed)


# ---------------------------------------------------------------- the board


@dataclass(frozen=True, slots=True)
class Board:
    """Working and busy minutes, by resource id, in a window of ``size`` minutes.

    Rooms and equipment have no working time: they are free unless busy.
    """

    size: int
    work: dict[int, int]
    busy: dict[int, int]

    @classmethod
    def build(cls, size: int, work: Iterable[Interval], busy: Iterable[Interval]) -> "Board":
        """From intervals in any order that may overlap, touch and reach out of the window."""
        return cls(size, _bitmaps(size, work), _bitmaps(size, busy))

    def free(self, resource: int) -> int:
        """The minutes at which nothing occupies the resource, at work or not."""
        return span_mask(0, self.size) & ~self.busy.get(resource, 0)

    def cut(self, start: int, stop: int) -> "Board":
        """The window [start, stop) of this board, both within it."""
        window = span_mask(0, stop - start)
        work = {resource: bits >> start & window for resource, bits in self.work.items()}
        busy = {resource: bits >> start & window for resource, bits in self.busy.items()}
        return Board(stop - start, work, busy)


def _bitmaps(size: int, intervals: Iterable[Interval]) -> dict[int, int]:
    spans: dict[int, list[tuple[int, int]]] = {}
    for resource, start, stop in intervals:
        spans.setdefault(resource, []).append((start, stop))
    return {resource: _union(size, sorted(of_one)) for resource, of_one in spans.items()}


def _union(size: int, spans: Iterable[tuple[int, int]]) -> int:
    """The minutes of sorted spans: the sum of 2**stop - 2**start of what each adds to those before it."""
    starts, stops = bytearray(size // 8 + 1), bytearray(size // 8 + 1)
    covered = 0
    for start, stop in spans:
        if start < covered:
            start = covered
        if stop > size:
            stop = size
        if start < stop:
            starts[start >> 3] |= 1 << (start & 7)
            stops[stop >> 3] |= 1 << (stop & 7)
            covered = stop
    return int.from_bytes(stops, "little") - int.from_bytes(starts, "little")
