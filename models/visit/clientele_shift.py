from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, format_duration

from ...tools import roster

# A shift as people say it, and as it is stored.
WALL = {"day", "hour_from", "hour_to"}
SPAN = {"resource_id", "branch_id", "start", "stop"}


class ClienteleShift(models.Model):
    """A stretch of working time of a practitioner in a branch (issue 3). Leaves are taken off when time is looked for.

    Made from the working calendar by ``clientele_shift_generation``, which leaves the days alone that people changed:
    whoever creates, changes or deletes a shift through the ORM makes that day a hand-made one.
    """

    _name = "clientele.shift"
    _description = "Shift"
    _order = "start, resource_id, id"
    _check_company_auto = True

    resource_id = fields.Many2one(
        "resource.resource",
        string="Practitioner",
        required=True,
        ondelete="cascade",
        domain=[("is_practitioner", "=", True)],
    )
    branch_id = fields.Many2one(
        "clientele.branch",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env["clientele.visit"]._default_branch(),
    )
    company_id = fields.Many2one(
        "res.company", related="branch_id.company_id", store=True, index=True, ondelete="cascade"
    )
    start = fields.Datetime(required=True, default=lambda self: self._default_span()[0])
    stop = fields.Datetime(required=True, default=lambda self: self._default_span()[1])
    day = fields.Date(
        compute="_compute_day",
        store=True,
        readonly=False,
        index=True,
        help="The date on the branch's wall when the shift starts.",
    )
    hour_from = fields.Float(
        string="From",
        compute="_compute_hours_of_wall",
        readonly=False,
        aggregator=None,
        help="On the branch's wall.",
    )
    hour_to = fields.Float(
        string="To",
        compute="_compute_hours_of_wall",
        readonly=False,
        aggregator=None,
        help="On the branch's wall; what is not after the start is on the next day.",
    )
    hours = fields.Float(compute="_compute_hours", store=True)
    origin = fields.Selection(
        [("generated", "Working calendar"), ("manual", "By hand")], required=True, default="manual", readonly=True
    )

    _stop_after_start = models.Constraint("CHECK (stop > start)", "A shift stops after it starts.")
    _longest = models.Constraint(
        "CHECK (stop <= start + INTERVAL '26 hours')", "A shift lasts a day at most; make one for each day."
    )
    # int4range() lets one gist index hold a number without any extension of the database.
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (int4range(resource_id, resource_id, '[]') WITH =, tsrange(start, stop) WITH &&)",
        "This practitioner already works at that time. Change the shift that is there instead.",
    )
    _of_resource = models.Index("(resource_id, start)")
    _of_branch = models.Index("(branch_id, start)")

    @api.model
    def _default_span(self):
        """:return: today from 9 to 18 on the wall of the user's branch"""
        branch = self.env["clientele.visit"]._default_branch()
        return roster.between(branch._today(), 9, 18, branch._zone())

    # ---------------------------------------------------------------- the wall

    @api.depends("start", "branch_id")
    def _compute_day(self):
        for shift in self:
            shift.day = shift.branch_id._day_of(shift.start)

    @api.depends("start", "stop", "branch_id")
    def _compute_hours_of_wall(self):
        for shift in self:
            shift.hour_from, shift.hour_to = shift._hours_of_wall() if shift.start and shift.stop else (0, 0)

    def _hours_of_wall(self):
        """:return: (from, to) as floats, 24 for the midnight after the start"""
        zone = self.branch_id._zone()
        start, stop = (roster.wall_of(moment, zone) for moment in (self.start, self.stop))
        hours = [wall.hour + wall.minute / 60 for wall in (start, stop)]
        return hours[0], hours[1] or 24

    @api.depends("start", "stop")
    def _compute_hours(self):
        for shift in self:
            shift.hours = (shift.stop - shift.start) / timedelta(hours=1) if shift.start and shift.stop else 0

    @api.depends("start", "stop", "branch_id", "resource_id")
    def _compute_display_name(self):
        for shift in self:
            shift.display_name = f"{shift._wall_text()} {shift.resource_id.name or ''}".strip()

    def _wall_text(self):
        """:return: "09:00–18:00" on the branch's wall"""
        hours = self._hours_of_wall() if self.start and self.stop else ()
        return "–".join(format_duration(hour) for hour in hours)

    @api.onchange("day", "hour_from", "hour_to", "branch_id")
    def _onchange_wall(self):
        if self.day:
            self.start, self.stop = self._span_of({"day": self.day})

    def _span_of(self, vals):
        """:return: (start, stop) where the day or hours of the wall in ``vals`` take the place of the present ones

        :raises ValidationError: when an hour is none
        """
        branch = self.env["clientele.branch"].browse(vals.get("branch_id")) or self.branch_id
        day = fields.Date.to_date(vals.get("day")) or self.day
        hours = [vals.get(name, self[name]) for name in ("hour_from", "hour_to")]
        if not all(0 <= hour <= 24 for hour in hours):
            raise ValidationError(self.env._("The hours of a shift lie between 00:00 and 24:00."))
        return roster.between(day, *hours, branch._zone())

    # ---------------------------------------------------------------- what is refused

    @api.constrains("resource_id", "branch_id")
    def _check_branch(self):
        for shift in self:
            resource, branch = shift.resource_id, shift.branch_id
            if not resource.is_practitioner:
                raise ValidationError(
                    self.env._("%(name)s is no practitioner. Choose somebody who serves clients.", name=resource.name)
                )
            if branch not in resource.branch_ids:
                raise ValidationError(
                    self.env._(
                        "%(name)s does not work in %(branch)s. "
                        "Choose another branch, or add this one on the practitioner's card.",
                        name=resource.name,
                        branch=branch.name,
                    )
                )

    def _check_spans(self, spans):
        """Refuse in words what the database would refuse.

        :param spans: list of (resource_id, branch_id, start, stop), what ``self`` and new shifts are about to be
        :raises ValidationError: when one stops before it starts, is too long, or overlaps another
        """
        spans = [span for span in spans if span[0]]
        for resource_id, branch_id, start, stop in spans:
            if stop <= start or stop - start > roster.LONGEST_SHIFT:
                text = self.env._(
                    "The shift of %(shift)s stops before it starts, or lasts longer than a day. Correct its hours.",
                    shift=self._in_words(resource_id, branch_id, start, stop),
                )
                raise ValidationError(text)
        taken = spans and self._first_overlap(spans)
        if taken:
            text = self.env._(
                "%(shift)s: this practitioner already works at that time. Change the shift that is there instead.",
                shift=self._in_words(*taken),
            )
            raise ValidationError(text)

    def _first_overlap(self, spans):
        """:return: the first span that is in the way of another one, new or stored, or None"""
        by_resource = defaultdict(list)
        for span in sorted(spans, key=lambda span: span[2]):
            others = by_resource[span[0]]
            if others and others[-1][3] > span[2]:
                return others[-1]
            others.append(span)
        return self._first_stored_overlap(spans)

    def _first_stored_overlap(self, spans):
        self.flush_model()
        resources, __, starts, stops = (list(column) for column in zip(*spans, strict=True))
        query = SQL(
            """SELECT s.resource_id, s.branch_id, s.start, s.stop
                 FROM unnest(%s::int[], %s::timestamp[], %s::timestamp[]) AS w(resource_id, start, stop)
                 JOIN clientele_shift s ON s.resource_id = w.resource_id AND s.start < w.stop AND s.stop > w.start
                WHERE s.id != ALL(%s) LIMIT 1""",
            resources,
            starts,
            stops,
            list(self.ids),
        )
        return next(iter(self.env.execute_query(query)), None)

    @api.model
    def _in_words(self, resource_id, branch_id, start, stop):
        """:return: "Maria, 2027-01-12 09:00 – 2027-01-12 18:00" on the wall of the branch"""
        zone = self.env["clientele.branch"].browse(branch_id)._zone()
        walls = [f"{roster.wall_of(moment, zone):%Y-%m-%d %H:%M}" for moment in (start, stop)]
        return f"{self.env['resource.resource'].browse(resource_id).name}, {' – '.join(walls)}"

    # ---------------------------------------------------------------- changes by hand

    @api.model_create_multi
    def create(self, vals_list):
        defaults = self.default_get(["branch_id", "start", "stop"])
        vals_list = [self._with_moments({**defaults, **vals}) for vals in vals_list]
        self._check_spans([self._future_span(vals) for vals in vals_list])
        shifts = super().create(vals_list)
        self.env["clientele.shift.day"]._mark(shifts._days())
        return shifts

    def write(self, vals):
        if vals.keys() & WALL:
            for shift in self:
                shift.write(shift._with_moments(vals))
            return True
        if not vals.keys() & SPAN:
            return super().write(vals)
        self._check_spans([shift._future_span(vals) for shift in self])
        days = self._days()
        result = super().write({**vals, "origin": "manual"})
        self.env["clientele.shift.day"]._mark(days | self._days())
        return result

    def unlink(self):
        self.env["clientele.shift.day"]._mark(self._days())
        return super().unlink()

    def _with_moments(self, vals):
        """Turn the day and hours of the wall into moments."""
        if not vals.keys() & WALL:
            return vals
        stored = {name: value for name, value in vals.items() if name not in WALL}
        start, stop = (self or self.new(stored))._span_of(vals)
        return {**stored, "start": start, "stop": stop}

    def _future_span(self, vals):
        """:return: (resource_id, branch_id, start, stop) of the shift once ``vals`` are written"""
        moments = (fields.Datetime.to_datetime(vals.get(name)) or self[name] for name in ("start", "stop"))
        return vals.get("resource_id", self.resource_id.id), vals.get("branch_id", self.branch_id.id), *moments

    def _days(self):
        """:return: {(resource_id, company_id, day)}"""
        return {(shift.resource_id.id, shift.company_id.id, shift.day) for shift in self}
