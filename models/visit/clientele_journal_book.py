from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command

from ...tools.occupied import Taken
from ...tools.wall_day import wall_day
from .clientele_occupancy import SlotTaken
from .slot_wish import Wish, WishedService

STATE_ACTIONS = {
    "confirmed": "action_confirm",
    "arrived": "action_arrive",
    "done": "action_done",
    "no_show": "action_no_show",
    "cancelled": "action_cancel",
    "reopen": "action_reopen",
}
NEXT_TIMES = 6


class ClienteleJournal(models.AbstractModel):
    """What reception changes in the journal.

    Whoever may write visits may call it. A time that is gone is an answer, no error: ``{"taken": why, "next": times}``,
    where a time is ``{"day", "start", "wall"}``: the ISO date, minutes from the day's first moment, and ISO text of the
    wall clock.
    """

    _inherit = "clientele.journal"

    # ---------------------------------------------------------------- new visits

    @api.model
    def book(self, values):
        """Make a visit.

        :param values: dict of ``branch_id``, ``day``; ``partner_id`` or ``client`` (dict of name, phone, email);
            ``services``: list of dicts of ``product_id``, ``resource_id`` (0: the least busy who is free), ``start``
            (minute of the day), ``minutes`` (0: as usual) and ``package_id`` of what comes with a package; ``note``,
            ``source``, ``overbook_reason``
        :return: {"visit_id": id}, or what was taken and the next free times
        """
        self._check_may_change()
        branch = self._branch(values["branch_id"])
        wall = wall_day(branch._zone(), fields.Date.to_date(values["day"]))
        return self._answer_taken(
            lambda: {"visit_id": self._book(branch, wall, values).id},
            lambda: self._next_times(branch, wall, values["services"]),
        )

    @api.model
    def _book(self, branch, wall, values):
        """:return: the visit
        :raises SlotTaken: where somebody or something is not free
        """
        lines = [
            self._prepare_service(branch, wall, service, number) for number, service in enumerate(values["services"])
        ]
        for line, service in zip(lines, values["services"], strict=True):
            if service.get("package_id"):
                line["package_id"] = service["package_id"]
        lines = self._with_package_prices(lines)
        return self.env["clientele.visit"].create(self._prepare_booking(branch, wall, values, lines))

    @api.model
    def _with_package_prices(self, lines):
        """Services that came with a package have the prices that the package says."""
        packages = self.env["clientele.package"].browse({line["package_id"] for line in lines if "package_id" in line})
        terms = [line for package in packages for line in package._prepare_visit_lines()]
        priced = []
        for line in lines:
            key = line.get("package_id"), line["product_id"]
            found = next((term for term in terms if (term["package_id"], term["product_id"]) == key), {})
            if found:
                terms.remove(found)
            priced.append({**line, **found})
        return priced

    @api.model
    def _prepare_booking(self, branch, wall, values, lines):
        client = {f"client_{name}": text for name, text in (values.get("client") or {}).items() if text}
        services = values["services"]
        first = min(service["start"] for service in services)
        return {
            "branch_id": branch.id,
            "partner_id": values.get("partner_id") or False,
            "start": wall.moment_of(first),
            "source": values.get("source") or "back_office",
            "note": values.get("note") or False,
            "overbook_reason": values.get("overbook_reason") or False,
            "line_ids": [Command.create(line) for line in self._placed(lines, services, first)],
            **client,
        }

    @api.model
    def _placed(self, lines, services, first):
        """Services that do not begin when the one before ends keep their own start."""
        placed, after = [], 0
        for line, service in zip(lines, services, strict=True):
            offset = service["start"] - first
            placed.append({**line, "offset": offset, "start_by_hand": offset != after})
            after = max(after, offset + line["duration"])
        return placed

    @api.model
    def _prepare_service(self, branch, wall, service, number):
        """:return: values of a visit line, with who does it and the rooms that it needs
        :raises SlotTaken: where nobody, or no room, is free for it
        """
        wished = self._wished(service)
        wish, start = Wish(branch, (wished,)), wall.moment_of(service["start"])
        plan = self.env["clientele.slot"]._plan(wish, start)
        if plan:
            line = self.env["clientele.slot"]._prepare_line(wish, wished, plan[0], number)
        else:
            line = self._prepare_by_hand(branch, wished, start)
        return {**line, "sequence": 10 + number}

    @api.model
    def _prepare_by_hand(self, branch, wished, start):
        """Reception may ask for somebody at a time that is not offered: outside of working hours, or overbooked."""
        if not wished.practitioners:
            raise SlotTaken(
                self.env._("Nobody is free for %(service)s at that time.", service=wished.product.display_name)
            )
        duration = wished.minutes or wished.product._clientele_terms(wished.practitioners).duration
        return {
            "product_id": wished.product.id,
            "resource_id": wished.practitioners.id,
            "duration": duration,
            **self._free_rooms(branch, wished.product, start, start + timedelta(minutes=duration)),
        }

    @api.model
    def _wished(self, service):
        return WishedService(
            self.env["product.product"].browse(service["product_id"]),
            self.env["resource.resource"].browse(service.get("resource_id") or []),
            service.get("minutes") or 0,
        )

    @api.model
    def _free_rooms(self, branch, product, start, stop, but=()):
        """:param but: occupied time that does not count
        :return: {field of the line: a room or equipment}; one that is free, if any is
        """
        rooms = {}
        for name, group in self.env["clientele.slot"]._needs(product.sudo(), branch):  # sudo: as the slot engine
            wanted = [Taken(room.id, start, stop, 0) for room in group]
            taken = {clash.resource for clash, _row in self.env["clientele.occupancy"]._clashes(wanted, but=but)}
            rooms[name] = (group.filtered(lambda room, taken=taken: room.id not in taken) or group)[:1].id
        return rooms

    # ---------------------------------------------------------------- free times

    @api.model
    def next_times(self, branch_id, day, services, start=0):
        """:param services: as for ``book``; they follow each other in this order
        :param start: minute of the day from which on to look
        :return: list of the next times at which all of them are free
        """
        self._check_may_change()
        branch = self._branch(branch_id)
        return self._next_times(branch, wall_day(branch._zone(), fields.Date.to_date(day)), services, start)

    @api.model
    def _next_times(self, branch, wall, services, start=None):
        if start is None:
            start = min(service["start"] for service in services)
        wish = Wish(branch, tuple(self._wished(service) for service in services), mode="sequence")
        moments = self.env["clientele.slot"]._next_starts(wish, after=wall.moment_of(start), limit=NEXT_TIMES)
        return [self._time(branch, moment) for moment in moments]

    @api.model
    def _time(self, branch, moment):
        day = branch._day_of(moment)
        return {
            "day": fields.Date.to_string(day),
            "start": wall_day(branch._zone(), day).minute_of(moment),
            "wall": branch._wall(moment).isoformat(),
        }

    # ---------------------------------------------------------------- moving

    @api.model
    def move(self, line_id, to, alone=False):
        """Put a service somewhere else; the visit's other services keep their distance to it, unless it moves alone.

        :param to: dict of ``resource_id`` (0: the least busy who is free), ``day`` and ``start`` (minute of the day)
        :return: {"text", "before"} for undo, or what was taken and the next free times
        """
        line = self._line(line_id)
        wall = wall_day(line.branch_id._zone(), fields.Date.to_date(to["day"]))
        service = {**to, "product_id": line.product_id.id, "minutes": line.duration}
        return self._answer_taken(
            lambda: self._moved(line, {**to, "minutes": 0}, alone),
            lambda: self._next_times(line.branch_id, wall, [service]),
        )

    @api.model
    def _moved(self, line, to, alone):
        before = {**self._position(line), "alone": alone}
        self._put(line, to, alone)
        return {"text": self._say_position(line), "before": before}

    @api.model
    def stretch(self, line_id, minutes):
        """Let a service take so many minutes; the services behind it follow.

        :return: as ``move``, without other times
        """
        line = self._line(line_id)
        return self._answer_taken(lambda: self._stretched(line, max(int(minutes), 1)))

    @api.model
    def _stretched(self, line, minutes):
        before = self._position(line)
        line.duration = minutes
        return {"text": self._say_position(line), "before": before}

    @api.model
    def assign(self, line_id):
        """Give a service to the least busy who is free at its time."""
        line = self._line(line_id)
        return self.move(line_id, {**self._position(line), "resource_id": 0})

    @api.model
    def undo(self, line_id, before):
        """Put a service back to where it was; ``before`` is what a change answered."""
        line = self._line(line_id)
        return self._answer_taken(lambda: self._put(line, before, before.get("alone", False)))

    @api.model
    def _line(self, line_id):
        self._check_may_change()
        line = self.env["clientele.visit.line"].browse(line_id)
        line.check_access("write")
        return line

    @api.model
    def _position(self, line):
        branch = line.branch_id
        return {**self._time(branch, line.start), "resource_id": line.resource_id.id or 0, "minutes": line.duration}

    @api.model
    def _say_position(self, line):
        wall = line.branch_id._wall(line.start)
        return self.env._(
            "%(client)s: %(who)s, %(day)s %(start)s",
            client=line.partner_id.name or self.env._("Anonymous"),
            who=line.resource_id.name or self.env._("nobody chosen"),
            day=fields.Date.to_string(wall.date()),
            start=f"{wall:%H:%M}",
        )

    @api.model
    def _put(self, line, to, alone):
        """:param to: dict of resource_id, day, start, and minutes (0: as the practitioner usually takes)"""
        visit, branch = line.visit_id, line.branch_id
        start = wall_day(branch._zone(), fields.Date.to_date(to["day"])).moment_of(to["start"])
        person = to["resource_id"] or self._least_busy(line, start)
        values = {"resource_id": person} if person != line.resource_id.id else {}
        if to["minutes"] and to["minutes"] != line.duration:
            values["duration"] = to["minutes"]
        if alone:
            line.write({**values, "start": start})
        else:
            shift = start - line.start
            lines = [Command.update(line.id, values)] if values else []
            rooms = [Command.update(one.id, self._rooms_at(one, shift)) for one in visit.line_ids if one._rooms()]
            visit.write({"start": visit.start + shift, "line_ids": [*lines, *rooms]})

    @api.model
    def _rooms_at(self, line, shift):
        """:return: values of the line with rooms that are free so much later"""
        own = line.visit_id.sudo().occupancy_ids  # sudo: the visit's own time does not stand in its way
        return self._free_rooms(line.branch_id, line.product_id, line.start + shift, line.stop + shift, but=own)

    @api.model
    def _least_busy(self, line, start):
        """:return: id of the least busy practitioner who is free for a line at a moment
        :raises SlotTaken: where nobody is
        """
        wish = Wish(line.branch_id, (WishedService(line.product_id, (), line.duration),), but_lines=(line.id,))
        plan = self.env["clientele.slot"]._plan(wish, start)
        if not plan:
            raise SlotTaken(self.env._("Nobody is free for %(service)s at that time.", service=line.name))
        return plan[0].resource

    # ---------------------------------------------------------------- states and breaks

    @api.model
    def set_state(self, visit_id, state, reason=""):
        """Confirm, receive, close, cancel … a visit.

        :param state: the new state, or ``reopen``
        :return: {}, or an action that asks something first
        :raises UserError: where the visit is in a state from which that is not possible
        """
        self._check_may_change()
        visit = self.env["clientele.visit"].browse(visit_id)
        if state == "cancelled":
            visit.cancel_reason = reason
        return self._answer_taken(getattr(visit, STATE_ACTIONS[state]))

    @api.model
    def block(self, branch_id, resource_id, day, start, stop, name=""):
        """Block a practitioner's time, for a break for instance."""
        self._check_may_change()
        branch = self._branch(branch_id)
        wall = wall_day(branch._zone(), fields.Date.to_date(day))
        values = {
            "kind": "break",
            "resource_id": resource_id,
            "branch_id": branch.id,
            "company_id": branch.company_id.id,
            "start": wall.moment_of(start),
            "stop": wall.moment_of(stop),
            "name": name or self.env._("Break"),
        }
        return self._answer_taken(lambda: {"id": self.env["clientele.occupancy"].create(values).id})

    @api.model
    def unblock(self, block_id):
        """Free the time of a break again."""
        self._check_may_change()
        self.env["clientele.occupancy"].browse(block_id).unlink()
        return {}

    @api.model
    def _answer_taken(self, change, times=list):
        """:param change: function that makes the change
        :param times: function that finds other times
        :return: what the change answers, or what was taken
        """
        try:
            with self.env.cr.savepoint():
                return change() or {}
        except SlotTaken as taken:
            return {"taken": str(taken), "next": times()}

    def _check_may_change(self):
        """:raises AccessError: for who may not write visits, a practitioner for instance"""
        self.env["clientele.visit"].check_access("write")
