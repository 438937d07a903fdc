from datetime import datetime, timedelta

from odoo.tests import BaseCase

from ...tools.occupied import ClashError, Service, Taken, occupied

MARIA, EVA, ROOM = 1, 2, 9


def at(minutes):
    return datetime(2021, 7, 21, 10) + timedelta(minutes=minutes)


def service(line, start, stop, practitioner=MARIA, **values):
    return Service(line, practitioner, at(start), at(stop), **values)


def taken(resource, start, stop, line=1):
    return Taken(resource, at(start), at(stop), line)


class TestOccupied(BaseCase):
    """DESIGN 4: what the services of one visit take."""

    def test_buffers_are_taken(self):
        self.assertEqual(occupied([service(1, 0, 60, before=10, after=5)]), [taken(MARIA, -10, 65)])

    def test_practitioner_is_free_in_gaps_the_room_is_not(self):
        rows = occupied([service(1, 0, 90, before=5, after=10, gaps=((30, 20),), rooms=(ROOM,))])
        self.assertEqual(rows, [taken(MARIA, -5, 30), taken(MARIA, 50, 100), taken(ROOM, -5, 100)])

    def test_gap_that_a_shortened_service_does_not_reach_falls_away(self):
        self.assertEqual(occupied([service(1, 0, 50, gaps=((30, 20),))]), [taken(MARIA, 0, 50)])
        self.assertEqual(len(occupied([service(1, 0, 51, gaps=((30, 20),))])), 2)

    def test_buffers_give_way_between_services_of_one_visit(self):
        rows = occupied([service(1, 0, 60, before=10, after=15), service(2, 60, 90, before=10, after=15)])
        self.assertEqual(rows, [taken(MARIA, -10, 60), taken(MARIA, 60, 105, line=2)])
        rows = occupied([service(1, 0, 60, after=15), service(2, 70, 90, before=10)])
        self.assertEqual(rows, [taken(MARIA, 0, 70), taken(MARIA, 70, 90, line=2)])
        rows = occupied([service(1, 0, 60, after=5), service(2, 70, 90, before=10)])
        self.assertEqual(rows, [taken(MARIA, 0, 65), taken(MARIA, 65, 90, line=2)])

    def test_two_services_at_once_need_two_people(self):
        self.assertEqual(len(occupied([service(1, 0, 60), service(2, 0, 60, EVA)])), 2)
        with self.assertRaises(ClashError) as caught:
            occupied([service(1, 0, 60), service(2, 59, 90)])
        self.assertEqual((caught.exception.first.line, caught.exception.second.line), (1, 2))
        with self.assertRaises(ClashError):
            occupied([service(1, 0, 60, rooms=(ROOM,)), service(2, 0, 60, EVA, rooms=(ROOM,))])

    def test_service_in_the_gap_of_another(self):
        """The same practitioner may do something else for the client while a colour works."""
        rows = occupied([service(1, 0, 90, gaps=((30, 30),)), service(2, 30, 60)])
        self.assertEqual(rows, [taken(MARIA, 0, 30), taken(MARIA, 30, 60, line=2), taken(MARIA, 60, 90)])

    def test_nobody_was_chosen_yet(self):
        self.assertEqual(occupied([service(1, 0, 60, 0, rooms=(ROOM,), after=5)]), [taken(ROOM, 0, 65)])
        self.assertEqual(occupied([service(1, 0, 60, 0)]), [])
