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

    _name = "clientele.visit"
    _inherit = ["clientele.visit", "clientele.takes.time"]
    _occupancy_kind = "visit"
    _occupancy_field = "visit_id"

    occupancy_ids = fields.One2many("clientele.occupancy", "visit_id", string="Occupied time")
    overbook_reason = fields.Char(tracking=True)
    overbooked = fields.Boolean(compute="_compute_overbooked", store=True)

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
        visits.filtered(lambda visit: visit.kind == "visit")._schedule()  # a sale takes nobody's time
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

    def _may_take_time(self):
        return self.state in OPEN_STATES

    def _wanted_time(self):
        """:return: list of Taken
        :raises UserError: where somebody is needed twice at a time
        """
        if self.kind != "visit" or self.state not in HOLDING_STATES:
            return []
        lines = self.line_ids.filtered(lambda line: line._holds_time())
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

    def _prepare_occupancy(self, taken):
        return {**super()._prepare_occupancy(taken), "line_id": taken.line}

    def _mark_overbooked(self):
        lines = self._occupancy([("blocking", "=", False)]).line_id
        for line in self.line_ids:
            if line.overbooked != (line in lines):
                line.overbooked = line in lines
