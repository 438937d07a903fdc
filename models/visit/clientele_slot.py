import uuid
from dataclasses import replace
from datetime import time, timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...tools.clock import minutes_between
from ...tools.occupied import Service, occupied
from ...tools.slot_plan import Option, Part, plan, starts
from ...tools.slots import Board, grid_mask, positions, span_mask
from . import shift_sql, slot_sql
from .clientele_occupancy import SlotTaken

HOLD_MINUTES = 10


class ClienteleSlot(models.AbstractModel):
    """Finds the times at which a wish can be booked, and books them (DESIGN 4).

    One query says who works and what is taken; ``tools.slots`` does the rest. A time that is offered can be booked as
    long as nobody else takes it.
    """

    _name = "clientele.slot"
    _description = "Free Times"

    # ---------------------------------------------------------------- finding

    @api.model
    def _starts(self, wish, first_day, last_day):
        """:return: list of naive UTC datetimes at which the whole wish can begin on these days of the branch's wall
        :raises UserError: where nobody performs a service, or a room that it needs is missing
        """
        window = self._window(wish, first_day, last_day)
        parts = self._parts(wish)
        if window[0] >= window[1]:
            return []
        origin, board = self._board(wish, parts, window)
        within = span_mask(minutes_between(origin, window[0]), minutes_between(origin, window[1]))
        within &= grid_mask(origin, board.size, wish.branch.tz, wish.branch.slot_step)
        offered = starts(board, parts, wish.mode) & within
        return [origin + timedelta(minutes=minute) for minute in positions(offered)]

    @api.model
    def _next_starts(self, wish, after=None, limit=5, days=60):
        """:return: the first times from a naive UTC moment on, at most ``limit``, within so many days"""
        branch = wish.branch
        after = max(after or branch._now(), branch._now())
        day, found, step = branch._day_of(after), [], 1
        last = day + timedelta(days=days)
        while len(found) < limit and day <= last:
            until = min(day + timedelta(days=step - 1), last)
            found += [start for start in self._starts(wish, day, until) if start >= after]
            day, step = until + timedelta(days=1), min(2 * step, 14)
        return found[:limit]

    @api.model
    def _plan(self, wish, start):
        """Choose who does what if the wish begins at ``start``: the least busy that day, then that week, then who was
        assigned longest ago.

        :return: tuple of Assigned, in the order of the services, with minutes from ``start``; None if it is taken
        """
        parts = self._parts(wish)
        origin, board = self._board(wish, parts, (start, start + timedelta(minutes=1)))
        offset = minutes_between(origin, start)
        chosen = plan(board, parts, offset, wish.mode, load=self._load(wish, parts, start))
        return chosen and tuple(replace(item, start=item.start - offset, stop=item.stop - offset) for item in chosen)

    @api.model
    def _window(self, wish, first_day, last_day):
        """:return: (from, to) of possible starts, naive UTC"""
        branch = wish.branch
        first = max(branch._utc_of(first_day, time()), _whole_minute(branch._bookable_from(wish.online)))
        last = branch._utc_of(last_day + timedelta(days=1), time())
        return first, min(last, branch._bookable_until()) if wish.online else last

    @api.model
    def _parts(self, wish):
        return tuple(self._part(wish, service) for service in wish.services)

    @api.model
    def _part(self, wish, service):
        """:return: Part of the engine
        :raises UserError: where nobody performs the service, or a room that it needs is missing
        """
        product = service.product.sudo()  # sudo: who books may not read what a service needs
        performers = product._clientele_performers(wish.branch)
        if service.practitioners:
            performers &= service.practitioners.sudo()  # sudo: as above
        if not performers:
            raise UserError(product._clientele_nobody(wish.branch))
        options = tuple(self._option(product, performer, service.minutes) for performer in performers)
        return Part(options, tuple(tuple(group.ids) for __, group in self._needs(product, wish.branch)))

    @api.model
    def _option(self, product, performer, minutes):
        terms = product._clientele_terms(performer)
        duration = minutes or terms.duration
        if duration <= 0:
            raise UserError(self.env._("%(service)s has no duration. Set it on the service.", service=product.name))
        gaps = tuple(gap for gap in terms.gaps if sum(gap) < duration)
        return Option(performer.id, duration, terms.before, terms.after, gaps)

    @api.model
    def _needs(self, product, branch):
        """:return: list of (field of the visit line, rooms or equipment of this branch of which one is needed)
        :raises UserError: where the branch has none of them
        """
        needs = {"room_id": product.clientele_room_ids, "equipment_id": product.clientele_equipment_ids}
        groups = [
            (name, group.filtered(lambda room: branch in room.branch_ids)) for name, group in needs.items() if group
        ]
        if not all(group for __, group in groups):
            raise UserError(
                self.env._(
                    "%(branch)s has no room or equipment for %(service)s. "
                    "Add the branch to one that the service needs.",
                    branch=branch.name,
                    service=product.name,
                )
            )
        return groups

    @api.model
    def _board(self, wish, parts, window):
        """:param window: (from, to) of possible starts
        :return: naive UTC datetime of the board's first minute, Board that reaches as far as a visit may
        """
        options = [option for part in parts for option in part.options]
        longest = sum(max(option.duration for option in part.options) for part in parts)
        first = window[0] - timedelta(minutes=max(option.before for option in options))
        last = window[1] + timedelta(minutes=longest + max(option.after for option in options))
        people = sorted({option.resource for option in options})
        rooms = sorted({room for part in parts for group in part.needs for room in group})
        return first, self._time(wish.branch, people, rooms, (first, last), wish.but_lines, wish.hold_key)

    @api.model
    def _time(self, branch, people, rooms, window, but_lines=(), hold_key=""):
        """Read who works at the branch and what is taken, in one query.

        :param people: ids of practitioners
        :param rooms: ids of rooms and equipment
        :param window: (from, to), naive UTC
        :return: Board whose first minute is the window's
        """
        first, last = window
        leaves = shift_sql.leaves([*people, *rooms], branch._holiday_company_ids(), first, last)
        query = slot_sql.board(people, rooms, branch, window, branch._now(), leaves, but_lines, hold_key)
        self._flush()
        rows = self.env.execute_query(query)
        return Board.build(
            minutes_between(first, last),
            [(resource, start, stop) for resource, works, start, stop in rows if works],
            [(resource, start, stop) for resource, works, start, stop in rows if not works],
        )

    @api.model
    def _flush(self):
        for name in ("clientele.shift", "clientele.occupancy", "resource.calendar.leaves"):
            self.env[name].flush_model()

    @api.model
    def _load(self, wish, parts, start):
        """:return: {practitioner id: (minutes booked that day, that week, latest assignment)}"""
        branch, day = wish.branch, wish.branch._day_of(start)
        monday = day - timedelta(days=day.weekday())
        days = [(day, day + timedelta(days=1)), (monday, monday + timedelta(days=7))]
        spans = [tuple(branch._utc_of(edge, time()) for edge in span) for span in days]
        people = {option.resource for part in parts for option in part.options}
        rows = self.env.execute_query(slot_sql.load(people, *spans))
        return dict.fromkeys(people, (0, 0, 0)) | {person: tuple(load) for person, *load in rows}

    # ---------------------------------------------------------------- booking

    @api.model
    def _plan_or_refuse(self, wish, start):
        """:raises SlotTaken: where the time was taken meanwhile"""
        chosen = self._plan(wish, start)
        if not chosen:
            raise SlotTaken(self.env._("This time has just been taken. Choose another time."))
        return chosen

    @api.model
    def _book(self, wish, start, values):
        """Book the wish at a naive UTC moment, with whoever is best then.

        :param values: values of the visit besides its time and lines: who comes, from where
        :return: the visit
        :raises SlotTaken: where the time was taken meanwhile
        """
        chosen = self._plan_or_refuse(wish, start)
        lines = [
            self._prepare_line(wish, service, item, nr)
            for nr, (service, item) in enumerate(zip(wish.services, chosen, strict=True))
        ]
        visits = self.env["clientele.visit"].with_context(clientele_hold_key=wish.hold_key)
        values = {"branch_id": wish.branch.id, "start": start, **values}
        return visits.create({**values, "line_ids": [Command.create(line) for line in lines]})

    @api.model
    def _prepare_line(self, wish, service, item, number):
        """:return: values of the visit line for one service of the wish"""
        names = [name for name, __ in self._needs(service.product.sudo(), wish.branch)]  # sudo: as in _part
        return {
            "product_id": service.product.id,
            "resource_id": item.resource,
            "sequence": 10 + (item.start if wish.mode == "any_order" else number),
            "offset": item.start,
            "start_by_hand": wish.mode == "parallel",
            "duration": item.stop - item.start,
            **dict(zip(names, item.rooms, strict=True)),
        }

    @api.model
    def _hold(self, wish, start, minutes=HOLD_MINUTES):
        """Keep a time for somebody who is still typing. Booking with the key, or time, ends the hold.

        :return: the key
        :raises SlotTaken: where the time was taken meanwhile
        """
        chosen = self._plan_or_refuse(wish, start)
        key = str(uuid.uuid4())
        held = {
            "kind": "hold",
            "hold_key": key,
            "expires_at": wish.branch._now() + timedelta(minutes=minutes),
            "branch_id": wish.branch.id,
            "company_id": wish.branch.company_id.id,
        }
        taken = occupied(self._as_service(wish, start, nr, item) for nr, item in enumerate(chosen))
        Occupancy = self.env["clientele.occupancy"]
        Occupancy._check_free(taken, hold_key=wish.hold_key)
        Occupancy._take([{**held, "resource_id": row.resource, "start": row.start, "stop": row.stop} for row in taken])
        return key

    @api.model
    def _as_service(self, wish, start, number, item):
        service = wish.services[number]
        performer = self.env["resource.resource"].browse(item.resource)
        option = self._option(service.product.sudo(), performer.sudo(), service.minutes)  # sudo: as in _part
        return Service(
            line=number,
            practitioner=item.resource,
            start=start + timedelta(minutes=item.start),
            stop=start + timedelta(minutes=item.stop),
            rooms=item.rooms,
            before=option.before,
            after=option.after,
            gaps=option.gaps,
        )


def _whole_minute(moment):
    """:return: the moment, rounded up to a whole minute"""
    down = moment.replace(second=0, microsecond=0)
    return down if down == moment else down + timedelta(minutes=1)
