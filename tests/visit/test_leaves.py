from odoo import Command
from odoo.tests import tagged
from odoo.tools import SQL

from ...models.visit import shift_sql
from .shift_common import ShiftCase, utc


@tagged("post_install", "-at_install")
class TestLeaves(ShiftCase):
    """Issue 3: leaves and holidays of the whole company tree, as the search for free times reads them."""

    def leave(self, start, stop, **values):
        return self.env["resource.calendar.leaves"].create(
            {
                "name": "Away",
                "date_from": f"{start}:00" if len(start) < 19 else start,
                "date_to": f"{stop}:00" if len(stop) < 19 else stop,
                "resource_id": False,
                "calendar_id": False,
                **values,
            }
        )

    def leaves(self, resources=None, branch=None, window=("2021-07-01 00:00", "2021-09-01 00:00")):
        """:return: [(resource, from, to)] in order"""
        resources = resources or self.practitioner
        companies = (branch or self.branch)._holiday_company_ids()
        self.env.flush_all()
        query = shift_sql.leaves(resources.ids, companies, *map(utc, window))
        rows = self.env.execute_query(SQL("SELECT resource_id, start, stop FROM (%s) l ORDER BY 1, 2", query))
        return [(resources.browse(row[0]).name, *(f"{moment:%Y-%m-%d %H:%M}" for moment in row[1:])) for row in rows]

    def test_leave_of_a_practitioner(self):
        """Case 5: from within one shift to within another, and only of that practitioner."""
        self.leave("2021-07-22 07:30", "2021-07-26 10:00", resource_id=self.practitioner.id)
        both = self.practitioner + self.make_practitioner("Ivan")
        self.assertEqual(self.leaves(both), [("Maria", "2021-07-22 07:30", "2021-07-26 10:00")])

    def test_odd_seconds_are_rounded_outward(self):
        """Case 4: 11:59:59 is 12:00, and 12:00:00 stays."""
        mine = {"resource_id": self.practitioner.id}
        self.leave("2021-07-22 09:00:30", "2021-07-22 11:59:59", **mine)
        self.leave("2021-07-23 09:00:00", "2021-07-23 12:00:00", **mine)
        self.leave("2021-07-24 09:00:00", "2021-07-24 12:00:01", **mine)
        self.assertEqual(
            [row[1:] for row in self.leaves()],
            [
                ("2021-07-22 09:00", "2021-07-22 12:00"),
                ("2021-07-23 09:00", "2021-07-23 12:00"),
                ("2021-07-24 09:00", "2021-07-24 12:01"),
            ],
        )

    def test_window(self):
        """Leaves that touch the window, its end not included."""
        for day in ("2021-07-21", "2021-07-22", "2021-07-23"):
            self.leave(f"{day} 00:00", f"{day} 23:59:59", resource_id=self.practitioner.id)
        found = self.leaves(window=("2021-07-22 00:00", "2021-07-23 00:00"))
        self.assertEqual([row[1] for row in found], ["2021-07-22 00:00"])
        self.assertEqual(len(self.leaves(window=("2021-07-21 23:59", "2021-07-23 00:01"))), 3)

    def test_over_the_night_of_the_clock_change(self):
        """Case 5: moments do not care for the clock."""
        self.leave("2027-03-27 20:00", "2027-03-28 02:59:59", resource_id=self.practitioner.id)
        found = self.leaves(window=("2027-03-27 00:00", "2027-03-29 00:00"))
        self.assertEqual(found, [("Maria", "2027-03-27 20:00", "2027-03-28 03:00")])

    def test_what_is_no_leave(self):
        """Other time, such as a training, is work."""
        self.leave("2021-07-22 07:00", "2021-07-22 10:00", resource_id=self.practitioner.id, time_type="other")
        self.assertEqual(self.leaves(), [])

    def test_holiday_of_everybody(self):
        both = self.practitioner + self.make_practitioner("Ivan")
        self.leave("2021-07-22 00:00", "2021-07-23 00:00", company_id=self.company.id)
        self.assertEqual([row[0] for row in self.leaves(both)], ["Maria", "Ivan"] if both[0].id < both[1].id else [])

    def test_holiday_of_a_calendar(self):
        """Only of those who work by it."""
        ivan = self.make_practitioner("Ivan", calendar_id=self.make_calendar("Other", (2, 8, 12)).id)
        self.leave("2021-07-22 00:00", "2021-07-23 00:00", calendar_id=self.calendar.id)
        self.assertEqual([row[0] for row in self.leaves(self.practitioner + ivan)], ["Maria"])

    def test_holiday_of_a_later_calendar(self):
        """Case 9: the calendar is that of the employee's version on that day."""
        employee = self.env["hr.employee"].create({"name": "Ivan", "resource_calendar_id": self.calendar.id})
        employee.version_ids.date_version = "2021-01-01"
        late = self.make_calendar("Late", (2, 16, 20))
        employee.create_version({"date_version": "2021-08-02", "resource_calendar_id": late.id})
        for day in ("2021-07-28", "2021-08-04"):
            self.leave(f"{day} 00:00", f"{day} 23:59:59", calendar_id=self.calendar.id)
            self.leave(f"{day} 10:00", f"{day} 11:00", calendar_id=late.id)
        found = self.leaves(employee.resource_id)
        self.assertEqual([row[1] for row in found], ["2021-07-28 00:00", "2021-08-04 10:00"])

    def test_holidays_of_the_companies_above(self):
        """Case 7: a holiday of the parent company is one in the branch company too, not the other way round."""
        child = self.env["res.company"].create({"name": "Plovdiv", "parent_id": self.company.id})
        branch = child._clientele_default_branch()
        stranger = self.env["res.company"].create({"name": "Elsewhere"})
        ivan = self.make_practitioner("Ivan", company_id=child.id, branch_ids=[Command.set(branch.ids)])
        self.leave("2021-07-22 00:00", "2021-07-23 00:00", company_id=self.company.id)
        for company, day in ((child, 24), (stranger, 26)):
            holiday = self.leave(f"2021-07-{day} 00:00", f"2021-07-{day} 12:00")
            holiday.company_id = company
        self.assertEqual([row[1] for row in self.leaves(ivan, branch)], ["2021-07-22 00:00", "2021-07-24 00:00"])
        self.assertEqual([row[1] for row in self.leaves()], ["2021-07-22 00:00"])

    def test_rooms_and_equipment(self):
        room = self.env["resource.resource"].create(
            {"name": "Room 1", "resource_type": "material", "calendar_id": False}
        )
        self.leave("2021-07-22 07:00", "2021-07-22 10:00", resource_id=room.id)
        self.leave("2021-07-24 00:00", "2021-07-25 00:00", company_id=self.company.id)
        self.assertEqual([row[1] for row in self.leaves(room)], ["2021-07-22 07:00", "2021-07-24 00:00"])

    # ---------------------------------------------------------------- rights

    def test_who_may_see_and_change_leaves(self):
        leave = self.leave("2021-07-22 07:00", "2021-07-22 10:00", resource_id=self.practitioner.id)
        self.practitioner.user_id = self.make_user("practitioner")
        stranger = self.env["resource.resource"].create({"name": "Clerk", "user_id": self.make_user("admin").id})
        other = self.leave("2021-07-22 07:00", "2021-07-22 10:00", resource_id=stranger.id)
        reception, manager = self.make_user("receptionist"), self.make_user("manager")
        self.assertTrue(leave.with_user(reception).has_access("read"))
        self.assertFalse(leave.with_user(reception).has_access("write"))
        for operation in ("read", "write", "create", "unlink"):
            self.assertTrue(leave.with_user(manager).has_access(operation))
            self.assertFalse(other.with_user(manager).has_access(operation))
        holiday = self.leave("2021-07-24 00:00", "2021-07-25 00:00")
        self.assertTrue(holiday.with_user(manager).has_access("read"))
        self.assertFalse(holiday.with_user(manager).has_access("write"))
        self.assertTrue(holiday.with_user(stranger.user_id).has_access("write"))
