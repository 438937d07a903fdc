import time
from datetime import date, timedelta
from unittest.mock import patch

from odoo import SUPERUSER_ID, Command, api
from odoo.exceptions import AccessError, UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from ...tools import roster
from .shift_common import WEEK, ShiftCase, hours_between


@tagged("post_install", "-at_install")
class TestGeneration(ShiftCase):
    """Issue 3: shifts are generated from the working calendar, and no hand-made change is lost."""

    def written(self, action):
        """:return: the shifts that the action wrote, as number of rows that are new or gone"""
        ids = set(self.Shift.search([]).ids)
        action()
        return len(ids ^ set(self.Shift.search([]).ids))

    # ---------------------------------------------------------------- the calendar

    def test_week(self):
        self.assertFalse(self.generate("2021-07-22", "2021-07-26"))
        self.assertEqual(
            self.shifts_of(),
            [
                "2021-07-22 08:00-12:00",
                "2021-07-22 13:00-17:00",
                "2021-07-23 08:00-12:00",
                "2021-07-23 13:00-17:00",
                "2021-07-26 08:00-12:00",
                "2021-07-26 13:00-17:00",
            ],
        )
        shift = self.Shift.search([], limit=1)
        self.assertEqual((shift.origin, shift.hours, shift.day), ("generated", 4, date(2021, 7, 22)))
        self.assertEqual(shift.company_id, self.company)
        self.assertFalse(self.env["clientele.shift.day"].search([]))

    def test_night_of_the_clock_change(self):
        """Case 1: a night of Sofia is 7 hours in spring, 9 in autumn."""
        self.practitioner.calendar_id = self.make_calendar("Nights", (5, 22, 24), (6, 0, 6))
        self.generate("2027-03-27", "2027-03-28")
        self.generate("2027-10-30", "2027-10-31")
        self.assertEqual([hours_between(shift) for shift in self.Shift.search([])], [7, 9])

    def test_breaks_are_left_out(self):
        """Case 3: rows of lunch are no work."""
        rows = [(2, 8, 12), (2, 12, 13, {"day_period": "lunch"}), (2, 13, 17, {"day_period": "afternoon"})]
        self.practitioner.calendar_id = self.make_calendar("With lunch", *rows)
        self.generate("2021-07-21", "2021-07-21")
        self.assertEqual(self.shifts_of(), ["2021-07-21 08:00-12:00", "2021-07-21 13:00-17:00"])

    def test_around_the_clock(self):
        """Case 3: two days of 24 hours are 48 hours."""
        self.practitioner.calendar_id = self.make_calendar("24 h", *((day, 0, 24) for day in WEEK))
        self.generate("2021-07-21", "2021-07-22")
        first, second = self.Shift.search([])
        self.assertEqual(first.stop, second.start)
        self.assertEqual(sum(map(hours_between, first + second)), 48)

    def test_two_weeks(self):
        """Case 3: weeks take turns, and ours are core's."""
        Attendance = self.env["resource.calendar.attendance"]
        for nr in range(1000):
            day = date(2026, 1, 1) + timedelta(days=nr)
            self.assertEqual(roster.week_of(day), Attendance.get_week_type(day))
        rows = [(2, 8, 12, {"week_type": "0"}), (2, 14, 18, {"week_type": "1"})]
        self.practitioner.calendar_id = self.make_calendar("Two weeks", *rows, two_weeks_calendar=True)
        self.generate("2021-07-21", "2021-08-04")
        self.assertEqual([text[11:] for text in self.shifts_of()], ["14:00-18:00", "08:00-12:00", "14:00-18:00"])

    def test_wall_of_the_branch(self):
        """Case 6: neither the resource's zone nor the calendar's is asked."""
        self.practitioner.tz = "America/New_York"
        self.calendar.tz = "Asia/Tokyo"
        self.generate("2021-07-21", "2021-07-21")
        self.assertEqual(self.shifts_of()[0], "2021-07-21 08:00-12:00")

    def test_branch_of_the_hours(self):
        """Rows without a branch are in the first one; each is on its own wall."""
        self.practitioner.branch_ids = [Command.link(self.other_branch.id)]
        self.other_branch.sequence = 20
        there = {"clientele_branch_id": self.other_branch.id}
        self.practitioner.calendar_id = self.make_calendar("Both", (2, 8, 12), (3, 9, 17, there))
        self.generate("2021-07-21", "2021-07-22")
        self.assertEqual(self.shifts_of(branch=self.branch), ["2021-07-21 08:00-12:00"])
        self.assertEqual(self.shifts_of(branch=self.other_branch), ["2021-07-22 09:00-17:00"])
        self.branch.sequence = 30
        self.generate("2021-07-21", "2021-07-22")
        self.assertEqual(self.shifts_of(branch=self.other_branch), ["2021-07-21 08:00-12:00", "2021-07-22 09:00-17:00"])

    def test_future_version_of_an_employee(self):
        """Case 9: the version decides by its date, without any contract."""
        employee = self.env["hr.employee"].create({"name": "Ivan", "resource_calendar_id": self.calendar.id})
        employee.resource_id.write({"is_practitioner": True, "branch_ids": [Command.set(self.branch.ids)]})
        version = employee._get_version(self.today)
        version.date_version = "2021-01-01"
        evenings = self.make_calendar("Evenings", *((day, 16, 20) for day in range(5)))
        employee.create_version({"date_version": "2021-08-02", "resource_calendar_id": evenings.id})
        self.generate("2021-07-30", "2021-08-02", employee.resource_id)
        self.assertEqual(
            self.shifts_of(employee.resource_id),
            ["2021-07-30 08:00-12:00", "2021-07-30 13:00-17:00", "2021-08-02 16:00-20:00"],
        )

    # ---------------------------------------------------------------- refused

    def problems(self, **values):
        ivan = self.make_practitioner("Ivan", **values)
        problems = self.generate("2021-07-21", "2021-07-21", ivan + self.practitioner)
        self.assertTrue(self.shifts_of(), "the others go on")
        self.assertFalse(self.shifts_of(ivan))
        self.assertEqual(problems, {ivan: ivan.clientele_shift_problem})
        return problems[ivan]

    def test_refused(self):
        """Case 8: who has no fixed hours is refused with what to change, and the others get theirs."""
        flexible = self.make_calendar("Free", schedule_type="flexible")
        days = self.make_calendar("Days", (2, 8, 16), duration_based=True)
        away = self.make_calendar("Away", (2, 8, 16, {"clientele_branch_id": self.other_branch.id}))
        cases = [
            ({"calendar_id": False}, "Ivan has no working calendar. Choose one with fixed hours."),
            ({"calendar_id": flexible.id}, "Ivan works by the flexible calendar Free"),
            ({"calendar_id": days.id}, "only says how long"),
            ({"calendar_id": self.make_calendar("Empty").id}, "Empty of Ivan has no hours"),
            ({"calendar_id": away.id}, "sends Ivan to New York"),
        ]
        for values, words in cases:
            with self.subTest(words=words):
                self.assertIn(words, self.problems(**values))

    def test_branch_that_closed(self):
        """Who works in an archived branch only works in none."""
        ivan = self.make_practitioner("Ivan", branch_ids=[Command.set(self.other_branch.ids)])
        self.other_branch.active = False
        self.assertIn("Ivan works in no branch. Add one", self.generate("2021-07-21", "2021-07-21", ivan)[ivan])

    def test_who_has_a_problem_is_found(self):
        ivan = self.make_practitioner("Ivan", calendar_id=False)
        Resource = self.env["resource.resource"]
        both = [("id", "in", (ivan + self.practitioner).ids)]
        self.assertEqual(Resource.search([*both, ("clientele_shift_problem", "!=", False)]), ivan)
        self.assertEqual(Resource.search([*both, ("clientele_shift_problem", "=", False)]), self.practitioner)

    def test_refused_from_a_day_on(self):
        """A later version without hours: the days before it are made, those after it stay as they are."""
        employee = self.env["hr.employee"].create({"name": "Ivan", "resource_calendar_id": self.calendar.id})
        ivan = employee.resource_id
        ivan.write({"is_practitioner": True, "branch_ids": [Command.set(self.branch.ids)]})
        employee.version_ids.date_version = "2021-01-01"
        self.generate("2021-07-23", "2021-07-26", ivan)
        employee.create_version({"date_version": "2021-07-26", "resource_calendar_id": False})
        problems = self.generate("2021-07-22", "2021-07-26", ivan)
        self.assertIn("no working calendar", problems[ivan])
        self.assertEqual([text[:10] for text in self.shifts_of(ivan)[::2]], ["2021-07-22", "2021-07-23", "2021-07-26"])

    # ---------------------------------------------------------------- again

    def test_again_writes_nothing(self):
        self.generate("2021-07-21", "2021-09-21")
        self.assertEqual(self.written(lambda: self.generate("2021-07-21", "2021-09-21")), 0)
        self.assertEqual(self.written(lambda: self.generate("2021-08-10", "2021-08-20")), 0)

    def test_changed_calendar(self):
        """From today on, and only what differs is written."""
        self.generate("2021-07-21", "2021-07-23")
        passed = self.Shift.with_env(self.on("2021-07-23"))
        self.calendar.attendance_ids.filtered(lambda row: row.hour_from == 13).hour_to = 18
        passed._generate(self.practitioner, date(2021, 7, 1), date(2021, 7, 23))
        self.assertEqual(
            self.shifts_of(),
            [
                "2021-07-21 08:00-12:00",
                "2021-07-21 13:00-17:00",
                "2021-07-22 08:00-12:00",
                "2021-07-22 13:00-17:00",
                "2021-07-23 08:00-12:00",
                "2021-07-23 13:00-18:00",
            ],
        )

    def test_changes_by_hand_stay(self):
        """Regenerating never loses a change: another hour, a new shift, a day off."""
        self.generate("2021-07-21", "2021-07-23")
        on = dict(zip(self.shifts_of(), self.Shift.search([]), strict=True))
        on["2021-07-21 08:00-12:00"].hour_from = 10
        (on["2021-07-22 08:00-12:00"] + on["2021-07-22 13:00-17:00"]).unlink()
        self.make_shift("2021-07-24", 10, 14)
        by_hand = [
            "2021-07-21 10:00-12:00",
            "2021-07-21 13:00-17:00",
            "2021-07-23 08:00-12:00",
            "2021-07-23 13:00-17:00",
        ]
        by_hand.append("2021-07-24 10:00-14:00")
        self.assertEqual(self.shifts_of(), by_hand)
        self.generate("2021-07-21", "2021-07-24")
        self.assertEqual(self.shifts_of(), by_hand)
        marks = self.env["clientele.shift.day"].search([])
        self.assertEqual(marks.mapped("day"), [date(2021, 7, 21), date(2021, 7, 22), date(2021, 7, 24)])
        self.assertEqual(marks.mapped("shift_text"), ["10:00–12:00, 13:00–17:00", "Day off", "10:00–14:00"])

    def test_moved_to_another_day(self):
        """Both days are hand-made: the one it left stays free, the other keeps it."""
        self.practitioner.calendar_id = self.make_calendar("Mornings", (2, 8, 12), (3, 8, 12))
        self.generate("2021-07-21", "2021-07-22")
        self.Shift.search([], limit=1).day = "2021-07-24"
        self.generate("2021-07-21", "2021-07-24")
        self.assertEqual(self.shifts_of(), ["2021-07-22 08:00-12:00", "2021-07-24 08:00-12:00"])

    def test_moved_to_somebody_else(self):
        ivan = self.make_practitioner("Ivan", calendar_id=self.make_calendar("Evenings", (2, 18, 20)).id)
        self.practitioner.calendar_id = self.make_calendar("Mornings", (2, 8, 12))
        self.generate("2021-07-21", "2021-07-21", self.practitioner + ivan)
        self.Shift.search([], limit=1).resource_id = ivan
        self.generate("2021-07-21", "2021-07-21", self.practitioner + ivan)
        self.assertEqual(self.shifts_of(), [])
        self.assertEqual(self.shifts_of(ivan), ["2021-07-21 08:00-12:00", "2021-07-21 18:00-20:00"])

    def test_hand_made_night_before(self):
        """A shift that people let run into the next day takes its time off that day's calendar."""
        self.make_shift("2021-07-21", 20, 9)
        self.generate("2021-07-21", "2021-07-22")
        expected = ["2021-07-21 20:00-09:00", "2021-07-22 09:00-12:00", "2021-07-22 13:00-17:00"]
        self.assertEqual(self.shifts_of(), expected)
        self.assertEqual(self.written(lambda: self.generate("2021-07-21", "2021-07-22")), 0)

    def test_follow_the_calendar_again(self):
        self.generate("2021-07-21", "2021-07-23")
        before = self.shifts_of()
        self.Shift.search([], limit=1).hour_from = 11
        self.Shift.search([("day", "=", "2021-07-23")]).unlink()
        manager = self.make_user("manager")
        self.Shift.search([("day", "=", "2021-07-21")]).with_user(manager).action_follow_calendar()
        self.assertEqual(self.shifts_of(), before[:4])
        day_off = self.env["clientele.shift.day"].search([]).with_user(manager)
        self.assertEqual(day_off.day, date(2021, 7, 23))
        day_off.action_follow_calendar()
        self.assertEqual(self.shifts_of(), before)
        self.assertFalse(self.env["clientele.shift.day"].search([]))
        with self.assertRaises(AccessError):
            self.Shift.search([]).with_user(self.make_user("receptionist")).action_follow_calendar()

    def test_what_has_passed_stays(self):
        shift = self.make_shift("2021-07-20", 10, 12)
        with self.assertRaisesRegex(UserError, "from today on"):
            shift.action_follow_calendar()

    def test_no_calendar_to_follow(self):
        shift = self.make_shift("2021-07-22", 10, 12)
        self.practitioner.calendar_id = False
        with self.assertRaisesRegex(UserError, "no working calendar"), self.env.cr.savepoint():
            shift.action_follow_calendar()
        self.assertEqual(self.shifts_of(), ["2021-07-22 10:00-12:00"], "nothing is half done")

    # ---------------------------------------------------------------- the job

    def run_job(self, env=None):
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=60):
            self.Shift.with_env(env or self.env)._cron_extend()

    def test_months_ahead(self):
        self.company.clientele_shift_months = 2
        self.run_job()
        self.assertEqual(self.practitioner.clientele_shifts_until, date(2021, 9, 21))
        self.assertEqual(
            (self.shifts_of()[0], self.shifts_of()[-1]), ("2021-07-21 08:00-12:00", "2021-09-21 13:00-17:00")
        )
        self.run_job(self.on("2021-07-22"))
        self.assertEqual(self.shifts_of()[-1], "2021-09-22 13:00-17:00")
        self.assertEqual(self.written(lambda: self.run_job(self.on("2021-07-22"))), 0)

    def test_job_goes_on_where_it_stopped(self):
        team = self.practitioner.concat(*(self.make_practitioner(f"P{nr}") for nr in range(4)))
        others = self.env["resource.resource"]._clientele_due() - team
        others.is_practitioner = False
        with patch("odoo.addons.clientele.models.visit.clientele_shift_generation.BATCH", 2):
            with patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=0):
                self.Shift._cron_extend()
            self.assertEqual(len(team.filtered("clientele_shifts_until")), 2)
            self.run_job()
        self.assertEqual(len(team.filtered("clientele_shifts_until")), 5)

    def test_refused_do_not_stop_the_job(self):
        self.make_practitioner("Aaron", calendar_id=False)
        self.run_job()
        self.assertTrue(self.shifts_of())
        self.assertFalse(self.env["resource.resource"]._clientele_due())

    def test_what_changes_is_made_anew(self):
        """A change of calendar, hours, branch or version puts the practitioner back in line."""
        employee = self.env["hr.employee"].create({"name": "Ivan", "resource_calendar_id": self.calendar.id})
        ivan = employee.resource_id
        ivan.write({"is_practitioner": True, "branch_ids": [Command.set(self.branch.ids)]})
        employee.version_ids.date_version = "2021-01-01"
        late = self.make_calendar("Late", (2, 16, 20))
        employee.create_version({"date_version": "2021-08-02", "resource_calendar_id": late.id})
        row = self.calendar.attendance_ids[0]
        changes = {
            "hours": (lambda: row.write({"hour_from": 7}), ivan + self.practitioner),
            "row": (lambda: row.copy({"dayofweek": "6"}), ivan + self.practitioner),
            "no row": (row.unlink, ivan + self.practitioner),
            "type": (lambda: late.write({"schedule_type": "flexible"}), ivan),
            "calendar": (lambda: self.practitioner.write({"calendar_id": late.id}), self.practitioner),
            "branch": (lambda: ivan.write({"branch_ids": [Command.link(self.other_branch.id)]}), ivan),
            "version": (lambda: employee.version_ids[-1:].write({"date_version": "2021-08-09"}), ivan),
            "no version": (lambda: employee.version_ids[-1:].unlink(), ivan),
            "order": (lambda: self.branch.write({"sequence": 99}), ivan + self.practitioner),
        }
        for name, (change, due) in changes.items():
            self.run_job()
            with self.subTest(change=name), patch.object(type(self.env["ir.cron"]), "_trigger") as trigger:
                change()
                self.assertEqual(set(self.env["resource.resource"]._clientele_due()), set(due))
                trigger.assert_called()

    def test_who_serves_no_more(self):
        """Archived, or no practitioner any more: the shifts ahead go, those made by hand stay."""
        self.generate("2021-07-21", "2021-07-22")
        self.make_shift("2021-07-24", 10, 14)
        self.practitioner.active = False
        self.assertEqual([text[:10] for text in self.shifts_of()], ["2021-07-21", "2021-07-21", "2021-07-24"])
        self.practitioner.active = True
        self.run_job()
        self.assertIn("2021-07-22 08:00-12:00", self.shifts_of())

    # ---------------------------------------------------------------- size

    def test_budget(self):
        """20 practitioners for 6 months take as many queries as 2, and well under 2 seconds of our own."""

        def cost(count):
            team = [self.make_practitioner(f"P{count} {nr}") for nr in range(count)]
            self.env.flush_all()
            self.company._clientele_default_branch()._today()  # the process keeps what this reads
            self.env.invalidate_all()
            queries, start = self.cr.sql_log_count, time.process_time()
            self.generate("2021-07-22", "2022-01-22", self.practitioner.browse().concat(*team))
            self.env.flush_all()
            return self.cr.sql_log_count - queries, time.process_time() - start

        few, __ = cost(2)
        many, seconds = cost(20)
        self.assertEqual(self.Shift.search_count([]), 22 * 132 * 2)
        self.assertEqual(many, few)
        self.assertLessEqual(many, 20)
        self.assertLess(seconds, 2)

    def test_budget_of_employees(self):
        """Versions are read for all employees at once."""
        values = {"resource_calendar_id": self.calendar.id}
        employees = self.env["hr.employee"].create([{"name": f"E{nr}", **values} for nr in range(8)])
        team = employees.resource_id
        team.write({"is_practitioner": True, "branch_ids": [Command.set(self.branch.ids)]})

        def cost(resources):
            self.env.flush_all()
            self.env.invalidate_all()
            queries = self.cr.sql_log_count
            self.generate("2021-07-22", "2021-08-22", resources)
            return self.cr.sql_log_count - queries

        cost(team)
        self.assertEqual(cost(team[:2]), cost(team[2:]))


@tagged("post_install", "-at_install")
class TestTwoGenerations(BaseCase):
    """Two who make the same shifts at once: the second is refused by the database, tries again, and finds them."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.startPatcher(patch("odoo.service.model.random.uniform", return_value=0.01))
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            branch = env.company._clientele_default_branch()
            values = {"name": "Two at once", "is_practitioner": True, "branch_ids": [Command.set(branch.ids)]}
            self.resource_id = env["resource.resource"].create(values).id
            self.first = branch._today() + timedelta(days=1)
        self.addCleanup(self.clean_up)

    def clean_up(self):
        with self.registry.cursor() as cr:
            api.Environment(cr, SUPERUSER_ID, {})["resource.resource"].browse(self.resource_id).unlink()

    def request(self, action):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            retrying(lambda: action(env), env)

    def generate(self, env):
        resource = env["resource.resource"].browse(self.resource_id)
        env["clientele.shift"]._generate(resource, self.first, self.first + timedelta(days=6))

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_no_shift_twice(self):
        attempts = []

        def generate_late(env):
            attempts.append(1)
            env.cr.execute("SELECT 1")  # from here on it sees the database as it is now
            if len(attempts) == 1:
                self.request(self.generate)
            self.generate(env)

        self.request(generate_late)
        self.assertEqual(len(attempts), 2, "the first attempt must have been refused")
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT count(*), count(DISTINCT start) FROM clientele_shift WHERE resource_id = %s", [self.resource_id]
            )
            self.assertEqual(cr.fetchone(), (10, 10))
