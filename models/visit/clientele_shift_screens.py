from datetime import timedelta

from odoo import api, fields, models


class ClienteleShift(models.Model):
    """What the screens of shifts ask besides their data."""

    _inherit = "clientele.shift"

    @api.model
    def get_unusual_days(self, date_from, date_to=None):
        """Called by the calendar view: the holidays of everybody are grey.

        :param date_from: date or datetime as text, as for ``date_to``
        :return: {"2021-07-21": True}, True for a holiday
        """
        branch = self.env["clientele.visit"]._default_branch()
        first = fields.Date.to_date(date_from)
        last = fields.Date.to_date(date_to) or first
        holidays = self.env["resource.calendar.leaves"].search(
            [
                ("resource_id", "=", False),
                ("calendar_id", "=", False),
                ("company_id", "in", branch._holiday_company_ids()),
                ("date_from", "<", branch._utc_of(last + timedelta(days=1))),
                ("date_to", ">", branch._utc_of(first - timedelta(days=1))),
            ]
        )
        spans = [(branch._day_of(leave.date_from), branch._day_of(leave.date_to)) for leave in holidays]
        days = (first + timedelta(days=nr) for nr in range((last - first).days + 1))
        return {fields.Date.to_string(day): any(start <= day <= stop for start, stop in spans) for day in days}

    @api.model
    def action_work_on(self, vals, days):
        """Called by the calendar view: somebody works these hours on these days, instead of what the calendar says.

        Days that people changed before keep their shifts, beside the new ones.

        :param vals: values of a shift but for its day
        :param days: list of dates as text
        :return: ids of the new shifts
        """
        resource = ("resource_id", "=", vals.get("resource_id"))
        changed = self.env["clientele.shift.day"].search([resource, ("day", "in", days)]).mapped("day")
        theirs = self.search([resource, ("day", "in", days), ("day", "not in", changed), ("origin", "=", "generated")])
        theirs.unlink()
        return self.create([{**vals, "day": day} for day in days]).ids
