from datetime import datetime, time

from odoo.tests import BaseCase

from ...tools.absence import Chosen, Place, busier, choose, later_starts, minutes_busy, spread
from ...tools.slot_plan import Option
from ...tools.slots import Board, positions

MARIA, EVA, IVO, ROOM, OTHER_ROOM = range(1, 6)
WORK = [(person, 0, 600) for person in (MARIA, EVA, IVO)]


def board(*busy):
    return Board.build(600, WORK, busy)


def place(start, *people, minutes=60, needs=(), **buffers):
    return Place(start, tuple(Option(person, minutes, **buffers) for person in people), needs)


def who(chosen):
    return chosen and [(one.option.resource, *one.rooms) for one in chosen]


class TestAbsencePlaces(BaseCase):
    """YC16: who takes over, and when there is time later."""

    def test_least_busy(self):
        self.assertEqual(who(choose(board(), [place(60, EVA, IVO)])), [(EVA,)], "of equals the first")
        self.assertEqual(who(choose(board(), [place(60, EVA, IVO)], load={EVA: 1})), [(IVO,)])
        taken = board((IVO, 119, 120))
        self.assertEqual(who(choose(taken, [place(60, EVA, IVO)], load={EVA: 1})), [(EVA,)])
        self.assertEqual(minutes_busy(board((EVA, 590, 700), (IVO, 0, 30)), [EVA, IVO], 10, 600), {EVA: 10, IVO: 20})

    def test_touching_is_free(self):
        self.assertTrue(choose(board((EVA, 0, 60), (EVA, 120, 180)), [place(60, EVA)]))
        self.assertIsNone(choose(board((EVA, 0, 61)), [place(60, EVA)]))
        self.assertIsNone(choose(board((EVA, 0, 60)), [place(60, EVA, before=1)]))
        self.assertIsNone(choose(board(), [place(541, EVA)]), "Eva goes home")

    def test_one_person_at_a_time(self):
        """Who has the fewest candidates is served first, in whichever order they are."""
        both = [place(60, EVA, IVO), place(60, EVA)]
        self.assertEqual(who(choose(board(), both)), [(IVO,), (EVA,)])
        self.assertIsNone(choose(board(), [place(60, EVA), place(60, EVA)]))
        self.assertIsNone(choose(board(), [place(60, EVA)], stays=[(EVA, 119, 150)]))

    def test_buffers_give_way_within_a_visit(self):
        following = [place(60, EVA, after=10), place(120, EVA, before=10)]
        self.assertEqual(who(choose(board(), following)), [(EVA,), (EVA,)])
        self.assertTrue(choose(board(), following[:1], stays=[(EVA, 120, 180)]))
        self.assertIsNone(choose(board((EVA, 120, 180)), following[:1]), "another client's time does not")

    def test_rooms(self):
        needing = [place(60, EVA, needs=((ROOM, OTHER_ROOM),))]
        self.assertEqual(who(choose(board(), needing)), [(EVA, ROOM)])
        self.assertEqual(who(choose(board((ROOM, 119, 130)), needing)), [(EVA, OTHER_ROOM)])
        self.assertIsNone(choose(board((ROOM, 119, 130), (OTHER_ROOM, 0, 61)), needing))

    def test_claims(self):
        chosen = Chosen(60, Option(EVA, 60, before=5, after=10, gaps=((20, 10),)), (ROOM,))
        self.assertEqual(chosen.claims, [(EVA, 55, 80), (EVA, 90, 130), (ROOM, 55, 130)])
        after = busier(board(), chosen.claims)
        self.assertIsNone(choose(after, [place(81, EVA, minutes=10)]))
        self.assertTrue(choose(after, [place(80, EVA, minutes=10)]), "in the gap")

    def test_later_keeps_the_distances(self):
        visit = [place(0, MARIA), place(90, EVA, minutes=30)]
        free = board((MARIA, 0, 100), (EVA, 0, 200), (EVA, 230, 400))
        starts = list(positions(later_starts(free, visit)))
        self.assertEqual((starts[0], starts[1]), (110, 310), "Eva from 200 to 230, then from 400 on")
        self.assertEqual(starts[-1], 480)

    def test_spread(self):
        """The first of all, then on each day the one nearest to the usual time of day."""
        walls = [datetime(2021, 7, day, hour) for day in (22, 23, 25, 26) for hour in (9, 12, 15)]
        self.assertEqual([(w.day, w.hour) for w in spread(walls, time(14), 3)], [(22, 9), (23, 15), (25, 15)])
        self.assertEqual([w.hour for w in spread(walls, time(10, 30), 2)], [9, 9], "of equals the earlier")
        self.assertEqual(spread([], time(14), 3), [])
        self.assertEqual(len(spread(walls[:2], time(14), 3)), 1)
