"""Where the visits of those who are away can go, worked out for all visits of a branch on one board."""

from dataclasses import replace
from datetime import time, timedelta

import pytz

from odoo.exceptions import UserError
from odoo.fields import Datetime

from ..tools import absence
from ..tools.slots import grid_mask, positions, span_mask

LATER_DAYS = 21
CHOICES = 3
MINUTE = timedelta(minutes=1)
ROOMS = ("room_id", "equipment_id")


class AbsenceBoard:
    """The time of one branch, read by one query for all visits that it is asked about.

    Every visit holds its time on the board; ``hold`` gives it the time of its plan instead, so that two visits are not
    sent to the same person at once.

    A *plan* says what becomes of a visit: ``{"start": naive UTC as text, "lines": {line id as text: values}}``; without
    a start it stays at its time.
    """

    def __init__(self, branch, visits, away, after):
        """
        :param visits: visits of this branch that will be asked about
        :param away: practitioners who are away
        :param after: naive UTC moment from which they are back
        """
        self.branch, self.away = branch, away
        self.slot = branch.env["clientele.slot"]
        after = max(after, branch._now())
        self.origin = self._midnight(min(visits.mapped("start")), -1)
        last = self._midnight(max(after, *visits.mapped("stop")), LATER_DAYS + 1)
        resources = branch.resource_ids | visits.line_ids.resource_id | visits.line_ids._rooms()
        people = resources.filtered("is_practitioner")
        window = (self.origin, last)
        self.empty = self.slot._time(branch, people.ids, (resources - people).ids, window, visits.line_ids.ids)
        self.from_back_on = ~span_mask(0, -(-(after - self.origin) // MINUTE))
        self.from_back_on &= grid_mask(self.origin, self.empty.size, branch.tz, branch.slot_step)
        self.held = {visit.id: self._claims_of(visit) for visit in visits}
        self.board = absence.busier(self.empty, [claim for claims in self.held.values() for claim in claims])
        self.performers = {}

    # ---------------------------------------------------------------- what could become of a visit

    def substitute(self, visit, lines):
        """:return: plan by which others perform these services at their time, whoever has least to do that day; None
        where nobody can
        """
        try:
            places = [self._place(line, self._others(line), self._minute(line.start)) for line in lines]
        except UserError:  # a room or a duration is missing: people have to look at it
            return None
        return self._plan(visit, lines, places)

    def later(self, visit):
        """:return: list of at most ``CHOICES`` plans by which the same people perform the visit once they are back"""
        lines = visit._services().filtered("resource_id")
        try:
            places = [self._place(line, line.resource_id, line.offset) for line in lines]
        except UserError:  # as above
            return []
        offered = positions(absence.later_starts(self._without(visit), places) & self.from_back_on)
        walls = (self.branch._wall(self.origin + minute * MINUTE) for minute in offered)
        chosen = absence.spread(walls, self.branch._wall(visit.start).time(), CHOICES)
        moments = [wall.astimezone(pytz.utc).replace(tzinfo=None) for wall in chosen]
        plans = [self._plan_at(visit, lines, places, moment) for moment in moments]
        return [plan for plan in plans if plan]

    def allows(self, visit, plan):
        """:return: whether the plan can still be carried out"""
        return bool(self._chosen(visit, *self._read(visit, plan)))

    def hold(self, visit, plan):
        """Keep the time of the plan instead of the visit's present one."""
        lines, places = self._read(visit, plan)
        chosen = self._chosen(visit, lines, places) or ()
        self.board = self._without(visit)
        self.held[visit.id] = [claim for one in chosen for claim in one.claims] + self._claims_of(visit, but=lines)
        self.board = absence.busier(self.board, self.held[visit.id])

    # ---------------------------------------------------------------- plans

    def _plan_at(self, visit, lines, places, moment):
        start = self._minute(moment)
        plan = self._plan(visit, lines, [replace(place, start=start + place.start) for place in places])
        return plan and {**plan, "start": Datetime.to_string(moment)}

    def _plan(self, visit, lines, places):
        chosen = self._chosen(visit, lines, places)
        return chosen and {
            "start": False,
            "lines": {str(line.id): self._values(line, one) for line, one in zip(lines, chosen, strict=True)},
        }

    def _values(self, line, chosen):
        names = [name for name, __ in self._groups(line)]
        values = {"resource_id": chosen.option.resource, "duration": chosen.option.duration}
        return {**values, **dict(zip(names, chosen.rooms, strict=True))}

    def _read(self, visit, plan):
        """:return: (lines of the plan, their places with the one choice that the plan made)"""
        lines = visit.line_ids.filtered(lambda line: str(line.id) in plan["lines"])
        moved = Datetime.to_datetime(plan["start"])
        return lines, [self._place_in(line, plan["lines"][str(line.id)], moved) for line in lines]

    def _place_in(self, line, values, moved):
        start = self._minute(moved) + line.offset if moved else self._minute(line.start)
        performer = line.resource_id.browse(values["resource_id"])
        option = self.slot._option(line.product_id.sudo(), performer, values["duration"])  # sudo: as in the slots
        return absence.Place(start, (option,), tuple((values[name],) for name in ROOMS if name in values))

    def _chosen(self, visit, lines, places):
        """:return: tuple of ``absence.Chosen``, or None"""
        staying = (visit._services() - lines) if lines else lines
        stays = [
            (resource.id, self._minute(line.start), self._minute(line.stop))
            for line in staying
            for resource in (line.resource_id | line._rooms())
        ]
        day = [self._minute(self._midnight(visit.start, days)) for days in (0, 1)]
        candidates = {option.resource for place in places for option in place.options}
        load = absence.minutes_busy(self.board, candidates, *day)
        return absence.choose(self._without(visit), places, stays, load)

    # ---------------------------------------------------------------- places

    def _place(self, line, performers, start):
        """:raises UserError: where a room or a duration is missing"""
        minutes = line.duration if self._keeps_minutes(line) or line.resource_id in performers else 0
        product = line.product_id.sudo()  # sudo: who books may not read what a service needs
        options = tuple(self.slot._option(product, performer, minutes) for performer in performers)
        return absence.Place(start, options, tuple(group for __, group in self._groups(line)))

    def _others(self, line):
        """:return: who else performs the service, in no more time where the visit goes on with another service"""
        others = self._performers(line.product_id) - self.away
        if line.duration != line._terms().duration or not self._is_followed(line):
            return others
        terms = line.product_id.sudo()._clientele_terms  # sudo: as above
        return others.filtered(lambda other: terms(other).duration <= line.duration)

    def _keeps_minutes(self, line):
        return self._is_followed(line) or line.duration != line._terms().duration

    def _is_followed(self, line):
        return any(other.start >= line.stop for other in line.visit_id._services() - line)

    def _performers(self, product):
        if product not in self.performers:
            self.performers[product] = product.sudo()._clientele_performers(self.branch)  # sudo: as above
        return self.performers[product]

    def _groups(self, line):
        """:return: list of (field of the line, ids of which one is needed, the present one first)"""
        needs = dict(self.slot._needs(line.product_id.sudo(), self.branch))  # sudo: as above
        groups = {name: line[name] | needs.get(name, line[name]) for name in ROOMS}
        return [(name, tuple(group.ids)) for name, group in groups.items() if group]

    # ---------------------------------------------------------------- minutes

    def _without(self, visit):
        """:return: the board without what this visit holds"""
        mine = {resource for resource, __, __ in self.held[visit.id]}
        others = [row for key, rows in self.held.items() if key != visit.id for row in rows if row[0] in mine]
        busy = {**self.board.busy, **{resource: self.empty.busy.get(resource, 0) for resource in mine}}
        return absence.busier(replace(self.board, busy=busy), others)

    def _claims_of(self, visit, but=()):
        rows = visit.sudo().occupancy_ids  # sudo: time is taken whoever may see it
        rows = rows.filtered(lambda row: row.line_id not in but)
        return [(row.resource_id.id, self._minute(row.start), self._minute(row.stop)) for row in rows]

    def _minute(self, moment):
        return (moment - self.origin) // MINUTE

    def _midnight(self, moment, days):
        """:return: naive UTC datetime of the midnight that lies so many days after the day of a moment begins"""
        return self.branch._utc_of(self.branch._day_of(moment) + timedelta(days=days), time())
