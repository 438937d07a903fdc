from datetime import timedelta

from odoo import api, fields, models

from ...tools.wall_day import WallDay, wall_day
from . import shift_sql

SHOWN_STATES = ("booked", "confirmed", "arrived", "done", "no_show")
ANYONE = 0


class ClienteleJournal(models.AbstractModel):
    """What reception's journal reads. Its public methods are called by the screen; record rules decide what they find.

    A *column* is one practitioner on one day (``resource_id`` 0: booked, but nobody is chosen yet). All times are
    minutes from the day's first moment on the branch's wall (``tools/wall_day.py``): the browser's zone plays no part.
    """

    _name = "clientele.journal"
    _description = "Journal"

    # ---------------------------------------------------------------- called by the screen

    @api.model
    def get_setup(self):
        """:return: dict of what does not change with the day: the branches and what the user may do"""
        branches = self.env["clientele.branch"].search([("company_id", "in", self.env.companies.ids)])
        return {
            "branches": [{"id": branch.id, "name": branch.name} for branch in self._own_branches(branches)],
            "default_branch": self.env["clientele.visit"]._default_branch().id,
            "currency_id": self.env.company.currency_id.id,
            "may_change": self._may_change(),
            "may_overbook": self.env.user.has_group("clientele.clientele_group_overbook"),
            "may_set_up": self.env.user.has_group("clientele.clientele_group_admin"),
        }

    @api.model
    def get_day(self, branch_id, day=False, resource_id=False, everyone=False):
        """One day of a branch, a column per practitioner.

        :param day: ISO date, the branch's today if empty
        :param resource_id: only this practitioner
        :param everyone: also who neither works nor is booked that day
        """
        branch = self._branch(branch_id)
        day = fields.Date.to_date(day) or branch._today()
        columns = self._columns(branch, [day], self._people(branch, resource_id), anyone=not resource_id)
        if not (resource_id or everyone):
            columns = [column for column in columns if self._is_shown(column)]
        return self._answer(branch, day, columns)

    @api.model
    def get_person_week(self, branch_id, first, resource_id, day=False):
        """The week of one practitioner, a column per day.

        :param first: ISO date of the week's first day
        """
        branch = self._branch(branch_id)
        first = fields.Date.to_date(first)
        days = [first + timedelta(days=number) for number in range(7)]
        columns = self._columns(branch, days, self._people(branch, resource_id), anyone=False)
        return self._answer(branch, fields.Date.to_date(day) or first, columns)

    # ---------------------------------------------------------------- what it is made of

    def _is_shown(self, column):
        """:return: whether somebody works or is booked; visits are dropped on "anyone", so it is always there"""
        return not column["resource_id"] or column["shifts"] or column["visits"] or column["blocks"]

    def _branch(self, branch_id):
        branch = self.env["clientele.branch"].browse(branch_id)
        branch.check_access("read")
        return branch

    def _may_change(self):
        return self.env["clientele.visit"].has_access("write")

    def _own_branches(self, branches):
        """:return: the branches whose visits the user may see"""
        user = self.env.user
        return branches & user.clientele_branch_ids if user.clientele_branch_bound else branches

    def _people(self, branch, resource_id=False):
        """:return: the practitioners of the branch that the user may see: a practitioner only the own column"""
        domain = [("is_practitioner", "=", True), ("branch_ids", "in", [False, branch.id])]
        domain.append(("company_id", "in", [False, branch.company_id.id]))
        if resource_id:
            domain.append(("id", "=", resource_id))
        if not self._may_change():
            domain.append(("user_id", "=", self.env.uid))
        return self.env["resource.resource"].search(domain)

    def _answer(self, branch, day, columns, facts=None):
        """:param facts: method that says what is shown of clients, everything if none is given"""
        now = branch._now()
        today = wall_day(branch._zone(), branch._today())
        partners = self.env["res.partner"].browse(
            {visit["client_id"] for column in columns for visit in column["visits"]} - {False}
        )
        return {
            "branch": {"id": branch.id, "name": branch.name, "tz": branch.tz},
            "day": fields.Date.to_string(day),
            "today": fields.Date.to_string(today.day),
            "now": today.minute_of(now),
            "people": [{"id": person.id, "name": person.name} for person in self._people(branch)],
            "columns": columns,
            "clients": (facts or self._client_facts)(partners),
        }

    def _columns(self, branch, days, people, anyone=True, entry=None):
        """:param anyone: also what is booked with nobody chosen yet, and with who no longer works here
        :param entry: method that says what is shown of a line, everything if none is given
        :return: list of columns, day by day
        """
        walls = [wall_day(branch._zone(), day) for day in days]
        period = walls[0].start, walls[-1].stop
        lines = self._lines(branch, *period, [*people.ids, False] if not anyone else None)
        shown = [self.env["resource.resource"]] if anyone else []
        shown += [*people, *(lines.resource_id - people)]
        columns = {(wall.day, person.id or ANYONE): self._column(wall, person) for wall in walls for person in shown}

        def place(resource_id, kind, start, stop, entry):
            for wall in walls:
                column, cut = columns.get((wall.day, resource_id)), wall.cut(start, stop)
                if column and cut:
                    first = wall.minute_of(start)
                    gaps = {"gaps": [(first + gap, first + end) for gap, end in entry.get("gaps", ())]}
                    whole = {"from": first, "to": wall.minute_of(stop), "start": cut[0], "stop": cut[1]}
                    column[kind].append({**entry, **gaps, **whole})

        for line in lines:
            place(line.resource_id.id or ANYONE, "visits", line.start, line.stop, (entry or self._entry)(line))
        for person, start, stop in self._shifts(branch, people, *period):
            place(person, "shifts", start, stop, {})
        for person, start, stop, name in self._leaves(branch, people, *period):
            place(person, "leaves", start, stop, {"name": name})
        for row in self._blocks(branch, people, *period):
            place(row.resource_id.id, "blocks", row.start, row.stop, self._block(branch, row))
        return list(columns.values())

    def _column(self, wall: WallDay, person):
        return {
            "resource_id": person.id or ANYONE,
            "name": person.name or self.env._("Anyone"),
            "photo": self._photo(person),
            "day": fields.Date.to_string(wall.day),
            "length": wall.length,
            "marks": wall.marks,
            "shifts": [],
            "leaves": [],
            "blocks": [],
            "visits": [],
        }

    def _photo(self, person):
        """:return: address of the practitioner's photo, False for none"""
        has_photo = person.clientele_image_128 or person.sudo().employee_id  # sudo: only whether there is one
        return bool(has_photo) and f"/web/image/resource.resource/{person.id}/avatar_128"

    # ---------------------------------------------------------------- working time

    def _shifts(self, branch, people, start, stop):
        """:return: list of (resource id, start, stop) in which these people work here"""
        shifts = self.env["clientele.shift"].search(
            [
                ("resource_id", "in", people.ids),
                ("branch_id", "=", branch.id),
                ("start", ">=", start - timedelta(days=2)),
                ("start", "<", stop),
                ("stop", ">", start),
            ]
        )
        return [(shift.resource_id.id, shift.start, shift.stop) for shift in shifts]

    def _leaves(self, branch, people, start, stop):
        """:return: list of (resource id, start, stop, name) of leaves and holidays"""
        Leaves = self.env["resource.calendar.leaves"]
        Leaves.flush_model()
        spans = self.env.execute_query(shift_sql.leaves(people.ids, branch._holiday_company_ids(), start, stop))
        domain = [("resource_id", "in", [False, *people.ids]), ("date_from", "<", stop), ("date_to", ">", start)]
        found = Leaves.sudo().search(domain) if spans else Leaves  # sudo: reception sees who is away
        names = {(leave.resource_id.id, leave.date_from.replace(second=0)): leave.name for leave in found}
        return [
            (person, first, last, names.get((person, first)) or names.get((False, first)) or self.env._("Away"))
            for person, first, last in spans
        ]

    def _blocks(self, branch, people, start, stop):
        """:return: rows (sudo) of what else takes these people's time: breaks, classes, visits in other branches"""
        return (
            self.env["clientele.occupancy"]
            .sudo()  # sudo: that somebody is taken elsewhere is shown, by what is not
            .search(
                [
                    ("resource_id", "in", people.ids),
                    ("start", "<", stop),
                    ("stop", ">", start),
                    "|",
                    ("kind", "in", ("break", "class", "external")),
                    *["|", "&", ("kind", "=", "hold"), ("expires_at", ">", branch._now())],
                    *["&", ("kind", "=", "visit"), ("branch_id", "!=", branch.id)],
                ]
            )
        )

    def _block(self, branch, row):
        """:return: dict of what is shown of other taken time; of other branches, only that there is something"""
        block = {"id": row.id, "kind": row.kind, "name": "", "session_id": False}
        if not row.branch_id or row.branch_id == branch:
            session = row.session_id
            block["name"] = f"{session.name} · {session.seats}" if session else row.name or ""
            block["session_id"] = session.id
        return block

    # ---------------------------------------------------------------- visits

    def _lines_domain(self, branch):
        """:return: domain of services that are done, or to be done, in this branch"""
        return [
            ("is_service", "=", True),
            ("state", "in", SHOWN_STATES),
            ("company_id", "=", branch.company_id.id),
            ("visit_id.branch_id", "=", branch.id),
            ("visit_id.kind", "=", "visit"),
        ]

    def _lines(self, branch, start, stop, resource_ids=None):
        """:return: lines between two moments"""
        days = branch._day_of(start) - timedelta(days=1), branch._day_of(stop)
        domain = [*self._lines_domain(branch), ("day", ">=", days[0]), ("day", "<=", days[1])]
        domain.append(("session_id", "=", False))  # who comes to a class stands in the class
        domain += [("start", "<", stop), ("stop", ">", start)]
        if resource_ids is not None:
            domain.append(("resource_id", "in", resource_ids))
        return self.env["clientele.visit.line"].search(domain, order="start, id")

    def _entry(self, line):
        """:return: dict of what the block of a line shows"""
        return {
            **self._short_entry(line),
            "visit_id": line.visit_id.id,
            "color": line.product_id.color,
            "note": line.visit_id.note or "",
            "room": ", ".join(line._rooms().mapped("name")),
            "overbooked": line.overbooked,
            "gaps": self._gaps(line),
        }

    def _short_entry(self, line):
        """:return: dict of what a strip of a week shows"""
        return {"id": line.id, "state": line.state, "client_id": line.partner_id.id, "service": line.name}

    def _gaps(self, line):
        """:return: list of (from, to) in minutes of the service, in which its practitioner is free"""
        gaps = line._terms().lasting(line.duration).gaps
        return [(start, start + minutes) for start, minutes in gaps]

    # ---------------------------------------------------------------- clients

    def _client_facts(self, partners):
        """What reception must know of clients at a glance; domains that know more extend it.

        :return: {id: dict of JSON values}
        """
        return {
            partner.id: {
                "id": partner.id,
                "name": partner.name,
                "phone": partner.phone or "",
                "email": partner.email or "",
            }
            for partner in partners
        }
