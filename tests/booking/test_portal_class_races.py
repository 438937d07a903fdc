from odoo.tests import tagged

from ..visit.test_class_races import ClassRaceCase


@tagged("post_install", "-at_install")
class TestPortalClassRaces(ClassRaceCase):
    """A button that is pressed twice, or in two windows, books once."""

    def setUp(self):
        super().setUp()
        self.request(
            lambda session: session.env["clientele.client"]._ensure(
                session.env["res.partner"].browse(self.client_ids), session.company_id
            )
        )

    def book_online(self, number):
        return lambda session: session._book_online(session.env["res.partner"].browse(self.client_ids[number]))

    def test_request_that_began_before_the_first_ended(self):
        self.assertEqual(self.interrupted(self.book_online(0), self.book_online(0)), 2)
        self.assertEqual(self.seats(), ({1: 0}, []))

    def test_on_the_waiting_list(self):
        self.fill(5)
        self.assertEqual(self.interrupted(self.book_online(5), self.book_online(5)), 2)
        self.assertEqual(self.seats()[1], [(6, 5)])

    def test_many_at_once(self):
        answers = self.at_once(*[self.book_online(0)] * 3, *[self.book_online(1)] * 3)
        self.assertEqual(sorted(answers), ["already"] * 4 + ["booked"] * 2)
        self.assertEqual(sorted(self.seats()[0].values()), [0, 1])

    def test_different_clients_do_not_wait_for_each_other(self):
        self.assertEqual(self.interrupted(self.book_online(0), self.book_online(1)), 1)
        self.assertEqual(sorted(self.seats()[0].values()), [0, 1])
