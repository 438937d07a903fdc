from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

from ...tools.occupied import ClashError, occupied
from .clientele_visit import OPEN_STATES

# A visit that is done keeps its time: the practitioner was taken until its end.
HOLDING_STATES = (*OPEN_STATES, "done")
SCHEDULE = {"start", "stop", "state", "branch_id", "line_ids", "overbook_reason"}


class ClienteleVisit(models.Model):
    """A visit takes the time of its practitioners, rooms and equipment, so that nobody is booked twice (DESIGN 4)."""

    _inherit = "clientele.visit"

    occupancy_ids = fields.One2many("clientele.occupancy", "visit_id", string="Occupied time")
    overbook_reason = fields.Char(
        string="Reason for overbooking",
        copy=False,
        tracking=True,
        help="Lets this visit take time that is taken. Needs the right to overbook.",
    )
    overbooked = fields.Boolean(compute="_compute_overbooked", store=True, help="Shares its time with another visit.")

    @api.depends("line_ids.overbooked")
    def _compute_overbooked(self):
        for visit in self:
            visit.overbooked = any(visit.line_ids.mapped("overbooked"))

    # ---------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        """:raises SlotTaken: where somebody is not free and the visit is not overbooked"""
        scheduling = self.with_context(clientele_scheduling=True)
        visits = super(ClienteleVisit, scheduling).create(vals_list).with_env(self.env)
        visits._schedule()
        return visits

    def write(self, vals):
        """:raises SlotTaken: as above"""
        if SCHEDULE.isdisjoint(vals):
            return super().write(vals)
        changing = self if not SCHEDULE.isdisjoint(vals.keys() - {"state"}) else self._changing_time(vals["state"])
        scheduling = self.with_context(clientele_scheduling=True)
        result = super(ClienteleVisit, scheduling).write(vals)
        changing._schedule()
        return result

    def _changing_time(self, state):
        """:return: those of these visits that take or free time by getting this state"""
        same = OPEN_STATES if state in OPEN_STATES else HOLDING_STATES if state == "done" else ()
        return self.filtered(lambda visit: visit.state not in same)

    def _reschedule(self, starts):
        """Move several visits in one step, so that they may also change places.

        :param starts: {visit: naive UTC datetime}
        :raises SlotTaken: where somebody is not free
        """
        for visit, start in starts.items():
            visit.with_context(clientele_scheduling=True).start = start
        self._schedule()

    # ---------------------------------------------------------------- taking time

    def _schedule(self):
        """Make the occupied time of these visits what their services need now; calling it again changes nothing.

        What is over is history: recording it takes nobody's time, and what it took stays as long as it is not moved.
        """
        if self.env.context.get("clientele_scheduling"):
            return
        present = self._present_time()
        wanted = {visit: visit._wanted_time() for visit in self}
        kept = {taken for rows in wanted.values() for taken in rows}
        gone = [row for taken, row in present.items() if taken not in kept]
        self.env["clientele.occupancy"].sudo().concat(*gone).unlink()  # sudo: who changes the visit frees its time
        now = self.env["clientele.branch"]._now()
        for visit, rows in wanted.items():
            fresh = [taken for taken in rows if taken not in present]
            if fresh and visit.state in OPEN_STATES and visit.stop > now:
                visit._take_time(fresh)
        self._mark_overbooked()

    def _schedule_anyway(self, reason):
        """Take the time of visits that are a fact; those that clash with another are overbooked, which shows.

        :param reason: why nobody was asked
        """
        for visit in self:
            try:
                with self.env.cr.savepoint():
                    visit._schedule()
            except UserError:
                visit.sudo().overbook_reason = reason  # sudo: nobody decides about it

    def _present_time(self):
        """:return: {Taken: row of occupied time}"""
        rows = self.env["clientele.occupancy"].sudo().search([("visit_id", "in", self.ids)])  # sudo: as in _schedule
        return {row._as_taken(): row for row in rows}

    def _wanted_time(self):
        """:return: list of Taken
        :raises UserError: where somebody is needed twice at a time
        """
        if self.kind != "visit" or self.state not in HOLDING_STATES:
            return []
        lines = self.line_ids.filtered(lambda line: line._takes_time() and line.duration > 0)
        try:
            return occupied(line._as_service() for line in lines)
        except ClashError as error:
            raise UserError(self._say_clash(error)) from error

    def _say_clash(self, error):
        lines = self.line_ids.browse([error.first.line, error.second.line])
        return self.env._(
            "%(who)s cannot do %(services)s at the same time. Let one follow the other, or choose somebody else.",
            who=self.env["resource.resource"].browse(error.first.resource).name,
            services=format_list(self.env, lines.mapped("name")),
        )

    def _take_time(self, wanted):
        """
        :param wanted: list of Taken
        :raises SlotTaken: where somebody is not free, unless the visit is overbooked by somebody who may
        """
        Occupancy = self.env["clientele.occupancy"]
        clashes = Occupancy._clashes(wanted, hold_key=self.env.context.get("clientele_hold_key"))
        if clashes:
            if not self.overbook_reason:
                Occupancy._refuse(*clashes[0])
            self._check_may_overbook()
        clashing = {taken for taken, __ in clashes}
        Occupancy._take([{**self._prepare_occupancy(taken), "blocking": taken not in clashing} for taken in wanted])

    def _check_may_overbook(self):
        """:raises UserError: where the user may not overbook"""
        if not (self.env.su or self.env.user.has_group("clientele.clientele_group_overbook")):
            raise UserError(self.env._("Ask somebody with the right to overbook, or choose a time that is free."))

    def _prepare_occupancy(self, taken):
        """:return: values of the occupied time of one service of this visit"""
        return {
            "kind": "visit",
            "resource_id": taken.resource,
            "start": taken.start,
            "stop": taken.stop,
            "visit_id": self.id,
            "line_id": taken.line,
            "branch_id": self.branch_id.id,
            "company_id": self.company_id.id,
        }

    def _mark_overbooked(self):
        rows = (
            self.env["clientele.occupancy"]
            .sudo()
            .search(  # sudo: as in _schedule
                [("visit_id", "in", self.ids), ("blocking", "=", False)]
            )
        )
        for line in self.line_ids:
            if line.overbooked != (line in rows.line_id):
                line.overbooked = line in rows.line_id
