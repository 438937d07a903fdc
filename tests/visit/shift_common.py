from datetime import date, datetime, timedelta

from odoo import Command

from ...tools import roster
from ..common import ClienteleCase

WEEK = range(7)


class ShiftCase(ClienteleCase):
    """Maria works Monday to Friday from 8 to 12 and 13 to 17 in Sofia; today is Wednesday 2021-07-21."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Shift = cls.env["clientele.shift"]
        cls.calendar = cls.make_calendar(
            "Office", *((day, *hours) for day in range(5) for hours in ((8, 12), (13, 17)))
        )
        cls.practitioner.write({"branch_ids": [Command.set(cls.branch.ids)], "calendar_id": cls.calendar.id})
        cls.other_branch = cls.env["clientele.branch"].create({"name": "New York", "tz": "America/New_York"})

    @classmethod
    def make_calendar(cls, name, *rows, **values):
        """
        :param rows: (weekday, from, to) or (weekday, from, to, values) with hours as floats
        """
        rows = [
            {
                "name": "Work",
                "dayofweek": str(weekday),
                "hour_from": hour_from,
                "hour_to": hour_to,
                "day_period": "morning",
                **(more[0] if more else {}),
            }
            for weekday, hour_from, hour_to, *more in rows
        ]
        values = {"company_id": False, "tz": "UTC", **values}
        attendances = [Command.clear(), *(Command.create(row) for row in rows)]
        return cls.env["resource.calendar"].create({"name": name, "attendance_ids": attendances, **values})

    @classmethod
    def make_practitioner(cls, name, **values):
        return cls.env["resource.resource"].create(
            {
                "name": name,
                "is_practitioner": True,
                "branch_ids": [Command.set(cls.branch.ids)],
                "calendar_id": cls.calendar.id,
                **values,
            }
        )

    @classmethod
    def make_shift(cls, day, hour_from, hour_to, resource=None, **values):
        return cls.Shift.create(
            {
                "resource_id": (resource or cls.practitioner).id,
                "branch_id": cls.branch.id,
                "day": day,
                "hour_from": hour_from,
                "hour_to": hour_to,
                **values,
            }
        )

    @classmethod
    def generate(cls, first, last, resources=None):
        resources = resources or cls.practitioner
        return cls.Shift._generate(resources, date.fromisoformat(first), date.fromisoformat(last))

    def shifts_of(self, resource=None, branch=None):
        """:return: ["2021-07-21 08:00-12:00"], what the practitioner's shifts are on the branch's wall"""
        shifts = self.Shift.search([("resource_id", "=", (resource or self.practitioner).id)])
        shifts = shifts.filtered(lambda shift: not branch or shift.branch_id == branch)
        return [self.text_of(shift) for shift in shifts]

    def text_of(self, shift):
        zone = shift.branch_id._zone()
        start, stop = (roster.wall_of(moment, zone) for moment in (shift.start, shift.stop))
        return f"{start:%Y-%m-%d %H:%M}-{stop:%H:%M}"


def utc(text):
    """:return: "2021-07-21 06:00" as a datetime"""
    return datetime.strptime(text, "%Y-%m-%d %H:%M")


def hours_between(shift):
    return (shift.stop - shift.start) / timedelta(hours=1)
