from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...controllers import portal_classes
from ..visit.test_occupancy import at
from .common import PortalCase


@tagged("post_install", "-at_install")
class TestPortalClasses(PortalCase):
    """FO5: free and full classes differ in colour and in words; clients book and give up seats themselves."""

    def test_free_few_full_and_own_classes_differ_in_colour_and_words(self):
        """FO5: each has its own colour, icon and words."""
        free, few, full, booked, waits = (self.make_class(at(hour), capacity=2) for hour in (9, 11, 13, 15, 17))
        self.fill(few, self.bob)
        self.fill(full, self.bob, self.eve)
        self.fill(booked, self.bob, self.ann)
        self.fill(waits, self.bob, self.eve, self.joe, self.ann)
        words = ["Free: 2 of 2 seats", "Last seats: 1 of 2", "Full – waiting list"]
        words += ["You are booked (seat 2)", "You wait (place 2)"]
        page = self.page()
        badges = page.xpath("//li[@data-class]//span[contains(@class, 'badge')]")
        self.assertEqual([" ".join(badge.text_content().split()) for badge in badges], words)
        for seen in (
            [badge.get("class") for badge in badges],
            page.xpath("//li[@data-class]/@class"),
            page.xpath("//li[@data-class]//i/@class"),
        ):
            self.assertEqual(len(set(seen)), 5, seen)
        self.assertEqual(self.shown(), free | few | full | booked | waits)

    def test_buttons(self):
        """What can be done depends on the status; giving up asks once more, without JavaScript."""
        free, full, booked = (self.make_class(at(hour), capacity=1) for hour in (9, 11, 13))
        self.fill(full, self.bob)
        (seat,) = self.fill(booked, self.ann)
        page = self.page()
        self.assertEqual(page.xpath("//button[@name='book']/@value"), [str(free.id), str(full.id)])
        self.assertEqual(self.texts(page, "//button[@name='book']"), ["Book", "Join the waiting list"])
        self.assertEqual(page.xpath("//details/button[@name='leave']/@value"), [str(seat.id)])

    def test_days_and_times_are_of_the_branch_and_name_their_zone(self):
        self.make_class(at(0, 30))
        self.make_class(at(18, day=23))
        lakeside = self.env["clientele.branch"].create({"name": "Lisbon", "tz": "Europe/Lisbon"})
        self.make_class(at(1, 30, day=23), branch_id=lakeside.id, resource_id=False)
        page = self.page()
        times = page.xpath("//li//time/@datetime")
        lisbon = "2021-07-22T23:30:00+01:00"
        self.assertEqual(times, ["2021-07-22T00:30:00+03:00", lisbon, "2021-07-23T18:00:00+03:00"])
        self.assertEqual(page.xpath("//h2/time/@datetime"), ["2021-07-22", "2021-07-23"])
        self.assertEqual(self.texts(page, "//h2"), ["Thursday, July 22, 2021", "Friday, July 23, 2021"])
        self.assertIn("GMT+01:00", page.text_content())

    # ---------------------------------------------------------------- booking

    def test_book(self):
        """A POST books, a redirect answers; the visit says that it was booked online."""
        session = self.make_class()
        response = self.post("/my/classes?day=2021-07-22&branch=x", book=session.id)
        self.assertEqual(response.status_code, 303)
        self.assertURLEqual(response.headers["Location"], "/my/classes?branch=x&day=2021-07-22&answer=booked")
        visit = session.seat_ids.visit_id
        self.assertEqual((visit.partner_id, visit.source, visit.state), (self.ann, "online", "booked"))
        self.assertEqual(self.marks()[session], ["You are booked (seat 1)"])

    def test_answers_in_words(self):
        session = self.make_class(capacity=1)
        self.assertEqual(self.answer(book=session.id), ["You are booked. See you there!"])
        self.assertEqual(self.answer(book=session.id), ["You are in this class already."])
        self.assertEqual(len(session.seat_ids), 1, "a button pressed twice books once")
        [left] = self.answer(leave=session.seat_ids.id)
        self.assertIn("out of the class", left)

    def test_full_class_makes_wait(self):
        session = self.make_class(capacity=1)
        (bob,) = self.fill(session, self.bob)
        [answer] = self.answer(book=session.id)
        self.assertIn("waiting list", answer)
        self.assertEqual(self.marks()[session], ["You wait (place 1)"])
        bob.visit_id.action_cancel()
        self.assertEqual(self.marks()[session], ["You are booked (seat 1)"])
        self.assertEqual(session.seat_ids.visit_id.source, "online")

    def test_closed_waiting_list(self):
        """It says full and has no button; who pressed one before gets the reason."""
        self.yoga.clientele_waiting_hours = 48
        session = self.make_class(capacity=1)
        self.fill(session, self.bob)
        self.assertEqual(self.marks()[session], ["Full"])
        self.assertFalse(self.page().xpath("//button[@name='book']"))
        [answer] = self.answer(book=session.id)
        self.assertIn("waiting list is closed", answer)
        self.assertEqual(self.who(session), ({1: "Bob"}, []))

    def test_get_changes_nothing(self):
        session = self.make_class()
        (seat,) = self.fill(session, self.ann)
        other = self.make_class(at(20))
        self.page(f"/my/classes?book={other.id}")
        self.page(f"/my/classes?leave={seat.id}&answer=left")
        self.assertEqual((session.taken, other.taken), (1, 0))

    def test_post_needs_a_token(self):
        session = self.make_class()
        with mute_logger("odoo.http"):
            response = self.url_open("/my/classes", data={"book": session.id})
        self.assertEqual(response.status_code, 400)
        self.assertFalse(session.seat_ids)

    # ---------------------------------------------------------------- giving up

    def test_give_up(self):
        """The visit is cancelled with a reason, and who waits moves up."""
        session = self.make_class(capacity=1)
        visit = self.fill(session, self.ann, self.bob)[0].visit_id
        self.answer(leave=visit.seat_ids.id)
        self.assertEqual((visit.state, visit.cancel_reason), ("cancelled", "Cancelled by the client online"))
        self.assertEqual(self.who(session), ({1: "Bob"}, []))
        self.assertEqual(self.marks()[session], ["Full – waiting list"])

    def test_give_up_a_place_on_the_waiting_list(self):
        session = self.make_class(capacity=1)
        seats = self.fill(session, self.bob, self.ann, self.eve)
        self.answer(leave=seats[1].id)
        self.assertEqual(self.who(session), ({1: "Bob"}, ["Eve"]))

    def test_one_of_two_seats(self):
        """A parent who brings a child, which reception booked."""
        session = self.make_class()
        self.fill(session, self.ann)
        child = session._book_seat(self.ann, allow_more=True)
        self.assertEqual(self.marks()[session], ["You are booked (seat 1)", "You are booked (seat 2)"])
        self.answer(leave=child.id)
        self.assertEqual(self.marks()[session], ["You are booked (seat 1)"])

    def test_too_late(self):
        """Who has been received, and who sits in a class that has begun or is over, asks reception."""
        arrived, begun, over = self.make_class(), self.make_class(at(20)), self.make_class(at(21))
        seats = [self.fill(session, self.ann)[0] for session in (arrived, begun, over)]
        seats[0].visit_id.action_arrive()
        begun.start = at(14, 59, day=21)
        over.state = "done"
        self.assertFalse(self.page().xpath("//button[@name='leave']"))
        for seat in seats:
            [answer] = self.answer(leave=seat.id)
            self.assertIn("too late", answer)
            self.assertTrue(seat.exists())

    # ---------------------------------------------------------------- what is offered

    def assertNotOffered(self, session):
        self.assertNotIn(session, self.shown())
        [answer] = self.answer(book=session.id)
        self.assertIn("not open to you", answer)
        self.assertFalse(session.seat_ids)

    def test_not_at_once_and_not_far_ahead(self):
        """It is 15:00; the branch wants an hour, and opens two days."""
        self.branch.write({"lead_minutes": 60, "horizon_days": 2})
        too_soon, soon = self.make_class(at(15, 59, day=21)), self.make_class(at(17, day=21))
        last, too_far = self.make_class(at(23, day=23), duration=30), self.make_class(at(0, day=24))
        self.assertEqual(self.shown(), soon | last)
        self.assertNotOffered(too_soon)
        self.assertNotOffered(too_far)

    def test_not_online_and_not_held(self):
        session = self.make_class()
        self.yoga.clientele_online = False
        self.assertNotOffered(session)
        self.yoga.clientele_online = True
        session._cancel("Ill")
        self.assertNotOffered(session)

    def test_own_classes_are_shown_however_they_were_booked(self):
        session = self.make_class(at(18, day=30))
        self.fill(session, self.ann)
        self.yoga.clientele_online = False
        self.branch.horizon_days = 2
        self.assertEqual(self.marks()[session], ["You are booked (seat 1)"])

    def test_only_companies_whose_client_it_is(self):
        other = self.env["res.company"].create({"name": "Other"})
        branch = other._clientele_default_branch()
        session = self.make_class(branch_id=branch.id, resource_id=False)
        self.assertNotOffered(session)
        self.env["clientele.client"]._ensure(self.ann, other)
        self.assertEqual(self.shown(), session)
        self.answer(book=session.id)
        self.assertEqual(session.seat_ids.visit_id.company_id, other)

    def test_base_per_branch(self):
        """Where each branch has its own clients, a client sees the own branch."""
        lakeside = self.env["clientele.branch"].create({"name": "Lakeside"})
        here, there = self.make_class(), self.make_class(branch_id=lakeside.id, resource_id=False)
        self.assertEqual(self.shown(), here | there)
        self.company.clientele_base_per_branch = True
        self.assertEqual(self.shown(), here | there, "without an own branch, all")
        self.ann.clientele_client_ids.branch_id = lakeside
        self.assertEqual(self.shown(), there)
        self.assertNotOffered(here)

    def test_blocked_client(self):
        """Cannot book online, but keeps what reception booked."""
        session, own = self.make_class(), self.make_class(at(20))
        self.fill(own, self.ann)
        self.ann.clientele_client_ids.blocked = True
        self.assertEqual(self.shown(), own)
        self.assertNotOffered(session)

    # ---------------------------------------------------------------- the list

    def test_filter(self):
        pilates = self.make_service("Pilates", 15)
        pilates.write({"clientele_group_class": True, "clientele_capacity": 2, "clientele_duration": 60})
        lakeside = self.env["clientele.branch"].create({"name": "Lakeside"})
        yoga, later = self.make_class(), self.make_class(at(18, day=23))
        other = self.make_class(at(20), product_id=pilates.id, branch_id=lakeside.id, resource_id=False)
        self.assertEqual(self.shown(f"/my/classes?branch={lakeside.id}"), other)
        self.assertEqual(self.shown(f"/my/classes?service={self.yoga.id}"), yoga | later)
        self.assertEqual(self.shown("/my/classes?day=2021-07-22"), yoga | other)
        self.assertEqual(self.shown(f"/my/classes?day=2021-07-22&service={self.yoga.id}"), yoga)
        page = self.page(f"/my/classes?day=2021-07-23&branch={lakeside.id}")
        self.assertIn("There is no such class.", page.text_content())
        self.assertEqual(page.xpath("//option[@selected]/@value"), [str(lakeside.id)])

    def test_pages_keep_the_filter(self):
        for hour in (9, 11, 13):
            self.make_class(at(hour))
        with patch.object(portal_classes, "PER_PAGE", 2):
            self.assertEqual(len(self.shown("/my/classes")), 2)
            page = self.page("/my/classes?day=2021-07-22")
            self.assertIn("/my/classes/page/2?day=2021-07-22", page.xpath("//a/@href"))
            last = self.shown("/my/classes/page/2?day=2021-07-22")
            response = self.post("/my/classes/page/2?day=2021-07-22", book=last.id)
        self.assertURLEqual(response.headers["Location"], "/my/classes/page/2?day=2021-07-22&answer=booked")

    def test_nothing_to_book(self):
        self.assertIn("There are no classes that you could book", self.page().text_content())

    # ---------------------------------------------------------------- the home page

    def test_home(self):
        """Cards for clients, without JavaScript; others have none."""
        self.fill(self.make_class(), self.ann)
        self.make_class(at(20))
        cards = self.page("/my").xpath(
            "//div[contains(@class, 'o_portal_index_card')][not(contains(@class, 'd-none'))]"
        )
        links = [link for card in cards for link in card.xpath("a/@href")]
        self.assertEqual(
            [link for link in links if link in ("/my/classes", "/my/visits")], ["/my/classes", "/my/visits"]
        )
        counters = ["clientele_class_count", "clientele_visit_count"]
        counts = self.make_jsonrpc_request("/my/counters", {"counters": counters})
        self.assertEqual(counts, {"clientele_class_count": 2, "clientele_visit_count": 1})
        self.log_in(self.make_portal_user(self.env["res.partner"].create({"name": "Supplier"}), "portal_supplier"))
        self.assertFalse(self.page("/my").xpath("//a[@href='/my/classes']"))

    def test_moment_of_the_last_change_of_the_clock(self):
        """On the day on which the clock goes back, each class has the offset of its hour."""
        self.env["ir.config_parameter"].set_param("clientele.today", "2021-10-30")
        first = fields.Datetime.to_datetime("2021-10-30 23:30:00")
        for start in (first, fields.Datetime.add(first, hours=2)):
            self.make_class(start, duration=30)
        times = ["2021-10-31T02:30:00+03:00", "2021-10-31T03:30:00+02:00"]
        self.assertEqual(self.page().xpath("//li//time/@datetime"), times)
