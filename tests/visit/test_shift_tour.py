from datetime import date, timedelta

from odoo.tests import HttpCase, tagged

from .shift_common import ShiftCase


@tagged("post_install", "-at_install")
class TestShiftTour(ShiftCase, HttpCase):
    """Issue 3: drag over days of the month to make many shifts at once, in a real browser."""

    today = date.today()  # the browser shows the present month

    def test_drag_over_days(self):
        maria = self.make_practitioner("Tour Maria")
        self.start_tour("/odoo/action-clientele.clientele_shift_action", "clientele_shift_drag", login="admin")
        middle = self.today.replace(day=15)
        monday = middle - timedelta(days=middle.weekday())
        expected = [f"{monday} 10:00-20:00", f"{monday + timedelta(days=1)} 10:00-19:00"]
        self.assertEqual(self.shifts_of(maria), expected)
        marks = self.env["clientele.shift.day"].search([("resource_id", "=", maria.id)])
        self.assertEqual(marks.mapped("day"), [monday + timedelta(days=nr) for nr in range(3)])
