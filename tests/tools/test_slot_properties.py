"""The slot engine against a brute force that knows minutes only, and what must hold for any board and wish (FC8)."""

from dataclasses import replace
from itertools import permutations, product

from hypothesis import example, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from odoo.addons.clientele.tools.slot_plan import MODES, Option, Part, option_starts, part_starts, plan, starts
from odoo.addons.clientele.tools.slots import Board, positions

PEOPLE, ROOMS = (1, 2, 3, 4), (6, 7, 8, 9)

# ---------------------------------------------------------------- any board, any wish


def intervals(resources, shortest, longest, **count):
    """Rows (resource, start, stop), some of them out of the window."""
    spans = st.tuples(st.sampled_from(resources), st.integers(-5, 60), st.integers(shortest, longest))
    return st.lists(spans.map(lambda span: (span[0], span[1], span[1] + span[2])), **count)


@st.composite
def works(draw):
    """Most people are there for long, so that there is something to offer."""
    long = draw(st.lists(st.sampled_from(PEOPLE), unique=True, min_size=2))
    return [(one, -3, draw(st.integers(25, 60))) for one in long] + draw(intervals(PEOPLE, 1, 20, max_size=4))


@st.composite
def options(draw, resource):
    """Gaps leave at least the service's first minute to the performer."""
    duration = draw(st.integers(1, 9))
    edges = sorted(draw(st.sets(st.integers(1, duration), max_size=4)))
    gaps = tuple((start, stop - start) for start, stop in zip(edges[::2], edges[1::2], strict=False))
    return Option(resource, duration, draw(st.integers(0, 3)), draw(st.integers(0, 3)), gaps)


@st.composite
def parts(draw):
    people = draw(st.lists(st.sampled_from(PEOPLE), unique=True, min_size=1, max_size=4))
    alike = draw(st.none() | options(0))
    chosen = [replace(alike, resource=one) if alike else draw(options(one)) for one in people]
    groups = st.lists(st.sampled_from(ROOMS), unique=True, min_size=1, max_size=3).map(tuple)
    return Part(tuple(chosen), tuple(draw(st.lists(groups, max_size=2))))


sizes = st.integers(1, 60)
busies = intervals(PEOPLE + ROOMS, 1, 9, max_size=6)
wishes = st.lists(parts(), min_size=1, max_size=3)
modes = st.sampled_from(MODES)
examples = settings(deadline=None, max_examples=150)

# ---------------------------------------------------------------- the brute force


class Brute:
    """Tries every minute, order, performer and room; sets of minutes, and nothing of the engine."""

    def __init__(self, size, work, busy):
        self.size = size
        self.work = {(resource, minute) for resource, start, stop in work for minute in range(start, stop)}
        self.busy = {(resource, minute) for resource, start, stop in busy for minute in range(start, stop)}

    def starts(self, wish, mode):
        return [minute for minute in range(self.size) if self.fits(wish, mode, minute)]

    def fits(self, wish, mode, minute):
        if mode == "parallel":
            return self.at_once(wish, minute, set())
        orders = permutations(wish) if mode == "any_order" else [wish]
        return any(self.in_a_row(order, minute) for order in orders)

    def in_a_row(self, wish, minute):
        ways = {duration for duration, __ in self.ways(wish[0], minute)} if wish else set()
        return not wish or any(self.in_a_row(wish[1:], minute + duration) for duration in ways)

    def at_once(self, wish, minute, taken):
        return not wish or any(
            self.at_once(wish[1:], minute, taken | resources)
            for __, resources in self.ways(wish[0], minute)
            if not taken & resources
        )

    def ways(self, part, minute):
        """(duration, resources) of every way to perform the part from that minute on."""
        for option in part.options:
            for rooms in product(*part.needs):
                if len(set(rooms)) == len(rooms) and self.possible(option, rooms, minute):
                    yield option.duration, {option.resource, *rooms}

    def possible(self, option, rooms, minute):
        service = range(minute, minute + option.duration)
        at_work = all((option.resource, each) in self.work and each < self.size for each in service)
        return at_work and all(self.is_free(*each) for each in claims(option, rooms, minute))

    def is_free(self, resource, minute):
        return 0 <= minute < self.size and (resource, minute) not in self.busy


def claims(option, rooms, minute):
    """Each (resource, minute) that a service needs."""
    away = {minute + start + i for start, length in option.gaps for i in range(length)}
    for each in range(minute - option.before, minute + option.duration + option.after):
        yield from ((room, each) for room in rooms)
        if each not in away:
            yield option.resource, each


# ---------------------------------------------------------------- the properties


class TestAgainstBruteForce(BaseCase):
    @settings(deadline=None, max_examples=400)
    @given(sizes, works(), busies, wishes, modes)
    def test_starts(self, size, work, busy, wish, mode):
        found = starts(Board.build(size, work, busy), wish, mode)
        self.assertEqual(list(positions(found)), Brute(size, work, busy).starts(wish, mode))

    @examples
    @given(sizes, works(), busies, parts())
    def test_one_performer(self, size, work, busy, part):
        board, brute = Board.build(size, work, busy), Brute(size, work, busy)
        for option in part.options:
            found = option_starts(board, option, part.needs)
            self.assertEqual(list(positions(found)), brute.starts([Part((option,), part.needs)], "sequence"))


class TestPlans(BaseCase):
    @settings(deadline=None, max_examples=300)
    @example(
        2,
        [(1, -3, 25), (2, -3, 25)],
        [],
        [Part((Option(1, 1),)), Part((Option(1, 1), Option(2, 1)))],
        "any_order",
        {1: 0},
    )
    @given(sizes, works(), busies, wishes, modes, st.dictionaries(st.sampled_from(PEOPLE), st.integers(0, 2)))
    def test_every_offered_start_can_be_booked_and_no_other(self, size, work, busy, wish, mode, load):
        board = Board.build(size, work, busy)
        offered = set(positions(starts(board, wish, mode)))
        for minute in range(-2, size + 2):
            found = plan(board, wish, minute, mode, load)
            self.assertEqual(found is not None, minute in offered)
            if found:
                self.check_plan(size, work, busy, wish, minute, mode, found)

    def check_plan(self, size, work, busy, wish, minute, mode, found):
        """It is what was asked for, at free times only, and afterwards these people are taken."""
        brute = Brute(size, work, busy)
        self.assertEqual([assigned.part for assigned in found], list(range(len(wish))))
        pinned, rows = [], []
        for part, assigned in zip(wish, found, strict=True):
            (option,) = (option for option in part.options if option.resource == assigned.resource)
            self.assertEqual(assigned.stop - assigned.start, option.duration)
            self.assertEqual(len(set(assigned.rooms)), len(part.needs))
            self.assertTrue(all(room in group for room, group in zip(assigned.rooms, part.needs, strict=True)))
            self.assertTrue(brute.possible(option, assigned.rooms, assigned.start))
            pinned.append(Part((option,), tuple((room,) for room in assigned.rooms)))
            rows += claims(option, assigned.rooms, assigned.start)
        self.check_times(mode, minute, found)
        booked = Board.build(size, work, busy + [(resource, at, at + 1) for resource, at in rows])
        pinned = [pinned[assigned.part] for assigned in sorted(found, key=lambda assigned: assigned.start)]
        # in any order, the same people may still be free the other way round
        together = "parallel" if mode == "parallel" else "sequence"
        self.assertFalse(starts(booked, pinned, together) >> minute & 1)

    def check_times(self, mode, minute, found):
        if mode == "parallel":
            self.assertEqual({assigned.start for assigned in found}, {minute})
            used = [resource for assigned in found for resource in (assigned.resource, *assigned.rooms)]
            self.assertEqual(len(used), len(set(used)))
            return
        for assigned in found if mode == "sequence" else sorted(found, key=lambda assigned: assigned.start):
            self.assertEqual(assigned.start, minute)
            minute = assigned.stop

    @examples
    @given(sizes, works(), busies, parts(), st.dictionaries(st.sampled_from(PEOPLE), st.integers(0, 2)))
    def test_the_least_busy_performer_comes(self, size, work, busy, part, load):
        board = Board.build(size, work, busy)
        for minute in positions(part_starts(board, part)):
            able = [each for each in part.options if option_starts(board, each, part.needs) >> minute & 1]
            first = min(able, key=lambda option: load.get(option.resource, -1))
            self.assertEqual(plan(board, [part], minute, "sequence", load)[0].resource, first.resource)

    @examples
    @given(sizes, works(), busies, wishes)
    def test_the_order_is_the_nearest_to_the_given_one(self, size, work, busy, wish):
        board = Board.build(size, work, busy)
        for minute in positions(starts(board, wish, "any_order")):
            found = plan(board, wish, minute, "any_order")
            order = sorted(range(len(wish)), key=lambda part: found[part].start)
            fits = (
                each
                for each in permutations(range(len(wish)))
                if starts(board, [wish[part] for part in each], "sequence") >> minute & 1
            )
            self.assertEqual(tuple(order), next(fits))


class TestProperties(BaseCase):
    @examples
    @given(sizes, works(), busies, busies, wishes, modes)
    def test_more_that_is_busy_never_adds_a_start(self, size, work, busy, more, wish, mode):
        before = starts(Board.build(size, work, busy), wish, mode)
        self.assertEqual(starts(Board.build(size, work, busy + more), wish, mode) & ~before, 0)

    @examples
    @given(sizes, works(), busies, parts())
    def test_anyone_is_each_one(self, size, work, busy, part):
        """No start comes from two people taken together (OCA/calendar#143, case 12)."""
        board, singly = Board.build(size, work, busy), 0
        for option in part.options:
            singly |= option_starts(board, option, part.needs)
        self.assertEqual(part_starts(board, part), singly)
        for mode in MODES:
            self.assertEqual(starts(board, [part], mode), singly)

    @examples
    @given(sizes, works(), busies, wishes, modes, st.randoms(use_true_random=False))
    def test_the_order_of_rows_and_names_does_not_matter(self, size, work, busy, wish, mode, random):
        def mixed(items):
            return random.sample(items, len(items))

        other = [
            Part(tuple(mixed(part.options)), tuple(mixed([tuple(mixed(group)) for group in part.needs])))
            for part in (wish if mode == "sequence" else mixed(wish))
        ]
        self.assertEqual(
            starts(Board.build(size, work, busy), wish, mode),
            starts(Board.build(size, mixed(work), mixed(busy)), other, mode),
        )

    @examples
    @given(works(), busies, wishes, modes)
    def test_a_week_later_it_is_the_same(self, work, busy, wish, mode):
        def found(shift):
            rows = [[(resource, start + shift, stop + shift) for resource, start, stop in of] for of in (work, busy)]
            return starts(Board.build(shift + 150, *rows), wish, mode)

        week = 7 * 24 * 60
        self.assertEqual(found(20 + week), found(20) << week)

    @examples
    @given(sizes, works(), busies, wishes)
    def test_any_order_is_each_order(self, size, work, busy, wish):
        board = Board.build(size, work, busy)
        union = 0
        for order in permutations(wish):
            union |= starts(board, order, "sequence")
        self.assertEqual(starts(board, wish, "any_order"), union)
