from datetime import time

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import ClienteleCase


class JournalCase(ClienteleCase):
    """Maria works from 9 to 18 on the day of the test, Nina from 12 to 20; both in the branch in Sofia."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journal = cls.env["clientele.journal"]
        cls.service.clientele_duration = 60
        cls.practitioner.branch_ids = cls.branch
        cls.nina = cls.env["resource.resource"].create(
            {"name": "Nina", "is_practitioner": True, "resource_type": "user", "branch_ids": cls.branch.ids}
        )
        cls.env["clientele.shift"].search([]).unlink()
        cls.work(cls.practitioner, "2021-07-21", 9, 18)
        cls.work(cls.nina, "2021-07-21", 12, 20)
        cls.ann = cls.make_client("Ann", phone="+359888123456")

    @classmethod
    def work(cls, person, day, start, stop):
        return cls.env["clientele.shift"].create(
            {"resource_id": person.id, "branch_id": cls.branch.id, "day": day, "hour_from": start, "hour_to": stop}
        )

    def day(self, day="2021-07-21", **options):
        """:return: {name of the column: column}"""
        answer = self.journal.get_day(self.branch.id, day, **options)
        return {column["name"]: column for column in answer["columns"]}

    def at(self, column):
        """:return: (service, start, stop) of each visit of a column, in minutes"""
        return [(visit["service"], visit["start"], visit["stop"]) for visit in column["visits"]]


@tagged("post_install", "-at_install")
class TestJournal(JournalCase):
    """What the journal shows (issue 3: a column per practitioner, on the branch's clock)."""

    def test_a_day(self):
        visit = self.make_visit(self.ann, "2021-07-21", "booked", at=time(10))
        columns = self.day()
        self.assertEqual(list(columns), ["Anyone", "Maria", "Nina"])
        maria = columns["Maria"]
        self.assertEqual([(shift["start"], shift["stop"]) for shift in maria["shifts"]], [(540, 1080)])
        self.assertEqual(self.at(maria), [("Haircut", 600, 660)])
        self.assertEqual(maria["visits"][0]["visit_id"], visit.id)
        self.assertEqual(self.at(columns["Nina"]), [])

    def test_cancelled_visits_and_sales_are_not_shown(self):
        self.make_visit(self.ann, "2021-07-21", "cancelled", at=time(10))
        self.make_visit(self.ann, "2021-07-21", "done", at=time(12), kind="sale")
        self.assertEqual(self.at(self.day()["Maria"]), [])

    def test_who_neither_works_nor_is_booked_is_left_out(self):
        self.make_visit(self.ann, "2021-07-22", "booked")
        self.assertEqual(list(self.day("2021-07-22")), ["Anyone", "Maria"])
        self.assertEqual(list(self.day("2021-07-22", everyone=True)), ["Anyone", "Maria", "Nina"])
        self.assertEqual(list(self.day("2021-07-21", resource_id=self.nina.id)), ["Nina"])

    def test_without_a_practitioner(self):
        self.make_visit(self.ann, "2021-07-21", "booked", [{"product_id": self.service.id}])
        self.assertEqual(len(self.day()["Anyone"]["visits"]), 1)

    def test_leaves_and_breaks(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Dentist",
                "resource_id": self.practitioner.id,
                "date_from": self.branch._utc_of(self.today, time(9)),
                "date_to": self.branch._utc_of(self.today, time(10, 59, 59)),
            }
        )
        self.journal.block(self.branch.id, self.nina.id, "2021-07-21", 840, 870, "Lunch")
        columns = self.day()
        self.assertEqual(
            [(leave["name"], leave["start"], leave["stop"]) for leave in columns["Maria"]["leaves"]],
            [("Dentist", 540, 660)],
        )
        self.assertEqual(
            [(block["name"], block["kind"], block["start"], block["stop"]) for block in columns["Nina"]["blocks"]],
            [("Lunch", "break", 840, 870)],
        )

    def test_what_is_booked_in_another_branch_blocks_without_telling(self):
        other = self.env["clientele.branch"].create({"name": "Other", "tz": "Europe/Sofia"})
        self.practitioner.branch_ids |= other
        visit = self.make_visit(self.ann, "2021-07-21", "booked", at=time(16), branch_id=other.id)
        maria = self.day()["Maria"]
        self.assertEqual(self.at(maria), [])
        self.assertEqual([(row["kind"], row["name"], row["start"]) for row in maria["blocks"]], [("visit", "", 960)])
        self.assertNotIn(visit.partner_id.id, self.journal.get_day(self.branch.id, "2021-07-21")["clients"])

    def test_a_class_is_one_block(self):
        """Who comes to a class stands in the class, not beside it (FO5)."""
        self.service.write({"clientele_group_class": True, "clientele_capacity": 3})
        session = self.env["clientele.session"].create(
            {
                "product_id": self.service.id,
                "branch_id": self.branch.id,
                "resource_id": self.practitioner.id,
                "start": self.branch._utc_of(self.today, time(16)),
            }
        )
        session._book_seat(self.ann)
        maria = self.day()["Maria"]
        self.assertEqual(self.at(maria), [])
        self.assertEqual([(row["kind"], row["start"], row["stop"]) for row in maria["blocks"]], [("class", 960, 1020)])
        self.assertEqual(maria["blocks"][0]["session_id"], session.id)
        self.assertTrue(maria["blocks"][0]["name"].startswith("Haircut · "))

    def test_processing_gaps(self):
        self.service.product_tmpl_id.clientele_gap_ids = [Command.create({"start": 20, "duration": 15})]
        self.make_visit(self.ann, "2021-07-21", "booked", at=time(10))
        self.assertEqual(self.day()["Maria"]["visits"][0]["gaps"], [(620, 635)])

    def test_the_clock_is_put_forward(self):
        """On 28 March 2027 03:00 does not come: 10:00 is nine hours after midnight (booking.md, F)."""
        self.make_visit(self.ann, "2027-03-28", "booked", at=time(10))
        maria = self.day("2027-03-28")["Maria"]
        self.assertEqual(maria["length"], 23 * 60)
        self.assertEqual(self.at(maria), [("Haircut", 540, 600)])

    def test_the_clock_is_put_back(self):
        """On 31 October 2027 03:00 comes twice."""
        self.make_visit(self.ann, "2027-10-31", "booked", at=time(10))
        maria = self.day("2027-10-31")["Maria"]
        self.assertEqual(maria["length"], 25 * 60)
        self.assertEqual(self.at(maria), [("Haircut", 660, 720)])
        self.assertEqual([mark[2] for mark in maria["marks"] if mark[1] == 180], ["+03:00", "+02:00"])

    def test_a_night_is_shown_on_both_days(self):
        self.make_visit(self.ann, "2021-07-21", "booked", at=time(23, 30))
        self.assertEqual(self.at(self.day()["Maria"]), [("Haircut", 1410, 1440)])
        self.assertEqual(self.at(self.day("2021-07-22")["Maria"]), [("Haircut", 0, 30)])

    def test_the_branch_has_its_own_clock(self):
        """The user's zone plays no part, nor does that of the practitioner."""
        self.branch.with_context(clientele_rewrite_days=True).tz = "America/New_York"
        self.env.user.tz = "Asia/Kolkata"
        self.make_visit(self.ann, "2021-07-21", "booked", at=time(10))
        self.assertEqual(self.at(self.day()["Maria"]), [("Haircut", 600, 660)])

    def test_a_week(self):
        self.make_visit(self.ann, "2021-07-23", "booked", at=time(10))
        week = self.journal.get_week(self.branch.id, "2021-07-19")["columns"]
        self.assertEqual(len({column["day"] for column in week}), 7)
        self.assertEqual(
            [(column["name"], column["day"]) for column in week if column["visits"]], [("Maria", "2021-07-23")]
        )
        alone = self.journal.get_person_week(self.branch.id, "2021-07-19", self.practitioner.id)["columns"]
        self.assertEqual([column["day"] for column in alone][::6], ["2021-07-19", "2021-07-25"])
        self.assertEqual({column["name"] for column in alone}, {"Maria"})

    def test_a_month(self):
        lines = [{"product_id": self.service.id, "resource_id": self.practitioner.id}] * 2
        self.make_visit(self.ann, "2021-07-21", "booked", lines, at=time(10))
        days = {day["day"]: day for day in self.journal.get_month(self.branch.id, "2021-07-01")["days"]}
        self.assertEqual(len(days), 31)
        self.assertEqual(days["2021-07-21"], {"day": "2021-07-21", "visits": 1, "booked": 120, "working": 17 * 60})
        self.assertEqual(days["2021-07-22"], {"day": "2021-07-22", "visits": 0, "booked": 0, "working": 0})
        alone = self.journal.get_month(self.branch.id, "2021-07-01", self.nina.id)["days"][20]
        self.assertEqual((alone["visits"], alone["working"]), (0, 8 * 60))

    def test_facts_of_the_client(self):
        """What reception must not overlook: the flag, the colour, the labels, the debt."""
        label = self.env["clientele.label"].create({"name": "Allergic"})
        self.make_visit(self.ann, "2021-06-01", amount_paid=5)
        self.make_visit(self.ann, "2021-07-21", "booked")
        self.ann.write({"clientele_vip": True, "clientele_label_ids": [Command.link(label.id)]})
        user = self.make_user("receptionist", "turnover", "contact_data")
        facts = self.journal.with_user(user).get_day(self.branch.id, "2021-07-21")["clients"][self.ann.id]
        self.assertEqual((facts["name"], facts["vip"], facts["colour"]), ("Ann", True, "green"))
        self.assertEqual(facts["labels"][0]["name"], "Allergic")
        self.assertIn("15.00", facts["debt"])
        self.assertEqual(facts["phone"], "+359888123456")
        plain = self.journal.with_user(self.make_user("receptionist"))
        facts = plain.get_day(self.branch.id, "2021-07-21")["clients"][self.ann.id]
        self.assertEqual((facts["debt"], facts["phone"]), ("", ""))

    def test_a_practitioner_sees_the_own_column(self):
        """TR: a practitioner sees the own visits, and changes none."""
        user = self.make_user("practitioner")
        self.practitioner.user_id = user
        visit = self.make_visit(self.ann, "2021-07-21", "booked")
        own = self.make_visit(
            self.ann, "2021-07-21", "booked", [{"product_id": self.service.id, "resource_id": self.nina.id}]
        )
        journal = self.journal.with_user(user)
        columns = journal.get_day(self.branch.id, "2021-07-21")["columns"]
        self.assertEqual([column["name"] for column in columns if column["resource_id"]], ["Maria"])
        self.assertFalse(journal.get_setup()["may_change"])
        self.assertEqual(journal.get_visit(visit.id)["id"], visit.id)
        with self.assertRaises(AccessError):
            journal.get_visit(own.id)
        for change in (
            lambda: journal.move(visit.line_ids.id, {"resource_id": self.nina.id, "day": "2021-07-21", "start": 800}),
            lambda: journal.set_state(visit.id, "done"),
            lambda: journal.block(self.branch.id, self.practitioner.id, "2021-07-21", 900, 930),
            lambda: journal.book({"branch_id": self.branch.id, "day": "2021-07-21", "services": []}),
        ):
            with self.assertRaises(AccessError):
                change()

    def test_another_branch_is_not_shown_to_who_is_bound(self):
        other = self.env["clientele.branch"].create({"name": "Other", "tz": "Europe/Sofia"})
        user = self.make_user("receptionist")
        user.clientele_branch_ids = other
        self.make_visit(self.ann, "2021-07-21", "booked")
        journal = self.journal.with_user(user)
        self.assertEqual([branch["name"] for branch in journal.get_setup()["branches"]], ["Other"])
        self.assertFalse(journal.get_day(self.branch.id, "2021-07-21")["clients"])
