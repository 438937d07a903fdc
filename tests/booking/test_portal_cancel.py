from datetime import time
from itertools import product

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..visit.test_occupancy import at
from .common import PortalCase

URL = "/my/visits"


@tagged("post_install", "-at_install")
class TestPortalCancel(PortalCase):
    """A client cancels an own visit until so many hours before as the branch says. It is 15:00."""

    def setUp(self):
        super().setUp()
        self.visit = self.make_visit(self.ann, "2021-07-22", state="booked", at=time(15))

    def buttons(self):
        """:return: ids of the visits that can be cancelled on the page"""
        return [int(value) for value in self.page(URL).xpath("//details/button[@name='cancel']/@value")]

    def test_cancel(self):
        """A POST cancels with a reason, a redirect answers; twice is as good as once."""
        self.assertEqual(self.buttons(), [self.visit.id])
        response = self.post(URL, cancel=self.visit.id)
        self.assertEqual(response.status_code, 303)
        self.assertURLEqual(response.headers["Location"], "/my/visits?answer=cancelled")
        self.assertEqual((self.visit.state, self.visit.cancel_reason), ("cancelled", "By the client in the portal"))
        self.assertEqual(self.buttons(), [])
        [again] = self.answer(URL, cancel=self.visit.id)
        self.assertIn("cancelled", again)
        self.assertFalse(self.visit.occupancy_ids, "the time is free again")

    def test_until_how_many_hours_before(self):
        """24 hours to the minute, by the branch's setting; at 0 until it starts."""
        self.assertEqual(self.buttons(), [self.visit.id])
        self.visit.start = at(14, 59)
        self.assertEqual(self.buttons(), [])
        self.branch.cancel_hours = 1
        self.assertEqual(self.buttons(), [self.visit.id])
        self.branch.cancel_hours = 0
        self.visit.start = at(15, 1, day=21)
        self.assertEqual(self.buttons(), [self.visit.id])
        self.visit.start = at(15, day=21)
        self.assertEqual(self.buttons(), [])

    def test_too_late(self):
        """Who comes too late is told whom to call."""
        self.branch.partner_id = self.env["res.partner"].create({"name": "Centre", "phone": "+359 2 123 456"})
        self.visit.start = at(14, 59)
        page = self.page(URL)
        self.assertIn("To cancel it now, call us: +359 2 123 456.", " ".join(page.text_content().split()))
        self.assertEqual(page.xpath("//li[contains(@class, 'clientele_visit')]//a/@href"), ["tel:+359 2 123 456"])
        [answer] = self.answer(URL, cancel=self.visit.id)
        self.assertIn("too late", answer)
        self.assertEqual(self.visit.state, "booked")

    def test_what_is_no_visit_to_come(self):
        """One that is under way, done, or a seat in a class, which is given up at its class."""
        arrived = self.make_visit(self.ann, "2021-07-23", state="arrived")
        done = self.make_visit(self.ann, "2021-07-01")
        seat = self.fill(self.make_class(at(18, day=25)), self.ann)[0].visit_id
        self.assertEqual(self.buttons(), [self.visit.id])
        for visit in (arrived, done, seat):
            state = visit.state
            [answer] = self.answer(URL, cancel=visit.id)
            self.assertIn("too late", answer)
            self.assertEqual(visit.state, state)
        self.assertIn("/my/classes", self.page(URL).xpath("//li//a/@href"))

    def test_others_missing_and_odd_ids_answer_alike(self):
        foreign = self.make_visit(self.bob, "2021-07-25", state="booked")
        sale = self.make_visit(self.ann, "2021-07-01", kind="sale")
        ids = [foreign.id, sale.id, foreign.id + 10**6, "-1", "9" * 30, "x", "\x00", ""]
        answers = set()
        for values in [*({"cancel": each} for each in ids), {}]:
            response = self.post(URL, **values)
            answers.add((response.status_code, response.headers["Location"], response.content))
        self.assertEqual(len(answers), 1, answers)
        self.assertIn("no such visit", self.page(f"{URL}?answer=unknown").text_content())
        self.assertEqual(foreign.state, "booked")

    def test_get_changes_nothing_and_a_post_needs_a_token(self):
        self.page(f"{URL}?cancel={self.visit.id}")
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(URL, data={"cancel": self.visit.id}).status_code, 400)
        self.assertEqual(self.visit.state, "booked")

    def test_odd_parameters_count_as_absent(self):
        for name, value in product(("answer", "cancel", "page"), ("x", "²", "9" * 30, "\x00", "[]")):
            response = self.opener.get(self.base_url() + URL, params={name: value})
            self.assertEqual(response.status_code, 200, (name, value))
            self.assertNotIn('role="status"', response.text)
