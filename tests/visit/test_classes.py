from datetime import time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import SQL, mute_logger

from ...models.visit.clientele_occupancy import SlotTaken
from ..common import ClienteleCase
from .test_occupancy import at


class ClassCase(ClienteleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.practitioner.branch_ids = cls.branch
        cls.yoga = cls.make_service("Yoga", 12)
        cls.yoga.write({"clientele_group_class": True, "clientele_capacity": 2, "clientele_duration": 60})
        cls.ann, cls.bob, cls.eve, cls.joe = (cls.make_client(name) for name in ("Ann", "Bob", "Eve", "Joe"))

    @classmethod
    def make_class(cls, start=None, **values):
        """A class tomorrow at 18:00 with Maria and two seats, unless told otherwise."""
        values = {"product_id": cls.yoga.id, "branch_id": cls.branch.id, "resource_id": cls.practitioner.id, **values}
        return cls.env["clientele.session"].create({"start": start or at(18), **values})

    @classmethod
    def fill(cls, session, *clients):
        return [session._book_seat(client) for client in clients]

    def who(self, session):
        """:return: (names by seat, names of who waits)"""
        seats = session.seat_ids.sorted("seat_no")
        seated = {seat.seat_no: seat.partner_id.name for seat in seats if seat.visit_id}
        return seated, [seat.partner_id.name for seat in seats if not seat.visit_id]

    def messages(self, visit):
        return self.env["mail.mail"].sudo().search([("model", "=", visit._name), ("res_id", "=", visit.id)])

    def tearDown(self):
        self.assertSeats()
        super().tearDown()

    def assertSeats(self):
        """The invariants of DESIGN 4, by SQL: seats have a visit at the time of the class, who waits has none."""
        self.env.flush_all()
        wrong = SQL(
            """SELECT s.id FROM clientele_seat s JOIN clientele_session c ON c.id = s.session_id
                 LEFT JOIN clientele_visit_line l ON l.visit_id = s.visit_id AND l.session_id = c.id
                WHERE (s.seat_no <= c.capacity) != (s.visit_id IS NOT NULL)
                   OR s.visit_id IS NOT NULL AND (l.start IS DISTINCT FROM c.start OR l.stop IS DISTINCT FROM c.stop)"""
        )
        self.assertEqual(self.env.execute_query(wrong), [])
        seatless = SQL(
            """SELECT l.id FROM clientele_visit_line l WHERE l.session_id IS NOT NULL
                  AND l.state IN ('booked', 'confirmed', 'arrived')
                  AND NOT EXISTS (SELECT FROM clientele_seat s WHERE s.visit_id = l.visit_id)"""
        )
        self.assertEqual(self.env.execute_query(seatless), [])


@tagged("post_install", "-at_install")
class TestClasses(ClassCase):
    """DESIGN 4: numbered seats, and a waiting list that moves up."""

    def test_class_has_what_its_service_says(self):
        session = self.make_class()
        self.assertEqual((session.capacity, session.duration, session.stop), (2, 60, at(19)))
        self.assertEqual((session.name, str(session.day), session.company_id), ("Yoga", "2021-07-22", self.company))
        self.assertEqual(session.display_name, "Yoga, 07/22/2021 18:00")
        session.stop = at(19, 30)
        self.assertEqual((session.duration, session.stop), (90, at(19, 30)))

    def test_seat_is_a_visit(self):
        """It costs what the service costs with the teacher, and counts like any visit."""
        self.yoga.clientele_practitioner_ids = [Command.create({"resource_id": self.practitioner.id, "price": 15})]
        session = self.make_class()
        visit = session._book_seat(self.ann, {"source": "online"}).visit_id
        line = visit.line_ids
        self.assertEqual((visit.partner_id, visit.state, visit.source), (self.ann, "booked", "online"))
        self.assertEqual((visit.start, visit.stop, visit.amount_total), (at(18), at(19), 15))
        self.assertEqual((line.session_id, line.resource_id), (session, self.practitioner))
        self.assertFalse(visit.occupancy_ids, "the class takes the time, not the visit")
        visit.action_done()
        self.assertFacts(self.ann, deal_count=1, spent=15)

    def test_full_class_makes_clients_wait_in_order(self):
        session = self.make_class()
        answers = [session.action_book_seat(client.id) for client in (self.ann, self.bob, self.eve, self.joe)]
        numbers = [(1, False), (2, False), (3, True), (4, True)]
        self.assertEqual([(answer["seat"], answer["waiting"]) for answer in answers], numbers)
        self.assertEqual((session.taken, session.free, session.waiting), (2, 0, 2))
        self.assertEqual(self.who(session), ({1: "Ann", 2: "Bob"}, ["Eve", "Joe"]))
        self.assertEqual(session.seat_ids.mapped("place"), ["1", "2", "Waiting: 1", "Waiting: 2"])

    def test_one_seat(self):
        session = self.make_class(capacity=1)
        ann, bob = self.fill(session, self.ann, self.bob)
        ann.visit_id.action_cancel()
        self.assertEqual(self.who(session), ({1: "Bob"}, []))
        self.assertEqual(bob.visit_id.start, at(18))

    def test_freed_seat_goes_to_the_first_who_waits(self):
        self.eve.email = "eve@example.com"
        session = self.make_class()
        ann, _bob, eve, _joe = self.fill(session, self.ann, self.bob, self.eve, self.joe)
        ann.visit_id.action_cancel()
        self.assertEqual(self.who(session), ({1: "Eve", 2: "Bob"}, ["Joe"]))
        self.assertEqual(eve.place, "1")
        self.assertIn("place in the class", self.messages(eve.visit_id).body_html)
        self.fill(session, self.ann)
        self.assertEqual(self.who(session)[1], ["Joe", "Ann"], "who left goes to the end")

    def test_values_wait_with_the_client(self):
        session = self.make_class(capacity=1)
        ann, bob = self.fill(session, self.ann)[0], session._book_seat(self.bob, {"source": "online", "note": "Knee"})
        ann.visit_id.action_cancel()
        self.assertEqual((bob.visit_id.source, bob.visit_id.note), ("online", "Knee"))

    def test_who_cannot_be_told_is_named(self):
        session = self.make_class(capacity=1)
        ann, _bob = self.fill(session, self.ann, self.bob)
        ann.visit_id.action_cancel()
        self.assertIn("sent to Bob. Please call", session.message_ids[0].body)

    def test_no_show_and_done_keep_the_seat(self):
        session = self.make_class(capacity=1)
        ann, _bob = self.fill(session, self.ann, self.bob)
        for state in ("arrived", "no_show", "booked", "done"):
            ann.visit_id.state = state
            self.assertEqual(self.who(session), ({1: "Ann"}, ["Bob"]), state)

    def test_deleted_visit_frees_its_seat(self):
        session = self.make_class(capacity=1)
        ann, _bob = self.fill(session, self.ann, self.bob)
        ann.visit_id.unlink()
        self.assertEqual(self.who(session), ({1: "Bob"}, []))

    def test_reopened_visit_takes_a_seat_again(self):
        session = self.make_class(capacity=1)
        visit = self.fill(session, self.ann)[0].visit_id
        visit.action_cancel()
        session.start = at(20)
        visit.action_reopen()
        self.assertEqual((self.who(session), visit.start), (({1: "Ann"}, []), at(20)))
        visit.action_cancel()
        self.fill(session, self.bob)
        with self.assertRaisesRegex(UserError, "is full by now"), self.env.cr.savepoint():
            visit.action_reopen()

    def test_same_client_twice(self):
        session = self.make_class()
        self.fill(session, self.ann)
        with self.assertRaisesRegex(UserError, "Ann is in Yoga.* already"):
            session.action_book_seat(self.ann.id)
        self.assertEqual(session.action_book_seat(self.ann.id, allow_more=True), {"seat": 2, "waiting": False})

    def test_cancelled_and_closed_classes_take_nobody(self):
        for state in ("done", "cancelled"):
            session = self.make_class(state=state)
            with self.subTest(state=state), self.assertRaisesRegex(UserError, "over or cancelled"):
                session.action_book_seat(self.ann.id)

    # ---------------------------------------------------------------- the waiting list closes

    def test_waiting_list_closes_at_its_moment(self):
        """Now is 15:00 in Sofia. Three hours before 18:00 is exactly now, a minute later it is still open."""
        self.yoga.clientele_waiting_hours = 3
        for minute, moves in ((0, False), (1, True)):
            session = self.make_class(at(18, minute, day=21), capacity=1, resource_id=False)
            with self.subTest(minute=minute):
                self.assertEqual(session._moves_up(), moves)

    def test_nobody_moves_up_after_that(self):
        session = self.make_class(at(18, day=21), capacity=1)
        ann, bob = self.fill(session, self.ann, self.bob)
        self.yoga.clientele_waiting_hours = 3
        with self.assertRaisesRegex(UserError, "full, and its waiting list is closed"):
            session.action_book_seat(self.eve.id)
        ann.visit_id.action_cancel()
        self.assertEqual(self.who(session), ({}, ["Bob"]))
        self.assertEqual(session.action_book_seat(self.joe.id), {"seat": 1, "waiting": False})
        with self.assertRaisesRegex(UserError, "The class is full"):
            bob.action_give_seat()
        session.capacity = 3
        self.assertEqual(self.who(session), ({1: "Joe"}, ["Bob"]))
        bob.action_give_seat()
        self.assertEqual(self.who(session), ({1: "Joe", 2: "Bob"}, []))

    def test_until_the_start_without_hours(self):
        for minute, moves in ((0, False), (1, True)):
            session = self.make_class(at(15, minute, day=21), capacity=1, resource_id=False)
            with self.subTest(minute=minute):
                self.assertEqual(session._moves_up(), moves)

    # ---------------------------------------------------------------- larger, smaller

    def test_larger_class_lets_in_who_waits(self):
        session = self.make_class()
        self.fill(session, self.ann, self.bob, self.eve, self.joe)
        session.capacity = 3
        self.assertEqual(self.who(session), ({1: "Ann", 2: "Bob", 3: "Eve"}, ["Joe"]))

    def test_smaller_class_than_booked_is_refused(self):
        session = self.make_class(capacity=3)
        _ann, bob, _eve = self.fill(session, self.ann, self.bob, self.eve)
        message = "3 seats of Yoga are booked, so it cannot have 2. Cancel or move"
        with self.assertRaisesRegex(ValidationError, message), self.env.cr.savepoint():
            session.capacity = 2
        session.invalidate_recordset()
        bob.visit_id.action_cancel()
        session.capacity = 2
        self.assertEqual(self.who(session), ({1: "Ann", 2: "Eve"}, []))

    @mute_logger("odoo.sql_db")
    def test_bad_input_is_refused(self):
        session = self.make_class()
        for values, message in (
            ({"capacity": 0}, "at least one seat"),
            ({"duration": 0}, "an end that is later"),
            ({"stop": at(17)}, "an end that is later"),
            ({"product_id": self.service.id}, "no group class"),
        ):
            with self.subTest(values=values), self.assertRaises(Exception) as caught, self.env.cr.savepoint():
                session.write(values)
                self.env.flush_all()
            error = caught.exception
            self.assertIn(
                message,
                self.env["clientele.session"]._sql_error_to_message(error) if hasattr(error, "diag") else str(error),
            )
            self.env.invalidate_all(flush=False)

    # ---------------------------------------------------------------- time

    def test_class_takes_the_time_of_teacher_and_room(self):
        """Buffers too; and nobody else is offered that time."""
        self.yoga.write({"clientele_buffer_before": 10, "clientele_buffer_after": 5})
        self.yoga.clientele_gap_ids = [Command.create({"start": 20, "duration": 20})]
        hall = self.env["resource.resource"].create(
            {"name": "Hall", "resource_type": "material", "clientele_use": "room", "branch_ids": self.branch.ids}
        )
        self.yoga.clientele_room_ids = hall
        session = self.make_class()
        self.assertEqual(session.room_id, hall, "the only one")
        rows = {(row.resource_id.name, row.start, row.stop) for row in session.occupancy_ids}
        maria = {("Maria", at(17, 50), at(18, 20)), ("Maria", at(18, 40), at(19, 5))}
        self.assertEqual(rows, maria | {("Hall", at(17, 50), at(19, 5))})
        self.assertEqual(set(session.occupancy_ids.mapped("kind")), {"class"})
        line = {"product_id": self.service.id, "resource_id": self.practitioner.id}
        for hour, minute in ((17, 0), (18, 30), (19, 4)):
            with self.subTest(hour=hour, minute=minute), self.assertRaisesRegex(SlotTaken, "Maria is not free"):
                self.make_visit(self.ann, "2021-07-22", "booked", [line], at=time(hour, minute))
        self.make_visit(self.ann, "2021-07-22", "booked", [line], at=time(19, 5))
        self.assertEqual(self.make_class(at(19, 15), resource_id=False).room_id, hall)

    def test_taken_time_is_refused(self):
        line = {"product_id": self.service.id, "resource_id": self.practitioner.id}
        self.make_visit(self.ann, "2021-07-22", "booked", [line], at=time(18, 30))
        with self.assertRaisesRegex(SlotTaken, "Maria is not free"):
            self.make_class()
        session = self.make_class(at(20))
        with self.assertRaises(SlotTaken), self.env.cr.savepoint():
            session.start = at(19)

    def test_overbooking_needs_right_and_reason(self):
        self.make_class()
        values = {"product_id": self.yoga.id, "branch_id": self.branch.id, "resource_id": self.practitioner.id}
        values |= {"start": at(18, 30), "overbook_reason": "Replaces a colleague"}
        Session = self.env["clientele.session"]
        with self.assertRaisesRegex(UserError, "right to overbook"):
            Session.with_user(self.make_user("receptionist")).create(values)
        session = Session.with_user(self.make_user("receptionist", "overbook")).create(values)
        self.assertTrue(session.overbooked)
        session.start = at(20)
        self.assertFalse(session.overbooked)

    def test_two_classes_swap(self):
        first, second = self.make_class(), self.make_class(at(19))
        first.write({"start": at(21)})
        second.write({"start": at(18)})
        first.write({"start": at(19)})
        self.assertEqual(first.occupancy_ids.start, at(19))
        self.assertEqual(second.occupancy_ids.start, at(18))

    def test_moved_class_moves_its_visits(self):
        self.ann.email = "ann@example.com"
        session = self.make_class()
        ann, _bob, _eve = self.fill(session, self.ann, self.bob, self.eve)
        session.write({"start": at(20), "duration": 45})
        self.assertEqual((ann.visit_id.start, ann.visit_id.stop), (at(20), at(20, 45)))
        self.assertEqual(session.occupancy_ids.mapped("start"), [at(20)])
        self.assertIn("was moved", self.messages(ann.visit_id).body_html)
        self.assertIn("sent to Bob. Please call", session.message_ids[0].body)
        count = len(self.messages(ann.visit_id))
        session.resource_id = self.env["resource.resource"].create(
            {"name": "Eva", "is_practitioner": True, "branch_ids": self.branch.ids}
        )
        self.assertEqual(ann.visit_id.line_ids.resource_id.name, "Eva")
        self.assertEqual(len(self.messages(ann.visit_id)), count, "the time is the same")

    def test_seat_stays_with_its_class(self):
        session = self.make_class()
        visit = self.fill(session, self.ann)[0].visit_id
        with self.assertRaisesRegex(UserError, "has its own time and teacher"), self.env.cr.savepoint():
            visit.start = at(20)
        visit.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "Change the class"), self.env.cr.savepoint():
            visit.line_ids.resource_id = False
        visit.line_ids.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "Cancel the visit instead"):
            visit.line_ids.unlink()
        with self.assertRaisesRegex(AccessError, "booked on the class"):
            visit.line_ids.with_user(self.make_user("receptionist")).session_id = False
        visit.line_ids = [Command.create({"product_id": self.service.id, "resource_id": self.practitioner.id})]
        self.assertEqual(visit.stop, at(20), "a haircut after the class")
        session.start = at(12)
        self.assertEqual(visit.line_ids.filtered("session_id").start, at(12))

    def test_fixed_by_seats(self):
        session = self.make_class()
        pilates = self.make_service("Pilates", 15)
        pilates.clientele_group_class = True
        session.product_id = pilates
        self.fill(session, self.ann)
        with self.assertRaisesRegex(UserError, "as it is"):
            session.product_id = self.yoga
        with self.assertRaisesRegex(UserError, "Cancel it instead"):
            session.unlink()

    # ---------------------------------------------------------------- the end

    def test_cancelled_class(self):
        self.ann.email = "ann@example.com"
        session = self.make_class()
        ann, bob, eve = self.fill(session, self.ann, self.bob, self.eve)
        action = session.action_ask_cancel()
        wizard = self.env[action["res_model"]].with_context(**action["context"]).create({"reason": "Maria is ill"})
        self.assertEqual(wizard.clients, "Ann, Bob, and Eve")
        wizard.action_cancel()
        self.assertEqual((session.state, session.cancel_reason), ("cancelled", "Maria is ill"))
        self.assertEqual((ann | bob).visit_id.mapped("state"), ["cancelled", "cancelled"])
        self.assertEqual(ann.visit_id.cancel_reason, "Maria is ill")
        self.assertFalse(session.occupancy_ids)
        self.assertFalse(eve.visit_id, "nobody moves up in a cancelled class")
        self.assertIn("was cancelled", self.messages(ann.visit_id).body_html)
        notes = " ".join(session.message_ids.mapped("body"))
        self.assertIn("sent to Bob. Please call", notes)
        self.assertIn("sent to Eve. Please call", notes)
        for action in (session.action_ask_cancel, session.action_reopen, ann.visit_id.action_reopen):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                action()

    def test_closing_asks_about_who_was_not_marked(self):
        """Attendance: arrived and no-show by a click each, the others in one."""
        for answer, state in (("came", "done"), ("no_show", "no_show")):
            session = self.make_class(at(13, day=21), capacity=3)
            ann, bob, eve = self.fill(session, self.ann, self.bob, self.eve)
            ann.action_arrive()
            bob.action_no_show()
            action = session.action_done()
            wizard = Form(self.env[action["res_model"]].with_context(**action["context"]))
            self.assertEqual(wizard.unmarked, "Eve")
            wizard.unmarked_came = answer
            wizard.save().action_close()
            self.assertEqual((ann | bob | eve).mapped("state"), ["done", "no_show", state])
            self.assertEqual((session.state, ann.visit_id.amount_due), ("done", 0))

    def test_all_came(self):
        session = self.make_class(at(13, day=21))
        self.fill(session, self.ann, self.bob)
        session.action_all_came()
        self.assertEqual(session.seat_ids.mapped("state"), ["arrived", "arrived"])
        self.assertFalse(session.action_done())
        self.assertEqual(session.seat_ids.mapped("state"), ["done", "done"])
        session.action_reopen()
        self.assertEqual(session.state, "scheduled")

    def test_class_to_come_is_not_closed(self):
        with self.assertRaisesRegex(UserError, "has not begun"):
            self.make_class().action_done()

    # ---------------------------------------------------------------- numbers, words, colours

    def test_free_few_full(self):
        """FO5: by number, word and colour; read for one class and found in a list."""
        session = self.make_class(capacity=2)
        clients = [self.ann, self.bob, self.eve]
        expected = [
            ("free", 10, "0 of 2"),
            ("few", 3, "1 of 2"),
            ("full", 1, "2 of 2"),
            ("full", 1, "2 of 2, 1 waiting"),
        ]
        Session = self.env["clientele.session"]
        for number, (fullness, color, text) in enumerate(expected):
            with self.subTest(number=number):
                self.assertEqual((session.fullness, session.fill_color, session.seats), (fullness, color, text))
                self.assertEqual(Session.search([("id", "=", session.id), ("fullness", "=", fullness)]), session)
                self.assertEqual(bool(Session.search_count([("free", ">", 0)])), session.free > 0)
                self.assertEqual(bool(Session.search_count([("waiting", ">", 0)])), session.waiting > 0)
            for client in clients[number : number + 1]:
                self.fill(session, client)
        session.state = "cancelled"
        self.assertEqual(session.fill_color, 0)

    def test_rate_of_several_classes(self):
        first, second = self.make_class(capacity=1), self.make_class(at(20), capacity=3)
        self.fill(first, self.ann)
        self.fill(second, self.ann)
        domain = [("id", "in", (first | second).ids)]
        groups = self.env["clientele.session"].formatted_read_group(
            domain, ["product_id"], ["taken:sum", "capacity:sum", "free:sum", "waiting:sum", "rate:avg"]
        )
        self.assertEqual(
            [(group["taken:sum"], group["capacity:sum"], group["rate:avg"]) for group in groups], [(2, 4, 50)]
        )
        self.assertEqual((first.rate, round(second.rate, 1)), (100, 33.3))

    def test_upcoming(self):
        session = self.make_class()
        self.make_class(at(12, day=21))
        self.make_class(at(18, day=24), state="cancelled")
        later = self.make_class(at(18, day=25))
        Session = self.env["clientele.session"]
        self.assertEqual(Session._upcoming(self.branch, self.yoga), session | later)
        self.assertEqual(Session._upcoming(self.branch, days=2), session)
        self.assertEqual(Session._upcoming(self.branch, self.service), Session)
        self.assertEqual(session._journal_data()[0]["seats"], "0 of 2")

    # ---------------------------------------------------------------- rights, merge, archive

    def test_rights(self):
        reception, maria = self.make_user("receptionist"), self.make_user("practitioner")
        session, other = self.make_class(), self.make_class(at(20), resource_id=False)
        self.practitioner.user_id = maria
        answer = session.with_user(reception).action_book_seat(self.ann.id)
        self.assertEqual(answer, {"seat": 1, "waiting": False})
        self.assertEqual(session.seat_ids.visit_id.create_uid, reception)
        with self.assertRaises(AccessError):
            session.with_user(maria).action_book_seat(self.bob.id)
        with self.assertRaises(AccessError):
            session.seat_ids.with_user(reception).write({"seat_no": 9})
        session.seat_ids.with_user(reception).visit_id.action_cancel()
        self.assertFalse(session.seat_ids)
        seen = self.env["clientele.session"].with_user(maria).search([("id", "in", (session | other).ids)])
        self.assertEqual(seen.ids, session.ids)

    def test_merged_client_keeps_all_seats(self):
        """Clients are merged: their seats too, also two in one class."""
        session, other = self.make_class(), self.make_class(at(20))
        self.fill(session, self.ann, self.bob, self.eve)
        self.fill(other, self.bob)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.ann | self.bob | self.eve).ids, self.ann)
        self.env.invalidate_all()
        self.assertEqual(self.who(session), ({1: "Ann", 2: "Ann"}, ["Ann"]))
        self.assertEqual(self.who(other), ({1: "Ann"}, []))
        self.assertEqual((session | other).seat_ids.visit_id.partner_id, self.ann)

    def test_other_client_of_the_visit(self):
        session = self.make_class()
        seat = self.fill(session, self.ann)[0]
        seat.visit_id.partner_id = self.bob
        self.assertEqual(seat.partner_id, self.bob)

    def test_teacher_of_a_class_is_not_archived(self):
        session = self.make_class()
        with self.assertRaisesRegex(UserError, r"Maria is booked on 7/22/21, 6:00.PM \(Yoga\)"):
            self.practitioner.active = False
        session._cancel("Maria leaves")
        self.practitioner.active = False

    def test_new_zone_dates_classes_anew(self):
        session = self.make_class(at(1))
        self.assertEqual(str(session.day), "2021-07-22")
        self.branch.with_context(clientele_rewrite_days=True).tz = "America/New_York"
        self.branch._rewrite_days()
        self.assertEqual(str(session.day), "2021-07-21")

    def test_queries_do_not_grow_with_the_class(self):
        """Booking the 3rd and the 13th seat asks the database equally often."""
        queries = []
        for size in (2, 12):
            session = self.make_class(at(10 + size), capacity=20)
            clients = [self.make_client(f"Client {number}") for number in range(size + 1)]
            self.fill(session, *clients[:-1])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            session._book_seat(clients[-1])
            self.env.flush_all()
            queries.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*queries)
        self.assertLess(queries[0], 80)
