from datetime import date

import psycopg2

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .shift_common import ShiftCase, utc


@tagged("post_install", "-at_install")
class TestShifts(ShiftCase):
    """Issue 3: shifts per date and branch, on the branch's wall, and what is refused."""

    def test_hours_are_those_of_the_branch(self):
        """A shift is made of a day and hours of the wall; it is stored in UTC."""
        shift = self.make_shift("2021-07-21", 9, 17.5)
        self.assertEqual((shift.start, shift.stop), (utc("2021-07-21 06:00"), utc("2021-07-21 14:30")))
        self.assertEqual((shift.day, shift.hour_from, shift.hour_to), (date(2021, 7, 21), 9, 17.5))
        self.assertEqual((shift.hours, shift.origin, shift.company_id), (8.5, "manual", self.company))
        self.assertEqual(shift.display_name, "09:00–17:30 Maria")
        self.practitioner.branch_ids = [Command.link(self.other_branch.id)]
        there = self.make_shift("2021-07-22", 9, 17, branch_id=self.other_branch.id)
        self.assertEqual((there.start, there.day), (utc("2021-07-22 13:00"), date(2021, 7, 22)))

    def test_day_is_that_of_the_wall(self):
        """Half past midnight in Sofia is the day before in UTC."""
        shift = self.make_shift("2021-07-21", 0.5, 5)
        self.assertEqual((shift.start, shift.day), (utc("2021-07-20 21:30"), date(2021, 7, 21)))

    def test_night_shift(self):
        """What does not stop after it starts stops the next day; the clock may change meanwhile."""
        summer = self.make_shift("2021-07-21", 22, 6)
        self.assertEqual((summer.stop, summer.hour_to, summer.hours), (utc("2021-07-22 03:00"), 6, 8))
        self.assertEqual(self.make_shift("2027-03-27", 22, 6).hours, 7)
        self.assertEqual(self.make_shift("2027-10-30", 22, 6).hours, 9)

    def test_until_midnight(self):
        for day, midnight in (("2021-07-21", 24), ("2021-07-22", 0)):
            shift = self.make_shift(day, 16, midnight)
            self.assertEqual((shift.hour_to, shift.hours), (24, 8))
        self.assertEqual(self.make_shift("2021-07-23", 0, 24).hours, 24)

    def test_change_day_and_hours(self):
        shift = self.make_shift("2021-07-21", 9, 17)
        shift.day = "2021-12-21"
        self.assertEqual((shift.start, shift.hour_from), (utc("2021-12-21 07:00"), 9), "the hour stays, in winter too")
        shift.hour_to = 18
        self.assertEqual(shift.stop, utc("2021-12-21 16:00"))
        shift.write({"hour_from": 20, "hour_to": 4})
        self.assertEqual(shift.stop, utc("2021-12-22 02:00"))

    def test_form(self):
        form = Form(self.Shift)
        self.assertEqual((form.day, form.hour_from, form.hour_to), (self.today, 9, 18))
        form.resource_id = self.practitioner
        form.day = date(2021, 7, 24)
        form.hour_from = 10
        shift = form.save()
        self.assertEqual(self.text_of(shift), "2021-07-24 10:00-18:00")
        with Form(shift) as form:
            form.hour_to = 14
        self.assertEqual(self.text_of(shift), "2021-07-24 10:00-14:00")

    def test_many_at_once(self):
        """What dragging over days creates."""
        values = {"resource_id": self.practitioner.id, "branch_id": self.branch.id, "hour_from": 9, "hour_to": 18}
        shifts = self.Shift.create([{**values, "day": f"2021-07-{nr}"} for nr in range(22, 27)])
        self.assertEqual(shifts.mapped("hours"), [9] * 5)
        self.assertEqual(shifts.mapped("day"), [date(2021, 7, nr) for nr in range(22, 27)])

    # ---------------------------------------------------------------- what is refused

    def test_two_shifts_of_one_practitioner_do_not_overlap(self):
        self.make_shift("2021-07-21", 9, 13)
        self.make_shift("2021-07-21", 13, 17)
        with self.assertRaisesRegex(ValidationError, "Maria, 2021-07-21 09:00 – 2021-07-21 13:00: .* already works"):
            self.make_shift("2021-07-21", 12, 13)
        later = self.make_shift("2021-07-22", 9, 13)
        with self.assertRaisesRegex(ValidationError, "already works"):
            later.day = "2021-07-21"
        later.hour_to = 14
        self.make_shift("2021-07-21", 9, 13, resource=self.make_practitioner("Ivan"))

    def test_new_shifts_do_not_overlap_each_other(self):
        values = {"resource_id": self.practitioner.id, "branch_id": self.branch.id, "hour_from": 22, "hour_to": 8}
        days = [{**values, "day": "2021-07-21"}, {**values, "day": "2021-07-22", "hour_from": 7}]
        with self.assertRaisesRegex(ValidationError, "already works"):
            self.Shift.create(days)
        self.assertFalse(self.shifts_of(), "nothing is half saved")

    def test_moved_together(self):
        """Two shifts move to where the other one was."""
        shifts = self.make_shift("2021-07-21", 8, 12) + self.make_shift("2021-07-21", 13, 17)
        with self.assertRaisesRegex(ValidationError, "already works"):
            shifts.write({"start": utc("2021-07-21 05:00"), "stop": utc("2021-07-21 09:00")})

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_too(self):
        """Whoever gets past the check, two requests at once, meets the constraint."""
        self.make_shift("2021-07-21", 9, 13)
        query = """INSERT INTO clientele_shift (resource_id, branch_id, start, stop, origin)
                   VALUES (%s, %s, '2021-07-21 09:59', '2021-07-21 11:00', 'manual')"""
        self.env.flush_all()
        with self.assertRaises(psycopg2.errors.ExclusionViolation), self.env.cr.savepoint():
            self.env.cr.execute(query, (self.practitioner.id, self.branch.id))

    def test_stop_before_start(self):
        values = {"resource_id": self.practitioner.id, "branch_id": self.branch.id}
        for stop in ("2021-07-21 06:00", "2021-07-21 09:00", "2021-07-22 12:00"):
            with self.subTest(stop=stop), self.assertRaisesRegex(ValidationError, "Correct its hours"):
                self.Shift.create({**values, "start": "2021-07-21 09:00:00", "stop": f"{stop}:00"})
        shift = self.make_shift("2021-07-21", 9, 13)
        with self.assertRaisesRegex(ValidationError, "stops before it starts"):
            shift.stop = shift.start

    def test_hours_of_a_day(self):
        for hour in (-1, 24.5, 30):
            with self.subTest(hour=hour), self.assertRaisesRegex(ValidationError, "between 00:00 and 24:00"):
                self.make_shift("2021-07-21", 9, hour)

    def test_practitioner_without_branch(self):
        """Nobody gets as far as a shift: without a branch nobody can say when 9 o'clock is."""
        with self.assertRaisesRegex(ValidationError, "Choose the branches of Ivan"):
            self.make_practitioner("Ivan", branch_ids=False)

    def test_branch_of_others(self):
        with self.assertRaisesRegex(ValidationError, "Maria does not work in New York. .* on the practitioner's card"):
            self.make_shift("2021-07-21", 9, 13, branch_id=self.other_branch.id)
        shift = self.make_shift("2021-07-21", 9, 13)
        with self.assertRaisesRegex(ValidationError, "Maria does not work in New York"):
            shift.branch_id = self.other_branch

    def test_no_practitioner(self):
        room = self.env["resource.resource"].create({"name": "Room 1", "resource_type": "material"})
        with self.assertRaisesRegex(ValidationError, "Room 1 is no practitioner"):
            self.make_shift("2021-07-21", 9, 13, resource=room)

    # ---------------------------------------------------------------- the zone of the branch

    def test_zone_changes_with_the_days(self):
        """DF3: the day is that of the new wall; what people made keeps its moments and stays theirs."""
        shift = self.make_shift("2021-07-22", 1, 5)
        moment = shift.start
        self.env["clientele.branch.zone"].create(
            {"branch_id": self.branch.id, "tz": "America/New_York"}
        ).action_change()
        self.assertEqual((shift.start, shift.day), (moment, date(2021, 7, 21)))
        self.assertEqual(
            self.env["clientele.shift.day"].search([]).mapped("day"), [date(2021, 7, 21), date(2021, 7, 22)]
        )

    # ---------------------------------------------------------------- rights

    def test_a_practitioner_reads_the_own_shifts(self):
        user = self.make_user("practitioner")
        mine = self.make_shift("2021-07-21", 9, 13, resource=self.make_practitioner("Ivan", user_id=user.id))
        self.make_shift("2021-07-21", 9, 13)
        self.assertEqual(self.Shift.with_user(user).search([]), mine)
        with self.assertRaises(AccessError):
            mine.with_user(user).hour_to = 12

    def test_reception_reads_and_managers_write(self):
        shift = self.make_shift("2021-07-21", 9, 13)
        reception, manager = self.make_user("receptionist"), self.make_user("manager")
        self.assertEqual(self.Shift.with_user(reception).search([]), shift)
        with self.assertRaises(AccessError):
            shift.with_user(reception).hour_to = 12
        shift.with_user(manager).hour_to = 12
        shift.with_user(manager).unlink()
        mark = self.env["clientele.shift.day"].with_user(reception).search([])
        self.assertEqual((mark.shift_text, mark.create_uid), ("Day off", self.env.user))

    def test_own_branches(self):
        """Who is bound to branches sees their shifts only, as with visits."""
        self.practitioner.branch_ids = [Command.link(self.other_branch.id)]
        here = self.make_shift("2021-07-21", 9, 13)
        self.make_shift("2021-07-22", 9, 13, branch_id=self.other_branch.id)
        manager = self.make_user("manager")
        self.assertEqual(len(self.Shift.with_user(manager).search([])), 2)
        manager.clientele_branch_ids = self.branch
        self.assertEqual(self.Shift.with_user(manager).search([]), here)

    def test_other_companies(self):
        self.make_shift("2021-07-21", 9, 13)
        company = self.env["res.company"].create({"name": "Elsewhere"})
        manager = self.make_user("manager")
        manager.write({"company_ids": [Command.set(company.ids)], "company_id": company.id})
        for model in ("clientele.shift", "clientele.shift.day"):
            self.assertFalse(self.env[model].with_user(manager).search([]))
