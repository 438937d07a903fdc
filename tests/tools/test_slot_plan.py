"""When a wish of one or more services can be met, and by whom (FC8, FO10)."""

from odoo.tests import BaseCase

from odoo.addons.clientele.tools.slot_plan import Assigned, Option, Part, option_starts, part_starts, plan, starts
from odoo.addons.clientele.tools.slots import Board, first_start, positions

ANN, BEA, CEM, ROOM, SPA, LASER = 1, 2, 3, 7, 8, 9
SIZE = 24 * 60


def at(clock):
    """Minute of the day: "9:30"."""
    hours, __, rest = clock.partition(":")
    return int(hours) * 60 + int(rest)


def rows(resource, *spans):
    """("9:00-17:00", …)"""
    return [(resource, *map(at, span.split("-"))) for span in spans]


def day(work, busy=()):
    return Board.build(SIZE, work, busy)


def part(*people, duration=60, needs=(), **buffers):
    return Part(tuple(Option(one, duration, **buffers) for one in people), needs)


class SlotCase(BaseCase):
    def assertStarts(self, bits, *clocks):
        """Among the quarters of the hour."""
        found = [minute for minute in positions(bits) if minute % 15 == 0]
        self.assertEqual([f"{minute // 60}:{minute % 60:02}" for minute in found], list(clocks))


class TestOneService(SlotCase):
    def test_the_service_lies_in_one_shift(self):
        """A shift that goes on without a break is one, also if it is two rows."""
        board = day(rows(ANN, "9:00-10:30", "10:30-11:30", "12:00-12:45"))
        self.assertStarts(part_starts(board, part(ANN, duration=120)), "9:00", "9:15", "9:30")
        self.assertStarts(
            part_starts(board, part(ANN, duration=45)), *"9:00 9:15 9:30 9:45 10:00 10:15 10:30 10:45 12:00".split()
        )

    def test_nobody_serves_half_of_it(self):
        """A is free from 10 to 11 and B from 11 to 12: two hours fit nowhere (case 12)."""
        board = day(rows(ANN, "10:00-11:00") + rows(BEA, "11:00-12:00"))
        self.assertEqual(part_starts(board, part(ANN, BEA, duration=120)), 0)
        self.assertStarts(part_starts(board, part(ANN, BEA)), "10:00", "11:00")

    def test_who_has_no_shift(self):
        self.assertEqual(part_starts(day(rows(BEA, "9:00-17:00")), part(ANN)), 0)
        self.assertEqual(part_starts(day(rows(ANN, "9:00-17:00")), Part(())), 0)

    def test_own_durations(self):
        """Bea takes 30 minutes for what takes Ann 60."""
        board = day(rows(ANN, "9:00-10:00") + rows(BEA, "9:00-10:00"))
        wish = Part((Option(ANN, 60), Option(BEA, 30)))
        self.assertStarts(part_starts(board, wish), "9:00", "9:15", "9:30")
        self.assertStarts(option_starts(board, wish.options[0]), "9:00")

    def test_buffers_are_kept_free(self):
        board = day(rows(ANN, "9:00-12:00"), rows(ANN, "10:15-10:30"))
        self.assertStarts(
            part_starts(board, part(ANN, duration=30)), *"9:00 9:15 9:30 9:45 10:30 10:45 11:00 11:15 11:30".split()
        )
        bits = part_starts(board, part(ANN, duration=30, before=15, after=5))
        self.assertStarts(bits, *"9:00 9:15 9:30 10:45 11:00 11:15 11:30".split())
        self.assertEqual([minute for minute in (at("9:40"), at("9:41")) if bits >> minute & 1], [at("9:40")])

    def test_free_while_the_colour_sets(self):
        """Ann is not needed from 9:30 to 10:00 of a service from 9:00 to 10:30: others may have that time."""
        wish = part(ANN, duration=90, gaps=((30, 30),))
        shift = rows(ANN, "9:00-10:30")
        self.assertStarts(part_starts(day(shift, rows(ANN, "9:30-10:00")), wish), "9:00")
        for busy in ("9:29-10:00", "9:30-10:01", "9:00-9:01", "10:29-10:30"):
            self.assertEqual(part_starts(day(shift, rows(ANN, busy)), wish), 0)

    def test_a_gap_does_not_leave_the_shift(self):
        """Who goes home cannot finish."""
        wish = part(ANN, duration=90, gaps=((30, 30),))
        self.assertEqual(part_starts(day(rows(ANN, "9:00-9:30", "10:00-10:30")), wish), 0)

    def test_several_gaps(self):
        wish = part(ANN, duration=60, gaps=((40, 10), (10, 20)))
        shift = rows(ANN, "9:00-10:00")
        self.assertStarts(part_starts(day(shift, rows(ANN, "9:10-9:30", "9:40-9:50")), wish), "9:00")
        self.assertEqual(part_starts(day(shift, rows(ANN, "9:30-9:40")), wish), 0)

    def test_gaps_at_the_edges(self):
        """The performer comes late and leaves early, the client stays from 9:00 to 10:00."""
        wish = part(ANN, gaps=((0, 15), (45, 15)))
        shift = rows(ANN, "9:00-10:00")
        self.assertStarts(part_starts(day(shift, rows(ANN, "9:00-9:15", "9:45-10:00")), wish), "9:00")
        for busy in ("9:15-9:16", "9:44-9:45"):
            self.assertEqual(part_starts(day(shift, rows(ANN, busy)), wish), 0)

    def test_a_room_is_taken_without_gaps(self):
        """The client stays in the room while the colour sets, and the buffers are for the room, too."""
        wish = part(ANN, duration=60, before=10, after=10, gaps=((20, 20),), needs=((ROOM,),))
        shift = rows(ANN, "9:00-10:00")
        for busy, fits in (
            ("9:30-9:31", 0),
            ("8:50-8:51", 0),
            ("10:09-10:10", 0),
            ("8:00-8:50", 1),
            ("10:10-11:00", 1),
        ):
            with self.subTest(busy=busy):
                self.assertEqual(part_starts(day(shift, rows(ROOM, busy)), wish), fits << at("9:00"))

    def test_a_room_for_the_buffers_of_its_performer(self):
        """Ann needs the room until 10:15, Bea until 10:00, when it is taken by somebody else."""
        board = day(rows(ANN, "9:00-10:00") + rows(BEA, "9:00-10:00"), rows(ROOM, "10:00-11:00"))
        wish = Part((Option(ANN, 60, after=15), Option(BEA, 60)), ((ROOM,),))
        self.assertStarts(part_starts(board, wish), "9:00")
        self.assertEqual(plan(board, [wish], at("9:00"), "sequence")[0].resource, BEA)
        self.assertEqual(part_starts(board, Part(wish.options[:1], wish.needs)), 0)

    def test_one_of_each_group(self):
        board = day(rows(ANN, "9:00-10:00"), rows(ROOM, "9:00-10:00"))
        for needs, fits in (
            (((ROOM,),), 0),
            (((ROOM, SPA),), 1),
            (((ROOM, SPA), (LASER,)), 1),
            (((SPA,), (SPA,)), 0),
            (((),), 0),
        ):
            with self.subTest(needs=needs):
                self.assertEqual(part_starts(board, part(ANN, needs=needs)), fits << at("9:00"))

    def test_a_room_that_changes_halfway(self):
        """One room is free at first, the other afterwards: nobody moves during the service."""
        board = day(rows(ANN, "9:00-10:00"), rows(ROOM, "9:30-10:00") + rows(SPA, "9:00-9:30"))
        self.assertEqual(part_starts(board, part(ANN, needs=((ROOM, SPA),))), 0)

    def test_a_class_takes_its_teacher(self):
        """Between 10:00 and 11:00 Ann teaches (case 17)."""
        board = day(rows(ANN, "9:00-12:00"), rows(ANN, "10:00-11:00"))
        self.assertStarts(part_starts(board, part(ANN)), "9:00", "11:00")


class TestInARow(SlotCase):
    def test_one_person_does_both(self):
        """Case 16."""
        board = day(rows(ANN, "9:00-11:00"))
        wish = [part(ANN), part(ANN, duration=30)]
        self.assertStarts(starts(board, wish, "sequence"), "9:00", "9:15", "9:30")
        self.assertEqual(
            plan(board, wish, at("9:15"), "sequence"),
            (Assigned(0, ANN, at("9:15"), at("10:15"), ()), Assigned(1, ANN, at("10:15"), at("10:45"), ())),
        )

    def test_two_people_must(self):
        """Ann until 10:00, then Bea: the hand-over is at 10:00 only (case 16)."""
        board = day(rows(ANN, "9:00-10:00") + rows(BEA, "10:00-11:00"))
        self.assertStarts(starts(board, [part(ANN), part(BEA)], "sequence"), "9:00")
        self.assertEqual(starts(board, [part(BEA), part(ANN)], "sequence"), 0)

    def test_any_order(self):
        board = day(rows(ANN, "9:00-10:00", "11:00-12:00") + rows(BEA, "10:00-11:00"))
        wish = [part(BEA), part(ANN)]
        self.assertStarts(starts(board, wish, "sequence"), "10:00")
        self.assertStarts(starts(board, wish, "any_order"), "9:00", "10:00")
        found = plan(board, wish, at("9:00"), "any_order")
        self.assertEqual([(each.part, each.resource, each.start) for each in found], [(0, BEA, 600), (1, ANN, 540)])

    def test_the_given_order_comes_first(self):
        board = day(rows(ANN, "9:00-12:00"))
        found = plan(board, [part(ANN), part(ANN, duration=30)], at("9:00"), "any_order")
        self.assertEqual([each.start for each in found], [at("9:00"), at("10:00")])

    def test_three_in_any_order(self):
        """Only colour, cut, nails fits from 9:00 on."""
        board = day(rows(ANN, "9:30-10:00") + rows(BEA, "9:00-9:30") + rows(CEM, "10:00-10:30"))
        wish = [part(ANN, duration=30), part(BEA, duration=30), part(CEM, duration=30)]
        self.assertStarts(starts(board, wish, "any_order"), "9:00")
        found = plan(board, wish, at("9:00"), "any_order")
        self.assertEqual([each.start for each in found], [at("9:30"), at("9:00"), at("10:00")])

    def test_the_next_starts_when_this_one_ends(self):
        """After Ann's hour Cem is at work, after Bea's half hour not yet."""
        board = day(rows(ANN, "9:00-11:00") + rows(BEA, "9:00-11:00") + rows(CEM, "10:00-10:30"))
        wish = [Part((Option(BEA, 30), Option(ANN, 60))), part(CEM, duration=30)]
        self.assertStarts(starts(board, wish, "sequence"), "9:00", "9:30")
        for clock, resource in (("9:00", ANN), ("9:30", BEA)):
            self.assertEqual(plan(board, wish, at(clock), "sequence")[0].resource, resource)

    def test_buffers_within_a_visit(self):
        """They fall away between services of one person; before the first and after the last they stay."""
        wish = [part(ANN, duration=30, before=10, after=10), part(ANN, duration=30, before=10, after=10)]
        shift = rows(ANN, "9:00-10:00")
        self.assertStarts(starts(day(shift), wish, "sequence"), "9:00")
        for busy, fits in (("8:50-8:51", 0), ("10:09-10:10", 0), ("8:00-8:50", 1), ("10:10-11:00", 1)):
            with self.subTest(busy=busy):
                self.assertEqual(starts(day(shift, rows(ANN, busy)), wish, "sequence"), fits << at("9:00"))

    def test_buffers_of_two_people(self):
        """Ann tidies up after her service while Bea begins, so nobody else may have Ann then."""
        wish = [part(ANN, duration=30, after=10), part(BEA, duration=30)]
        work = rows(ANN, "9:00-9:30") + rows(BEA, "9:30-10:00")
        self.assertStarts(starts(day(work), wish, "sequence"), "9:00")
        self.assertEqual(starts(day(work, rows(ANN, "9:35-9:45")), wish, "sequence"), 0)

    def test_the_room_is_kept(self):
        """Both services take the one room (case 16)."""
        wish = [part(ANN, duration=30, after=5, needs=((ROOM,),)), part(BEA, duration=30, needs=((ROOM,),))]
        board = day(rows(ANN, "9:00-10:00") + rows(BEA, "9:00-10:00"), rows(ROOM, "10:00-12:00"))
        self.assertStarts(starts(board, wish, "sequence"), "9:00")
        self.assertEqual([each.rooms for each in plan(board, wish, at("9:00"), "sequence")], [(ROOM,), (ROOM,)])


class TestAtOnce(SlotCase):
    def test_two_people_are_needed(self):
        """Only Ann can do either service: not at once (case 16, Hall)."""
        board = day(rows(ANN, "9:00-12:00"))
        self.assertEqual(starts(board, [part(ANN), part(ANN, duration=30)], "parallel"), 0)
        board = day(rows(ANN, "9:00-12:00") + rows(BEA, "10:00-11:00"))
        wish = [part(ANN, BEA), part(ANN, BEA, duration=30)]
        self.assertStarts(starts(board, wish, "parallel"), "10:00", "10:15", "10:30")

    def test_each_has_someone_yet_not_all_at_once(self):
        """Three services, each with two who perform it, and two people in all."""
        board = day(rows(ANN, "9:00-10:00") + rows(BEA, "9:00-10:00") + rows(CEM, "9:00-9:30"))
        wish = [part(ANN, BEA), part(ANN, BEA), part(ANN, BEA, CEM)]
        self.assertEqual(starts(board, wish, "parallel"), 0)
        wish[2] = part(ANN, BEA, CEM, duration=30)
        self.assertStarts(starts(board, wish, "parallel"), "9:00")
        self.assertEqual(plan(board, wish, at("9:00"), "parallel")[2].resource, CEM)

    def test_people_are_shared_by_a_chain_of_services(self):
        """Ann or Bea, Bea or Cem, Cem or Ann: without Cem two are left for three services."""
        wish = [part(ANN, BEA), part(BEA, CEM), part(CEM, ANN)]
        work = rows(ANN, "9:00-10:00") + rows(BEA, "9:00-10:00")
        self.assertEqual(starts(day(work), wish, "parallel"), 0)
        board = day(work + rows(CEM, "9:00-10:00"))
        self.assertEqual([each.resource for each in plan(board, wish, at("9:00"), "parallel")], [ANN, BEA, CEM])

    def test_all_begin_at_once(self):
        board = day(rows(ANN, "9:00-11:00") + rows(BEA, "9:00-11:00"))
        found = plan(board, [part(ANN, duration=30), part(BEA)], at("9:30"), "parallel")
        spans = [(each.start, each.stop) for each in found]
        self.assertEqual(spans, [(at("9:30"), at("10:00")), (at("9:30"), at("10:30"))])

    def test_rooms_are_needed_too(self):
        board = day(rows(ANN, "9:00-11:00") + rows(BEA, "9:00-11:00"), rows(SPA, "10:00-11:00"))
        wish = [part(ANN, needs=((ROOM, SPA),)), part(BEA, needs=((ROOM, SPA),))]
        self.assertStarts(starts(board, wish, "parallel"), "9:00")
        self.assertEqual([each.rooms for each in plan(board, wish, at("9:00"), "parallel")], [(ROOM,), (SPA,)])

    def test_the_scarce_room_is_left_to_whom_it_suits(self):
        """The first service may take either room, the second only the first one."""
        board = day(rows(ANN, "9:00-10:00") + rows(BEA, "9:00-10:00"))
        wish = [part(ANN, needs=((ROOM, SPA),)), part(BEA, needs=((ROOM,),))]
        self.assertEqual([each.rooms for each in plan(board, wish, at("9:00"), "parallel")], [(SPA,), (ROOM,)])

    def test_a_room_for_as_long_as_its_performer_takes(self):
        """The room is free for 30 minutes, which is enough for Bea but not for Ann."""
        board = day(rows(ANN, "9:00-10:00") + rows(BEA, "9:00-10:00"), rows(ROOM, "9:30-10:00"))
        wish = [Part((Option(ANN, 60), Option(BEA, 30)), ((ROOM,),)), part(ANN, BEA, duration=60)]
        self.assertStarts(starts(board, wish, "parallel"), "9:00")
        self.assertEqual([each.resource for each in plan(board, wish, at("9:00"), "parallel")], [BEA, ANN])


class TestWho(SlotCase):
    board = day(rows(ANN, "9:00-12:00") + rows(BEA, "9:00-12:00") + rows(CEM, "9:00-9:30"))
    wish = (part(ANN, BEA, CEM),)

    def who(self, load=None):
        return plan(self.board, self.wish, at("9:00"), "sequence", load)[0].resource

    def test_the_least_busy(self):
        """Minutes of the day, of the week, last assigned."""
        self.assertEqual(self.who(), ANN)
        self.assertEqual(self.who({ANN: (60, 60, 5), BEA: (30, 300, 9)}), BEA)
        self.assertEqual(self.who({ANN: (60, 300, 5), BEA: (60, 290, 9)}), BEA)
        self.assertEqual(self.who({ANN: (60, 300, 5), BEA: (60, 300, 4)}), BEA)
        self.assertEqual(self.who({ANN: (60, 300, 5), BEA: (60, 300, 5)}), ANN)

    def test_who_has_no_load_is_free(self):
        self.assertEqual(self.who({ANN: (0, 0, 0)}), BEA)

    def test_the_least_busy_must_be_able_to(self):
        """Cem goes at 9:30."""
        self.assertEqual(self.who({ANN: 3, BEA: 2, CEM: 1}), BEA)

    def test_whoever_the_rest_leaves(self):
        """Ann is the least busy, but only she can do the second service."""
        found = plan(self.board, [part(ANN, BEA), part(ANN)], at("9:00"), "parallel", {ANN: 1, BEA: 2})
        self.assertEqual([each.resource for each in found], [BEA, ANN])

    def test_at_the_edges_of_the_window(self):
        """What lies outside is not known to be free, so buffers must lie inside."""
        board = Board.build(60, [(ANN, -60, 120)], [])
        wish = [part(ANN, duration=30, before=10, after=10)]
        self.assertEqual(list(positions(starts(board, wish, "sequence"))), list(range(10, 21)))
        for minute in (10, 20):
            self.assertEqual(plan(board, wish, minute, "sequence")[0].start, minute)
        for minute in (9, 21):
            self.assertIsNone(plan(board, wish, minute, "sequence"))

    def test_no_plan_where_nothing_is_offered(self):
        for minute in (-60, at("8:59"), at("11:01"), SIZE, SIZE + 60):
            self.assertIsNone(plan(self.board, self.wish, minute, "sequence"))
        self.assertEqual(first_start(starts(self.board, self.wish, "sequence")), at("9:00"))


class TestBadInput(BaseCase):
    def test_options(self):
        """Case 18: a service without duration; buffers and gaps that cannot be."""
        for values in (
            {"duration": 0},
            {"duration": -5},
            {"duration": 30, "before": -1},
            {"duration": 30, "after": -1},
            {"duration": 30, "gaps": ((-5, 10),)},
            {"duration": 30, "gaps": ((25, 10),)},
            {"duration": 30, "gaps": ((10, 0),)},
            {"duration": 30, "gaps": ((10, -5),)},
            {"duration": 30, "gaps": ((5, 10), (14, 5))},
            {"duration": 30, "gaps": ((14, 5), (5, 10))},
        ):
            with self.subTest(**values), self.assertRaises(ValueError):
                Option(ANN, **values)

    def test_the_shortest_and_the_fullest(self):
        Option(ANN, 1)
        Option(ANN, 30, gaps=((20, 10), (0, 10), (10, 5)))

    def test_wishes(self):
        board = day([])
        for wish, mode in (((), "sequence"), ((), "parallel"), ((part(ANN),), "at once")):
            with self.assertRaises(ValueError):
                starts(board, wish, mode)
            with self.assertRaises(ValueError):
                plan(board, wish, at("9:00"), mode)
        with self.assertRaises(ValueError):
            part(ANN, ANN)
