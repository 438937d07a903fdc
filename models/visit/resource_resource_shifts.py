from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ...tools import roster

# What of a practitioner decides the shifts.
KEYS = {"active", "branch_ids", "calendar_id", "company_id", "is_practitioner"}
MONTHS = 3


@dataclass(frozen=True)
class Roster:
    """What the working calendar says about a practitioner's days."""

    shifts: list[roster.Shift]  # places are branch ids
    days: set[date]  # those that a calendar decides, with shifts or without
    problems: list[str]  # why there is no working time, or not on all days


class ResourceResource(models.Model):
    """Working time of practitioners (issue 3), on the clock of the branch, never on the resource's."""

    _inherit = "resource.resource"

    clientele_shifts_until = fields.Date(
        string="Shifts until",
        copy=False,
        readonly=True,
        help="Empty: something that decides the shifts has changed, and they are made anew soon.",
    )
    clientele_shift_problem = fields.Char(
        string="Why there is no working time",
        compute="_compute_clientele_shift_problem",
        search="_search_clientele_shift_problem",
    )

    @api.depends("is_practitioner", "branch_ids", "calendar_id")
    def _compute_clientele_shift_problem(self):
        for resource in self:
            __, problems = (
                resource._clientele_rows(*resource._clientele_ahead()) if resource.is_practitioner else ({}, [])
            )
            resource.clientele_shift_problem = " ".join(problems)

    def _search_clientele_shift_problem(self, operator, value):
        """Find who has a problem, or who has none: nothing else is asked."""
        if operator not in ("in", "not in") or set(value) != {False}:
            return NotImplemented
        practitioners = self.search([("is_practitioner", "=", True)])
        troubled = practitioners.filtered("clientele_shift_problem")
        return [("id", "in" if operator == "not in" else "not in", troubled.ids)]

    # ---------------------------------------------------------------- what the calendar says

    def _clientele_ahead(self):
        """:return: (first day, last day) for which shifts are made ahead, on the clock of the first branch"""
        branch = self.branch_ids[:1]
        today = branch._today()
        company = branch.company_id or self.company_id or self.env.company
        return today, today + relativedelta(months=company.sudo().clientele_shift_months or MONTHS)  # sudo: a setting

    def _clientele_roster(self, first, last):
        """:return: the :class:`Roster` of the days from first to last, both included"""
        starts, calendars = self._clientele_working_calendars()
        rows, problems = self._clientele_rows(first, last)

        def rows_on(day):
            return rows.get(calendars[max(bisect_right(starts, day) - 1, 0)])

        days = {first + timedelta(days=nr) for nr in range((last - first).days + 1)}
        return Roster(
            roster.shifts(first, last, lambda day: rows_on(day) or (), self._clientele_zone),
            {day for day in days if rows_on(day) is not None},
            problems,
        )

    def _clientele_rows(self, first, last):
        """:return: ({calendar: its attendances, those of no branch in the first one}, problems), for the calendars in
        force between two days; one that is of no use has a problem and no attendances
        """
        if not self.branch_ids:
            return {}, [self.env._("%(name)s works in no branch. Add one on the practitioner's card.", name=self.name)]
        starts, calendars = self._clientele_working_calendars()
        in_force = dict.fromkeys(calendars[max(bisect_right(starts, first) - 1, 0) : bisect_right(starts, last)])
        problems = {calendar: self._clientele_problem_of(calendar) for calendar in in_force}
        home = self.branch_ids[0].id
        rows = {
            calendar: [row if row.place else replace(row, place=home) for row in calendar._clientele_attendances()]
            for calendar, problem in problems.items()
            if not problem
        }
        return rows, list(filter(None, problems.values()))

    def _clientele_working_calendars(self):
        """The working calendars by date: an employee's versions count with and without a contract.

        :return: (first days, calendars), two lists in order; the first calendar holds since ever
        """
        versions = self.sudo().employee_id.version_ids.sorted("date_version")  # sudo: versions are for HR only
        if not versions:
            return [date.min], [self.calendar_id]
        starts = [date.min, *versions[1:].mapped("date_version")]
        return starts, [version.resource_calendar_id.sudo(False) for version in versions]

    @api.model
    def _clientele_zone(self, branch_id):
        return self.env["clientele.branch"].browse(branch_id)._zone()

    def _clientele_problem_of(self, calendar):
        """:return: why no shifts can be made from a calendar and what to change, "" if they can"""
        strangers = calendar.attendance_ids.clientele_branch_id - self.branch_ids
        words = {"name": self.name, "calendar": calendar.name, "branch": strangers[:1].name}
        if not calendar:
            return self.env._("%(name)s has no working calendar. Choose one with fixed hours.", **words)
        if calendar.flexible_hours:
            return self.env._(
                "%(name)s works by the flexible calendar %(calendar)s, which does not say when. "
                "Choose one with fixed hours.",
                **words,
            )
        if calendar.duration_based:
            return self.env._(
                "%(name)s works by the calendar %(calendar)s, which only says how long. "
                "Give it hours from and to, or choose another one.",
                **words,
            )
        if not calendar._clientele_attendances():
            return self.env._("The working calendar %(calendar)s of %(name)s has no hours. Add some.", **words)
        if strangers:
            return self.env._(
                "The working calendar %(calendar)s sends %(name)s to %(branch)s. "
                "Add this branch on the practitioner's card, or change the calendar.",
                **words,
            )
        return ""

    # ---------------------------------------------------------------- changes

    @api.model_create_multi
    def create(self, vals_list):
        resources = super().create(vals_list)
        resources._clientele_calendar_changed()
        return resources

    def write(self, vals):
        """Who serves no more has no shifts ahead from then on; everything else is made anew soon."""
        result = super().write(vals)
        if vals.keys() & KEYS:
            self._clientele_calendar_changed()
        if vals.keys() & {"active", "is_practitioner"}:
            gone = self.filtered(lambda resource: not (resource.active and resource.is_practitioner))
            self.env["clientele.shift"]._drop_generated(gone)
        return result

    def _clientele_calendar_changed(self):
        """Have the shifts of the practitioners among these made anew soon."""
        practitioners = self.sudo().filtered("is_practitioner")  # sudo: who changes a calendar may not change shifts
        practitioners.clientele_shifts_until = False
        if practitioners:
            self.env.ref("clientele.clientele_cron_shifts")._trigger()

    @api.model
    def _clientele_due(self):
        """:return: the practitioners whose shifts are not made for all the months ahead, changed calendars first"""
        practitioners = self.sudo().search([("is_practitioner", "=", True)])  # sudo: of every company
        due = practitioners.filtered(
            lambda resource: (resource.clientele_shifts_until or date.min) < resource._clientele_ahead()[1]
        )
        return due.sorted(lambda resource: resource.clientele_shifts_until or date.min)

    # ---------------------------------------------------------------- actions

    def action_clientele_shifts(self):
        """Open the shifts of these practitioners."""
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_shift_action")
        return {**action, "domain": [("resource_id", "in", self.ids)], "context": {"default_resource_id": self[:1].id}}

    def action_clientele_leaves(self):
        """Open the leaves of these practitioners."""
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_leave_action")
        return {**action, "domain": [("resource_id", "in", self.ids)], "context": {"default_resource_id": self[:1].id}}
