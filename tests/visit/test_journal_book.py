from datetime import time

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_journal import JournalCase

DAY = "2021-07-22"


class JournalBookCase(JournalCase):
    """Tomorrow Maria works from 9 to 18, Nina from 12 to 20."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.work(cls.practitioner, DAY, 9, 18)
        cls.work(cls.nina, DAY, 12, 20)
        cls.user = cls.make_user("receptionist")
        cls.desk = cls.journal.with_user(cls.user)

    def book(self, *services, journal=None, **values):
        """:param services: (practitioner or None, start minute), all haircuts of an hour"""
        return (self.desk if journal is None else journal).book(
            {
                "branch_id": self.branch.id,
                "day": DAY,
                "partner_id": self.ann.id,
                "source": "phone",
                "services": [
                    {"product_id": self.service.id, "resource_id": person.id if person else 0, "start": start}
                    for person, start in services
                ],
                **values,
            }
        )

    def booked(self, *services, **values):
        return self.env["clientele.visit"].browse(self.book(*services, **values)["visit_id"])

    def walls(self, visit):
        """:return: (practitioner, from, to) of each line on the branch's wall"""
        clock = self.branch._wall
        return [
            (line.resource_id.name, f"{clock(line.start):%H:%M}", f"{clock(line.stop):%H:%M}")
            for line in visit.line_ids.sorted("start")
        ]

    def move(self, line, person, start, **options):
        to = {"resource_id": person.id if person else 0, "day": DAY, "start": start}
        return self.desk.move(line.id, to, **options)


@tagged("post_install", "-at_install")
class TestJournalBook(JournalBookCase):
    """What reception books and moves in the journal (issue 3)."""

    def test_two_services_with_two_practitioners(self):
        visit = self.booked((self.practitioner, 780), (self.nina, 840), note="By the window")
        self.assertEqual(self.walls(visit), [("Maria", "13:00", "14:00"), ("Nina", "14:00", "15:00")])
        self.assertEqual((visit.partner_id, visit.source, visit.note), (self.ann, "phone", "By the window"))

    def test_a_new_client_is_made_and_a_known_one_found(self):
        made = self.booked((self.nina, 780), partner_id=False, client={"name": "Bo", "phone": "0888 555 444"})
        self.assertEqual((made.partner_id.name, made.partner_id.is_client), ("Bo", True))
        self.assertEqual(made.partner_id.created_from, "phone")
        found = self.booked((self.nina, 900), partner_id=False, client={"name": "A.", "phone": "0888 123 456"})
        self.assertEqual(found.partner_id, self.ann)

    def test_without_a_client_nothing_is_booked(self):
        with self.assertRaisesRegex(UserError, "Choose the client"):
            self.book((self.nina, 780), partner_id=False)

    def test_taken(self):
        """Just taken, with the next free times, instead of an error."""
        self.booked((self.practitioner, 600))
        answer = self.book((self.practitioner, 630))
        self.assertIn("Maria is not free", answer["taken"])
        first = answer["next"][0]
        self.assertEqual((first["day"], first["start"], first["wall"]), (DAY, 660, "2021-07-22T11:00:00+03:00"))
        self.assertEqual(len(answer["next"]), 6)
        self.assertEqual(self.env["clientele.visit"].search_count([("partner_id", "=", self.ann.id)]), 1)

    def test_anyone_is_the_least_busy(self):
        self.booked((self.nina, 720))
        self.assertEqual(self.walls(self.booked((None, 840))), [("Maria", "14:00", "15:00")])
        self.assertEqual(self.walls(self.booked((None, 840))), [("Nina", "14:00", "15:00")])
        self.assertIn("Nobody is free", self.book((None, 840))["taken"])

    def test_outside_of_working_hours(self):
        """Reception may ask somebody to come earlier, but not a free choice of people."""
        self.assertEqual(self.walls(self.booked((self.nina, 600))), [("Nina", "10:00", "11:00")])
        self.assertIn("Nobody is free", self.book((None, 480))["taken"])

    def test_overbooking_needs_the_right_and_a_reason(self):
        self.booked((self.practitioner, 600))
        with self.assertRaisesRegex(UserError, "right to overbook"):
            self.book((self.practitioner, 600), overbook_reason="Regular guest")
        chief = self.journal.with_user(self.make_user("receptionist", "overbook"))
        self.assertTrue(chief.get_setup()["may_overbook"])
        visit = self.booked((self.practitioner, 600), overbook_reason="Regular guest", journal=chief)
        self.assertTrue(visit.line_ids.overbooked)
        shown = self.day(DAY)["Maria"]["visits"]
        self.assertEqual([entry["overbooked"] for entry in shown], [False, True])

    def test_rooms_are_found(self):
        rooms = self.env["resource.resource"].create(
            [
                {
                    "name": name,
                    "resource_type": "material",
                    "clientele_use": "room",
                    "branch_ids": self.branch.ids,
                }
                for name in ("Left", "Right")
            ]
        )
        self.service.clientele_room_ids = rooms
        visits = [self.booked((self.practitioner, 780)), self.booked((self.nina, 780))]
        self.assertEqual({visit.line_ids.room_id for visit in visits}, {rooms[0], rooms[1]})
        self.assertEqual(self.day(DAY)["Nina"]["visits"][0]["room"], visits[1].line_ids.room_id.name)
        self.booked((self.practitioner, 840))
        moved = self.move(visits[1].line_ids, self.nina, 840)
        self.assertNotIn("taken", moved)
        self.assertNotEqual(visits[1].line_ids.room_id, self.env["resource.resource"])

    def test_find_clients(self):
        """By name, and by a phone written in any way (YC5)."""
        contacts = self.journal.with_user(self.make_user("receptionist", "contact_data"))
        for text in ("ann", "0888 123 456", "+359888123456"):
            with self.subTest(text=text):
                self.assertEqual([found["id"] for found in contacts.find_clients(self.branch.id, text)], self.ann.ids)
        self.assertEqual(contacts.find_clients(self.branch.id, " "), [])

    def test_find_services(self):
        """With who performs them, and on what terms (FO10)."""
        self.service.clientele_practitioner_ids = [
            Command.create({"resource_id": self.nina.id, "price": 30, "duration": 45})
        ]
        found = self.desk.find_services(self.branch.id, "hair")
        self.assertEqual([service["name"] for service in found], ["Haircut"])
        self.assertEqual((found[0]["minutes"], found[0]["price"]), (60, 20))
        self.assertEqual(found[0]["performers"], [{"id": self.nina.id, "name": "Nina", "minutes": 45, "price": 30}])

    def test_first_free_times(self):
        services = [{"product_id": self.service.id, "resource_id": self.nina.id, "start": 0}]
        times = self.desk.next_times(self.branch.id, "2021-07-22", services)
        self.assertEqual([time["start"] for time in times[:2]], [720, 735])

    def test_move(self):
        visit = self.booked((self.practitioner, 600))
        answer = self.move(visit.line_ids, self.nina, 780)
        self.assertEqual(self.walls(visit), [("Nina", "13:00", "14:00")])
        self.assertIn("Nina, 2021-07-22 13:00", answer["text"])
        self.desk.undo(visit.line_ids.id, answer["before"])
        self.assertEqual(self.walls(visit), [("Maria", "10:00", "11:00")])

    def test_move_to_what_is_taken(self):
        visit = self.booked((self.practitioner, 600))
        self.booked((self.nina, 780))
        answer = self.move(visit.line_ids, self.nina, 810)
        self.assertIn("Nina is not free", answer["taken"])
        self.assertEqual(answer["next"][0]["start"], 840)
        self.assertEqual(self.walls(visit), [("Maria", "10:00", "11:00")])

    def test_the_services_of_a_visit_move_together(self):
        visit = self.booked((self.practitioner, 600), (self.practitioner, 660))
        self.move(visit.line_ids[0], self.nina, 780)
        self.assertEqual(self.walls(visit), [("Nina", "13:00", "14:00"), ("Maria", "14:00", "15:00")])

    def test_one_service_moves_alone(self):
        visit = self.booked((self.practitioner, 600), (self.practitioner, 660))
        answer = self.move(visit.line_ids[1], self.nina, 780, alone=True)
        self.assertEqual(self.walls(visit), [("Maria", "10:00", "11:00"), ("Nina", "13:00", "14:00")])
        self.desk.undo(visit.line_ids[1].id, answer["before"])
        self.assertEqual(self.walls(visit), [("Maria", "10:00", "11:00"), ("Maria", "11:00", "12:00")])

    def test_move_to_anyone(self):
        visit = self.booked((self.practitioner, 600))
        self.booked((self.practitioner, 780))
        self.move(visit.line_ids, None, 780)
        self.assertEqual(self.walls(visit), [("Nina", "13:00", "14:00")])
        self.assertEqual(self.walls(self.booked((self.practitioner, 600))), [("Maria", "10:00", "11:00")])

    def test_nobody_chosen_yet_is_given_to_who_is_free(self):
        line = {"product_id": self.service.id}
        visit = self.make_visit(self.ann, DAY, "booked", [line], at=time(10))
        self.desk.assign(visit.line_ids.id)
        self.assertEqual(self.walls(visit), [("Maria", "10:00", "11:00")])

    def test_stretch(self):
        visit = self.booked((self.practitioner, 600), (self.nina, 780))
        self.booked((self.practitioner, 690))
        answer = self.desk.stretch(visit.line_ids[0].id, 90)
        self.assertEqual(self.walls(visit)[0], ("Maria", "10:00", "11:30"))
        self.assertIn("Maria is not free", self.desk.stretch(visit.line_ids[0].id, 105)["taken"])
        self.desk.undo(visit.line_ids[0].id, answer["before"])
        self.assertEqual(self.walls(visit)[0], ("Maria", "10:00", "11:00"))

    def test_states_by_one_click(self):
        visit = self.booked((self.practitioner, 600))
        for state in ("confirmed", "arrived", "done"):
            self.desk.set_state(visit.id, state)
            self.assertEqual(visit.state, state)
        self.desk.set_state(visit.id, "reopen")
        self.desk.set_state(visit.id, "cancelled", "Fell ill")
        self.assertEqual((visit.state, visit.cancel_reason), ("cancelled", "Fell ill"))
        with self.assertRaisesRegex(UserError, "reopen it first"):
            self.desk.set_state(visit.id, "arrived")

    def test_what_was_cancelled_cannot_come_back_to_a_time_that_is_taken(self):
        visit = self.booked((self.practitioner, 600))
        self.desk.set_state(visit.id, "cancelled", "Fell ill")
        self.booked((self.practitioner, 600))
        self.assertIn("Maria is not free", self.desk.set_state(visit.id, "reopen")["taken"])
        self.assertEqual(visit.state, "cancelled")

    def test_breaks(self):
        made = self.desk.block(self.branch.id, self.practitioner.id, DAY, 600, 660, "Dentist")
        self.assertIn("Maria is not free", self.book((self.practitioner, 630))["taken"])
        self.assertIn(
            "Maria is not free", self.desk.block(self.branch.id, self.practitioner.id, DAY, 600, 630)["taken"]
        )
        self.desk.unblock(made["id"])
        self.booked((self.practitioner, 630))

    def test_add_a_service(self):
        visit = self.booked((self.practitioner, 600))
        self.assertFalse(self.desk.add_service(visit.id, self.service.id, self.practitioner.id).get("taken"))
        self.assertEqual(self.walls(visit), [("Maria", "10:00", "11:00"), ("Maria", "11:00", "12:00")])

    def test_repeat(self):
        visit = self.booked((self.practitioner, 600))
        again = self.desk.get_repeat(visit.id)
        self.assertEqual(again["client"]["id"], self.ann.id)
        self.assertEqual(
            [(one["service"]["id"], one["resource_id"]) for one in again["services"]],
            [(self.service.id, self.practitioner.id)],
        )

    def test_the_panel_of_a_visit(self):
        visit = self.booked((self.practitioner, 600))
        shown = self.desk.get_visit(visit.id)
        self.assertEqual((shown["state"], shown["start"]), ("booked", "2021-07-22T10:00:00+03:00"))
        self.assertEqual((shown["lines"][0]["who"], shown["lines"][0]["minutes"]), ("Maria", 60))

    def test_a_day_without_that_time(self):
        """What is booked on the day when the clock is put forward stands where the wall shows it."""
        self.work(self.practitioner, "2027-03-28", 9, 18)
        visit = self.booked((self.practitioner, 540), day="2027-03-28")
        self.assertEqual(self.walls(visit), [("Maria", "10:00", "11:00")])

    def test_a_package(self):
        """Its services come in one step, at the package's price (FO3)."""
        package = self.env["clientele.package"].create(
            {
                "name": "Hair day",
                "price": 30,
                "line_ids": [Command.create({"product_id": self.service.id, "quantity": 2})],
            }
        )
        found = self.desk.find_services(self.branch.id, "day")
        self.assertEqual([(one["name"], one["price"], len(one["services"])) for one in found], [("Hair day", 30, 2)])
        services = [
            {
                "product_id": self.service.id,
                "resource_id": self.practitioner.id,
                "start": start,
                "package_id": package.id,
            }
            for start in (600, 660)
        ]
        answer = self.book(services=services)
        visit = self.env["clientele.visit"].browse(answer["visit_id"])
        self.assertEqual(visit.amount_total, 30)
        self.assertEqual(visit.line_ids.package_id, package)
