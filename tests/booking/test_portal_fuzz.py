from itertools import product

from odoo.tests import tagged
from odoo.tools import mute_logger

from ...controllers.portal import as_day, as_number
from ..visit.test_occupancy import at
from .common import PortalCase

ODD = [
    "",
    "0",
    "-1",
    "²",
    "1e3",
    "1,2",
    "9" * 30,
    "9" * 5000,
    "null",
    "\x00",
    "\u202e",
    "<script>alert(1)</script>",
    "'--",
]
ODD += ["2021-02-30", "2021-07-22T00:00", "[]", "{}", "a" * 20000]
NAMES = ["branch", "service", "day", "page", "answer", "book", "leave", "state", "unknown"]


@tagged("post_install", "-at_install")
class TestPortalFuzz(PortalCase):
    """The pages of the portal answer to anything, and tell nobody what is not theirs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lesson = cls.make_class()
        cls.ann_seat, cls.bob_seat = cls.fill(cls.lesson, cls.ann, cls.bob)

    def test_visitors_have_to_log_in(self):
        self.authenticate(None, None)
        for url in ("/my/classes", "/my/classes/page/2", "/my/visits", "/my/visits/page/2"):
            for data in (None, {"book": "1"}, {"cancel": "1"}):
                response = self.url_open(url, data=data, allow_redirects=False)
                self.assertEqual(response.status_code, 303)
                self.assertIn("/web/login?redirect=", response.headers["Location"])

    def test_odd_parameters_count_as_absent(self):
        plain = self.body("/my/classes")
        for name, value in product(NAMES, ODD):
            with self.subTest(name=name, value=value[:40]):
                response = self.opener.get(self.base_url() + "/my/classes", params={name: value})
                self.assertEqual(response.status_code, 200)
                self.assertEqual(self.without_tokens(response.text), plain)
        for day in ("0001-01-01", "9999-12-31"):
            self.assertFalse(self.shown(f"/my/classes?day={day}"))

    def test_odd_pages(self):
        for page in ("0", "-1", "x", "9" * 30, "²", "1.5"):
            for url in ("/my/classes/page/", "/my/visits/page/"):
                with mute_logger("odoo.http"):
                    self.assertLess(self.url_open(f"{url}{page}").status_code, 500, url + page)

    def test_repeated_parameters_and_files(self):
        self.page("/my/classes?branch=1&branch=x&day=&day=2021-07-22")
        response = self.opener.post(
            self.base_url() + "/my/classes",
            data={"csrf_token": self.token(), "day": "x"},
            files={"book": ("x.txt", b"1"), "branch": ("y.txt", b"2")},
        )
        self.assertEqual(response.status_code, 200)
        self.assertEqual(self.lesson.taken, 2)

    def test_odd_ids_and_foreign_ids_answer_alike(self):
        """A missing id, one of somebody else and nonsense: the same bytes."""
        pilates = self.make_service("Pilates", 15)
        pilates.write({"clientele_group_class": True, "clientele_duration": 60, "clientele_online": False})
        hidden = self.make_class(at(20), product_id=pilates.id)
        missing = self.env["clientele.seat"].search([], order="id desc", limit=1).id + 1000
        tries = [{"leave": self.bob_seat.id}, {"leave": missing}, {"book": hidden.id}, {"book": 10**6}]
        tries += [{name: value} for name, value in product(("book", "leave"), ("-1", "9" * 30, "x", "²", "\x00"))]
        tries += [{}]
        answers = set()
        for values in tries:
            response = self.post(**values)
            answers.add((response.status_code, response.headers["Location"], response.content))
        self.assertEqual(len(answers), 1, answers)
        page = self.body("/my/classes?answer=unknown")
        self.assertIn("not open to you", page)
        self.assertEqual((self.lesson.taken, hidden.taken), (2, 0))

    def test_values_of_a_request_choose_nobody_else(self):
        """Who books is who is logged in, whatever else is sent."""
        other = self.make_class(at(20))
        extra = {"partner_id": self.bob.id, "company_id": 99, "source": "import", "state": "done", "seat_no": 2}
        self.post(book=other.id, allow_more=1, **extra)
        visit = other.seat_ids.visit_id
        self.assertEqual((visit.partner_id, visit.source, visit.state), (self.ann, "online", "booked"))
        self.assertEqual(other.seat_ids.seat_no, 1)

    def test_somebody_else_sees_nothing_of_it(self):
        self.log_in(self.bob_user)
        self.assertEqual(self.marks()[self.lesson], ["You are booked (seat 2)"])
        for url in ("/my/classes", "/my/visits"):
            self.assertNotIn(">Ann<", self.body(url))
        self.post(leave=self.ann_seat.id)
        self.assertTrue(self.ann_seat.exists())

    def test_portal_users_have_no_rights_of_their_own(self):
        for model in ("session", "seat", "visit", "visit.line", "client"):
            records = self.env[f"clientele.{model}"].with_user(self.ann_user)
            self.assertFalse(records.has_access("read"), model)

    def test_names_are_no_markup(self):
        self.lesson.name = "<img src=x onerror=alert(1)>"
        self.assertNotIn("<img src=x", self.body("/my/classes"))
        self.assertIn("&lt;img src=x", self.body("/my/classes"))

    def test_what_the_url_says_is_read_strictly(self):
        self.assertEqual([as_number(text) for text in ("12", "-3", None, "", "1.5", [])], [12, -3, 0, 0, 0, 0])
        self.assertEqual([as_day(text) for text in ("x", None, 5, "2021-13-01")], [None] * 4)
        self.assertEqual(str(as_day("2021-07-22")), "2021-07-22")

    def body(self, url):
        return self.without_tokens(self.url_open(url).text)

    def token(self):
        return self.page().xpath("//input[@name='csrf_token']/@value")[0]

    def without_tokens(self, text):
        """A page without what differs each time, and what repeats the address."""
        lines = [line for line in text.splitlines() if "csrf_token" not in line]
        return "\n".join(line for line in lines if "canonical" not in line and "og:url" not in line)
