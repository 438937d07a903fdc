"""Numbered seats of a class: who moves up when seats get free or the class gets larger or smaller.

Numbers up to the capacity are seats, higher ones the waiting list in its order.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Seat:
    """Somebody's number in a class; ``seated`` tells who has a place from who waits."""

    id: int
    number: int
    seated: bool


def arrange(seats: Iterable[Seat], capacity: int, promote: bool = True) -> list[Seat]:
    """Say which seats change, in an order in which each number is free once it is its turn.

    :param promote: whether those who wait get free seats, the first first
    :raises ValueError: when more are seated than there are seats

    >>> arrange([Seat(1, 1, True), Seat(2, 3, False), Seat(3, 4, False)], 2)
    [Seat(id=2, number=2, seated=True)]
    """
    ordered = sorted(seats, key=lambda seat: seat.number)
    seated = [seat for seat in ordered if seat.seated]
    waiting = [seat for seat in ordered if not seat.seated]
    if len(seated) > capacity:
        raise ValueError(f"{len(seated)} are seated on {capacity} seats")
    taken = {seat.number for seat in seated}
    free = [number for number in range(1, capacity + 1) if number not in taken]
    down = [seat for seat in seated if seat.number > capacity]
    changes = [replace(seat, number=number) for seat, number in zip(down, free, strict=False)]
    del free[: len(down)]
    if promote:
        up = list(zip(waiting, free, strict=False))
        return changes + [replace(seat, number=number, seated=True) for seat, number in up]
    return _behind(waiting, capacity) + changes


def _behind(waiting: list[Seat], capacity: int) -> list[Seat]:
    """Those who wait get numbers behind the seats, where the class has grown into theirs."""
    if not waiting or waiting[0].number > capacity:
        return []
    shift = capacity + 1 - waiting[0].number
    return [replace(seat, number=seat.number + shift) for seat in reversed(waiting)]


def fill(capacity: int, taken: int) -> str:
    """How full a class is: ``free``, ``few`` (the last fifth, at least one seat) or ``full``.

    >>> [fill(10, taken) for taken in (0, 7, 8, 10)], fill(1, 0)
    (['free', 'free', 'few', 'full'], 'free')
    """
    left = capacity - taken
    if left <= 0:
        return "full"
    return "few" if taken and left <= max(1, capacity // 5) else "free"
