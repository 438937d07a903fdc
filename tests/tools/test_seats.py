from itertools import product

from odoo.tests import BaseCase

from odoo.addons.clientele.tools.seats import Seat, arrange, fill


def seats(seated, waiting=()):
    """Seats whose id is their first number."""
    return [Seat(nr, nr, True) for nr in seated] + [Seat(nr, nr, False) for nr in waiting]


class TestSeats(BaseCase):
    def changes(self, seated, waiting, capacity, promote=True):
        """:return: list of (id, new number, seated), in order"""
        changed = arrange(seats(seated, waiting), capacity, promote)
        return [(seat.id, seat.number, seat.seated) for seat in changed]

    def test_first_who_waits_moves_up(self):
        self.assertEqual(self.changes([1, 3], [4, 5], 3), [(4, 2, True)])
        self.assertEqual(self.changes([3], [5, 9], 3), [(5, 1, True), (9, 2, True)])

    def test_nothing_to_do(self):
        self.assertEqual(self.changes([1, 2, 3], [4, 5], 3), [])
        self.assertEqual(self.changes([2], [], 3), [])
        self.assertEqual(self.changes([], [], 1), [])

    def test_larger_class(self):
        self.assertEqual(self.changes([1, 2], [3, 4, 5], 4), [(3, 3, True), (4, 4, True)])
        self.assertEqual(self.changes([2], [3, 4], 3), [(3, 1, True), (4, 3, True)])

    def test_larger_class_after_the_waiting_list_closed(self):
        self.assertEqual(self.changes([1, 2], [3, 4, 6], 4, False), [(6, 8, False), (4, 6, False), (3, 5, False)])
        self.assertEqual(self.changes([1], [3], 2, False), [])

    def test_smaller_class(self):
        self.assertEqual(self.changes([1, 3, 5], [6], 3), [(5, 2, True)])
        with self.assertRaises(ValueError):
            self.changes([1, 2, 3], [], 2)

    def test_every_small_class(self):
        """Numbers stay unique at each step, nobody is left waiting beside a free seat."""
        for states in product((None, True, False), repeat=6):
            if states != tuple(sorted(states, key=lambda state: state is False)):
                continue  # who waits is behind all who are seated
            start = [Seat(nr, nr, state) for nr, state in enumerate(states, 1) if state is not None]
            for capacity, promote in product(range(sum(map(bool, states)), 7), (True, False)):
                with self.subTest(states=states, capacity=capacity, promote=promote):
                    self.check(start, capacity, promote)

    def check(self, start, capacity, promote):
        now = {seat.id: seat for seat in start}
        for change in arrange(start, capacity, promote):
            self.assertNotIn(change.number, {seat.number for key, seat in now.items() if key != change.id})
            now[change.id] = change
        seated = [seat for seat in now.values() if seat.seated]
        waiting = [seat for seat in now.values() if not seat.seated]
        self.assertLessEqual({seat.number for seat in seated}, set(range(1, capacity + 1)))
        self.assertTrue(all(seat.number > capacity for seat in waiting))
        self.assertEqual(sorted(waiting, key=lambda seat: seat.number), sorted(waiting, key=lambda seat: seat.id))
        if promote and waiting:
            self.assertEqual(len(seated), capacity)

    def test_fill(self):
        """FO5"""
        cases = {(5, 0): "free", (5, 3): "free", (5, 4): "few", (5, 5): "full", (5, 6): "full"}
        cases |= {(1, 0): "free", (1, 1): "full", (2, 1): "few", (10, 7): "free", (10, 8): "few"}
        for (capacity, taken), expected in cases.items():
            with self.subTest(capacity=capacity, taken=taken):
                self.assertEqual(fill(capacity, taken), expected)
