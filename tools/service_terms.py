"""What a service takes and costs: its minutes for the practitioner and for the client, and the faults of gaps (FO10).

Minutes are integers. A gap is ``(start, minutes)``, counted from the service's start: processing time, in which the
practitioner is free for others while the client stays.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

Gap = tuple[int, int]
OUTSIDE, OVERLAP = "outside", "overlap"


@dataclass(frozen=True)
class ServiceTerms:
    """A service as one practitioner performs it, or as anyone does.

    :param before: minutes of the practitioner before the client's time, such as preparing the place
    :param after: the same behind it
    :param gaps: in order of time, strictly inside the duration
    :param commission_rate: percent of the base
    :param commission_base: ``whole``, ``consumables`` or ``tax``
    :param consumables: money that is used up for one service
    """

    price: float
    duration: int
    before: int = 0
    after: int = 0
    gaps: tuple[Gap, ...] = ()
    commission_rate: float = 0
    commission_base: str = "whole"
    consumables: float = 0

    def lasting(self, minutes: int) -> "ServiceTerms":
        """The same in another duration: gaps that are not inside it any more are worked through."""
        fitting = tuple((start, length) for start, length in self.gaps if start + length < minutes)
        return replace(self, duration=minutes, gaps=fitting)


def fault_of_gaps(duration: int, gaps: Iterable[Gap]) -> tuple[str, Gap] | None:
    """What is wrong with the gaps of a service of so many minutes.

    :return: None if nothing is, else ``outside`` with the gap that is not strictly inside the service or takes no
        time, or ``overlap`` with the gap that begins before the one in front of it is over

    >>> fault_of_gaps(60, [(30, 30)])
    ('outside', (30, 30))
    >>> fault_of_gaps(60, [(10, 20), (25, 5)])
    ('overlap', (25, 5))
    """
    ordered = sorted(gaps)
    for start, length in ordered:
        if length <= 0 or start <= 0 or start + length >= duration:
            return OUTSIDE, (start, length)
    for (start, length), later in pairwise(ordered):
        if later[0] < start + length:
            return OVERLAP, later
    return None
