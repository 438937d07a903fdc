from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .shift_common import ShiftCase

AWAY = {"date_from": "2021-07-23 06:00:00", "date_to": "2021-07-23 12:00:00"}


@tagged("post_install", "-at_install")
class TestShiftScreens(ShiftCase):
    """Issue 3: making shifts for chosen practitioners, and what the screens of shifts show."""

    def wizard(self, *resources, **values):
        context = {"active_model": "resource.resource", "active_ids": [resource.id for resource in resources]}
        return Form(self.env["clientele.shift.make"].with_context(**context))

    def test_make_shifts(self):
        self.company.clientele_shift_months = 1
        form = self.wizard(self.practitioner)
        self.assertEqual((form.first, form.last, form.problem), (self.today, date(2021, 8, 21), ""))
        form.first = date(2021, 7, 22)
        form.last = date(2021, 7, 22)
        action = form.save().with_user(self.make_user("manager")).action_make()
        self.assertEqual(action["res_model"], "clientele.shift")
        self.assertEqual(self.shifts_of(), ["2021-07-22 08:00-12:00", "2021-07-22 13:00-17:00"])

    def test_some_are_refused(self):
        ivan = self.make_practitioner("Ivan", calendar_id=False)
        form = self.wizard(self.practitioner, ivan)
        self.assertIn("Ivan has no working calendar", form.problem)
        form.last = form.first
        notice = form.save().action_make()
        self.assertIn("Ivan has no working calendar", notice["params"]["message"])
        self.assertTrue(self.shifts_of())

    def test_all_are_refused(self):
        with self.assertRaisesRegex(UserError, "Ivan has no working calendar"):
            self.wizard(self.make_practitioner("Ivan", calendar_id=False)).save().action_make()

    def test_everybody_by_default(self):
        wizard = self.env["clientele.shift.make"].create({})
        self.assertIn(self.practitioner, wizard.resource_ids)

    def test_holidays_are_grey(self):
        """What the calendar of shifts shows of the holidays of everybody."""
        leaves = self.env["resource.calendar.leaves"]
        span = {"date_from": "2021-07-21 21:00:00", "date_to": "2021-07-22 20:59:59"}
        leaves.create({"name": "Holiday", "resource_id": False, "calendar_id": False, **span})
        leaves.create({"name": "Away", "resource_id": self.practitioner.id, **AWAY})
        days = self.Shift.with_user(self.make_user("practitioner")).get_unusual_days(
            "2021-07-20 21:00:00", "2021-07-24 20:59:59"
        )
        self.assertEqual([day for day, is_holiday in days.items() if is_holiday], ["2021-07-22"])
        self.assertEqual(len(days), 5)

    def test_from_the_practitioner(self):
        self.generate("2021-07-21", "2021-07-22")
        action = self.practitioner.action_clientele_shifts()
        self.assertEqual(self.env[action["res_model"]].search_count(action["domain"]), 4)
        leave = self.env["resource.calendar.leaves"].create({"resource_id": self.practitioner.id, **AWAY})
        action = self.practitioner.action_clientele_leaves()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), leave)

    def test_months_are_a_setting(self):
        """Settings › Clientele: shifts are made 1 to 24 months ahead."""
        settings = Form(self.env["res.config.settings"])
        settings.clientele_shift_months = 6
        settings.save().execute()
        self.assertEqual(self.company.clientele_shift_months, 6)
        self.assertEqual(self.practitioner._clientele_ahead(), (self.today, date(2022, 1, 21)))

    def test_drag_over_days(self):
        """The hours take the place of what the working calendar says; what people changed is not lost."""
        self.generate("2021-07-21", "2021-07-23")
        self.make_shift("2021-07-24", 8, 10)
        self.Shift.search([("day", "=", "2021-07-23")]).filtered(lambda shift: shift.hour_from == 8).unlink()
        values = {"resource_id": self.practitioner.id, "branch_id": self.branch.id, "hour_from": 10, "hour_to": 13}
        days = [f"2021-07-{nr}" for nr in range(22, 26)]
        self.assertEqual(len(self.Shift.with_user(self.make_user("manager")).action_work_on(values, days)), 4)
        self.assertEqual(
            self.shifts_of(),
            [
                "2021-07-21 08:00-12:00",
                "2021-07-21 13:00-17:00",
                "2021-07-22 10:00-13:00",
                "2021-07-23 10:00-13:00",
                "2021-07-23 13:00-17:00",
                "2021-07-24 08:00-10:00",
                "2021-07-24 10:00-13:00",
                "2021-07-25 10:00-13:00",
            ],
        )

    def test_drag_needs_the_right(self):
        self.generate("2021-07-21", "2021-07-21")
        values = {"resource_id": self.practitioner.id, "branch_id": self.branch.id, "hour_from": 10, "hour_to": 13}
        for role in ("practitioner", "receptionist"):
            with self.assertRaises(AccessError):
                self.Shift.with_user(self.make_user(role)).action_work_on(values, ["2021-07-21"])
        self.assertEqual(len(self.shifts_of()), 2)
