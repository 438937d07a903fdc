"""Who of several people takes the next piece of work."""

from collections.abc import Mapping
from heapq import heapify, heapreplace


def turns(loads: Mapping[int, int], count: int) -> list[int]:
    """Deal pieces of work out, each to who has the fewest so far; the lowest id of several.

    Every beginning of the result is as even as the whole, so it may be made too long.

    :param loads: {id of a person: pieces that the person has already}
    :return: ids of people in the order of the pieces, empty without people

    >>> turns({7: 0, 8: 0, 9: 0}, 4)
    [7, 8, 9, 7]
    >>> turns({7: 2, 8: 0}, 3)
    [8, 8, 7]
    """
    heap = [(load, person) for person, load in loads.items()]
    heapify(heap)
    result = []
    for _piece in range(count if heap else 0):
        load, person = heap[0]
        heapreplace(heap, (load + 1, person))
        result.append(person)
    return result
