from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import date_utils
from odoo.tools.intervals import Intervals

from ...tools.wall_day import wall_day


class ClienteleJournal(models.AbstractModel):
    """The week of everybody and the month: how full the days are. Counted by the database, never visit by visit."""

    _inherit = "clientele.journal"

    @api.model
    def get_week(self, branch_id, first, day=False):
        """A week, a row per practitioner.

        :param first: ISO date of the week's first day
        :return: as ``get_day``; the columns of all days, which the screen lays out as rows and days
        """
        branch = self._branch(branch_id)
        first = fields.Date.to_date(first)
        days = [first + timedelta(days=number) for number in range(7)]
        columns = self._columns(branch, days, self._people(branch), entry=self._short_entry)
        shown = {column["resource_id"] for column in columns if column["resource_id"] and self._is_shown(column)}
        shown |= {column["resource_id"] for column in columns if column["visits"]}
        columns = [column for column in columns if column["resource_id"] in shown]
        return self._answer(branch, fields.Date.to_date(day) or first, columns, facts=self._client_names)

    @api.model
    def _client_names(self, partners):
        return {partner.id: {"name": partner.name} for partner in partners}

    @api.model
    def get_month(self, branch_id, day=False, resource_id=False):
        """The month of a day.

        :return: as ``get_day``, with ``days`` instead of columns: for each day the number of visits, and the minutes
            that are worked and booked
        """
        branch = self._branch(branch_id)
        day = fields.Date.to_date(day) or branch._today()
        people = self._people(branch, resource_id)
        first, last = date_utils.start_of(day, "month"), date_utils.end_of(day, "month")
        booked = self._booked_by_day(branch, first, last, people if resource_id else None)
        working = self._working_by_day(branch, first, last, people)
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        return {
            **self._answer(branch, day, []),
            "days": [
                {"day": fields.Date.to_string(each), "working": working.get(each, 0), **booked[each]} for each in days
            ],
        }

    @api.model
    def _booked_by_day(self, branch, first, last, people=None):
        """:return: {day: {"visits": number, "booked": minutes}}, 0 for days without visits"""
        domain = [
            *self._lines_domain(branch),
            ("state", "!=", "no_show"),
            ("day", ">=", first),
            ("day", "<=", last),
        ]
        if people is not None:
            domain.append(("resource_id", "in", people.ids))
        groups = self.env["clientele.visit.line"]._read_group(
            domain, ["day:day"], ["visit_id:count_distinct", "duration:sum"]
        )
        days = defaultdict(lambda: {"visits": 0, "booked": 0})
        for day, visits, minutes in groups:
            days[fields.Date.to_date(day)] = {"visits": visits, "booked": minutes or 0}
        return days

    @api.model
    def _working_by_day(self, branch, first, last, people):
        """:return: {day: minutes that these people work, leaves taken off}"""
        walls = [wall_day(branch._zone(), first + timedelta(days=number)) for number in range((last - first).days + 1)]
        working = defaultdict(int)
        for start, stop in self._working_spans(branch, people, walls[0].start, walls[-1].stop):
            for wall in walls:
                cut = wall.cut(start, stop)
                working[wall.day] += cut[1] - cut[0] if cut else 0
        return working

    @api.model
    def _working_spans(self, branch, people, start, stop):
        """:return: list of (start, stop) in which one of these people is at work"""
        shifts, leaves = defaultdict(list), defaultdict(list)
        for person, first, last in self._shifts(branch, people, start, stop):
            shifts[person].append((first, last, set()))
        for person, first, last, _name in self._leaves(branch, people, start, stop):
            leaves[person].append((first, last, set()))
        return [
            (first, last)
            for person, worked in shifts.items()
            for first, last, _nothing in Intervals(worked) - Intervals(leaves[person])
        ]
