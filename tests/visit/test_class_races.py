"""Requests that want seats of one class at once, each with its own cursor: seats stay unique, nobody is lost."""

from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..races import RaceCase

SEATS = 5


class ClassRaceCase(RaceCase):
    """A committed class of five seats, 20 people, and ways to let requests meet in it."""

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            yoga = env["product.product"].create(
                {"name": "Yoga", "type": "service", "clientele_group_class": True, "clientele_capacity": SEATS}
            )
            start = fields.Datetime.now().replace(second=0, microsecond=0) + timedelta(days=2)
            self.session_id = env["clientele.session"].create({"product_id": yoga.id, "start": start}).id
            self.client_ids = env["res.partner"].create([{"name": f"Client {nr}"} for nr in range(20)]).ids
        self.addCleanup(self.clean_up)

    def clean_up(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            session = env["clientele.session"].browse(self.session_id)
            session.seat_ids.filtered(lambda seat: not seat.visit_id).unlink()
            env["clientele.visit"].search([("partner_id", "in", self.client_ids)]).unlink()
            product = session.product_id.product_tmpl_id
            session.unlink()
            env["res.partner"].browse(self.client_ids).unlink()
            product.unlink()

    # ---------------------------------------------------------------- requests

    def subject(self, env):
        return env["clientele.session"].browse(self.session_id)

    def book(self, number):
        return lambda session: session.action_book_seat(self.client_ids[number])

    def cancel(self, number):
        def cancel(session):
            seat = session.seat_ids.filtered(lambda seat: seat.partner_id.id == self.client_ids[number])
            seat.visit_id.action_cancel()

        return cancel

    def fill(self, count):
        for number in range(count):
            self.request(self.book(number))

    def promote(self):
        """What the job does after the commit."""
        self.request(lambda session: session._cron_promote())

    def seats(self):
        """:return: (clients by seat, clients who wait in order), clients by their number; after the invariants"""
        with self.registry.cursor() as cr:
            cr.execute(
                """SELECT s.seat_no, s.partner_id, v.state, v.partner_id, l.start = c.start, c.capacity
                     FROM clientele_seat s JOIN clientele_session c ON c.id = s.session_id
                LEFT JOIN clientele_visit v ON v.id = s.visit_id
                LEFT JOIN clientele_visit_line l ON l.visit_id = v.id
                    WHERE c.id = %s ORDER BY s.seat_no""",
                (self.session_id,),
            )
            rows = cr.fetchall()
            cr.execute(
                """SELECT count(DISTINCT v.id) FROM clientele_visit v JOIN clientele_visit_line l ON l.visit_id = v.id
                    WHERE l.session_id = %s AND v.state = 'booked'""",
                (self.session_id,),
            )
            (visits,) = cr.fetchone()
        seated, waiting = {}, []
        for number, partner, state, visitor, on_time, capacity in rows:
            if number <= capacity:
                self.assertEqual((state, visitor, on_time), ("booked", partner, True), "a seat has its visit")
                seated[number] = self.client_ids.index(partner)
            else:
                self.assertIsNone(state, "who waits has no visit")
                waiting.append((number, self.client_ids.index(partner)))
        self.assertEqual(visits, len(seated), "no visit without a seat")
        return seated, waiting


@tagged("post_install", "-at_install")
class TestClassRaces(ClassRaceCase):
    """DESIGN 4; measured in notes/booking.md C: counting before the insert lets 20 of 20 into a class of 5."""

    def test_twenty_for_five(self):
        """Exactly five seats, fifteen wait, numbered in order without holes."""
        answers = self.at_once(*(self.book(number) for number in range(20)))
        seated, waiting = self.seats()
        self.assertEqual(sorted(seated), [1, 2, 3, 4, 5])
        self.assertEqual([number for number, __ in waiting], list(range(6, 21)))
        self.assertEqual(sorted(answer["seat"] for answer in answers), list(range(1, 21)))
        self.assertEqual(sum(answer["waiting"] for answer in answers), 15)

    def test_two_take_the_same_seat(self):
        """The later one tries the next number, without starting again."""
        self.assertEqual(self.interrupted(self.book(0), self.book(1)), 1)
        seated, __ = self.seats()
        self.assertEqual((seated[1], sorted(seated.values())), (1, [0, 1]))

    def test_two_cancel_at_once(self):
        """Two different clients move up, none twice."""
        self.fill(8)
        self.at_once(self.cancel(1), self.cancel(3))
        seated, waiting = self.seats()
        self.assertEqual(set(seated.values()), {0, 2, 4, 5, 6})
        self.assertEqual([client for __, client in waiting], [7])

    def test_second_cancel_began_before_the_first_ended(self):
        self.fill(7)
        self.assertEqual(self.interrupted(self.cancel(1), self.cancel(3)), 2)
        seated, waiting = self.seats()
        self.assertEqual((set(seated.values()), waiting), ({0, 2, 4, 5, 6}, []))

    def test_join_that_did_not_see_the_cancel(self):
        """Both went through: a client waits beside a free seat until the job comes."""
        self.fill(5)
        self.interrupted(self.book(5), self.cancel(2))
        self.assertEqual(self.seats(), ({1: 0, 2: 1, 4: 3, 5: 4}, [(6, 5)]))
        self.promote()
        self.assertEqual(self.seats(), ({1: 0, 2: 1, 3: 5, 4: 3, 5: 4}, []))

    def test_cancel_that_did_not_see_the_join(self):
        self.fill(5)
        self.interrupted(self.cancel(2), self.book(5))
        self.promote()
        self.assertEqual(self.seats(), ({1: 0, 2: 1, 3: 5, 4: 3, 5: 4}, []))

    def test_job_and_cancel_at_once(self):
        self.fill(7)
        self.at_once(self.cancel(0), self.cancel(1), lambda session: session._cron_promote())
        self.promote()
        seated, waiting = self.seats()
        self.assertEqual((set(seated.values()), waiting), ({2, 3, 4, 5, 6}, []))

    def test_storm(self):
        """Who cancels, who joins, all at once: in the end nobody waits beside a free seat."""
        self.fill(8)
        cancels = [self.cancel(number) for number in range(4)]
        self.at_once(*cancels, *(self.book(number) for number in range(8, 14)))
        self.promote()
        seated, waiting = self.seats()
        self.assertEqual((len(seated), len(waiting)), (5, 5))
        self.assertFalse({0, 1, 2, 3} & set(seated.values()))

    def test_larger_class_while_clients_join(self):
        self.fill(5)
        self.interrupted(lambda session: session.write({"capacity": 7}), self.book(5))
        self.promote()
        self.assertEqual(self.seats()[0], {1: 0, 2: 1, 3: 2, 4: 3, 5: 4, 6: 5})

    def test_smaller_class_sees_the_seat_that_was_just_taken(self):
        self.fill(4)
        with self.assertRaisesRegex(ValidationError, "5 seats of Yoga are booked"):
            self.interrupted(lambda session: session.write({"capacity": 4}), self.book(4))
        self.assertEqual(len(self.seats()[0]), 5)

    def test_join_that_did_not_see_the_smaller_class(self):
        self.fill(4)
        self.assertEqual(self.interrupted(self.book(4), lambda session: session.write({"capacity": 4})), 2)
        self.assertEqual(self.seats()[1], [(5, 4)])

    def test_class_is_moved_while_clients_join(self):
        """Whoever comes first: no visit keeps the old time."""
        later = fields.Datetime.now().replace(second=0, microsecond=0) + timedelta(days=3)

        def move(session):
            session.start = later

        self.assertEqual(self.interrupted(move, self.book(0)), 2)
        self.assertEqual(self.interrupted(self.book(1), lambda session: session.write({"duration": 45})), 2)
        self.assertEqual(self.seats()[0], {1: 0, 2: 1})

    def test_class_is_cancelled_while_a_client_joins(self):
        self.assertEqual(self.interrupted(lambda session: session._cancel("Ill"), self.book(0)), 2)
        with self.registry.cursor() as cr:
            cr.execute("SELECT DISTINCT state FROM clientele_visit WHERE partner_id = %s", (self.client_ids[0],))
            self.assertEqual(cr.fetchall(), [("cancelled",)])
