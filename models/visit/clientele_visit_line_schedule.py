from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.occupied import Service
from . import shift_sql

SCHEDULE = {"visit_id", "product_id", "resource_id", "room_id", "equipment_id", "start", "stop", "duration"}
SCHEDULE |= {"offset", "sequence", "start_by_hand"}
# What a practitioner has of the own, and a person may have changed on the line.
OWN_TERMS = {"price_unit": "price", "duration": "duration"}


class ClienteleVisitLine(models.Model):
    """A service takes the time of its practitioner, and of a room and equipment if it needs them."""

    _inherit = "clientele.visit.line"

    room_id = fields.Many2one(
        "resource.resource", index="btree_not_null", ondelete="restrict", domain=[("clientele_use", "=", "room")]
    )
    equipment_id = fields.Many2one(
        "resource.resource", index="btree_not_null", ondelete="restrict", domain=[("clientele_use", "=", "equipment")]
    )
    overbooked = fields.Boolean(readonly=True, copy=False, help="Shares its time with another visit.")

    @api.constrains("product_id", "duration", "resource_id")
    def _check_duration(self):
        """A booked service has a length: without one nothing would keep others away."""
        for line in self:
            if line._takes_time() and line.state != "done" and line.duration <= 0:
                raise ValidationError(
                    self.env._(
                        "%(service)s has no duration. "
                        "Give the minutes on this line, or set the duration of the service.",
                        service=line.name,
                    )
                )

    # ---------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.visit_id._schedule()
        return lines

    def write(self, vals):
        """Another practitioner has other prices and durations; what a person changed stays."""
        if SCHEDULE.isdisjoint(vals):
            return super().write(vals)
        kept = self._changed_terms(vals)
        scheduling = self.with_context(clientele_scheduling=True)
        visits = self.visit_id
        result = super(ClienteleVisitLine, scheduling).write(vals)
        for line, terms in kept.items():
            super(ClienteleVisitLine, line.with_context(clientele_scheduling=True)).write(terms)
        (visits | self.visit_id)._schedule()
        return result

    def unlink(self):
        visits = self.visit_id
        result = super().unlink()
        visits.exists()._schedule()
        return result

    def _changed_terms(self, vals):
        """:return: {line: {field: value}} of what a person changed, if another practitioner takes over"""
        if "resource_id" not in vals or "product_id" in vals:
            return {}
        return {line: terms for line in self if (terms := line._own_terms(vals))}

    def _own_terms(self, vals):
        usual = self._terms()
        return {
            name: self[name]
            for name, term in OWN_TERMS.items()
            if name not in vals and self[name] != getattr(usual, term)
        }

    # ---------------------------------------------------------------- taking time

    def _takes_time(self):
        """:return: whether the line takes somebody's or something's time"""
        return bool(self.is_service and (self.resource_id or self._rooms()))

    def _holds_time(self):
        """:return: whether the line takes time that has a length"""
        return self._takes_time() and self.duration > 0

    def _rooms(self):
        return self.room_id | self.equipment_id

    def _as_service(self):
        """:return: the line as ``tools.occupied`` reads it"""
        terms = self._terms()
        return Service(
            line=self.id,
            practitioner=self.resource_id.id,
            start=self.start,
            stop=self.stop,
            rooms=tuple(self._rooms().ids),
            before=terms.before,
            after=terms.after,
            gaps=terms.gaps,
        )

    # ---------------------------------------------------------------- warnings

    def _schedule_warning(self):
        """:return: a sentence where the practitioner is away or does not work at the line's time, else nothing"""
        who = self.resource_id.name
        if self._is_away():
            return self.env._("%(who)s is away then.", who=who)
        if not self._is_within_shifts():
            return self.env._("%(who)s does not work then at this branch.", who=who)
        return ""

    def _is_away(self):
        self.env["resource.calendar.leaves"].flush_model()
        companies = self.visit_id.branch_id._holiday_company_ids()
        leaves = shift_sql.leaves(self.resource_id._origin.ids, companies, self.start, self.stop)
        return bool(self.env.execute_query(leaves))

    def _is_within_shifts(self):
        """Shifts that touch count as one."""
        domain = [
            *[
                ("resource_id", "=", self.resource_id._origin.id),
                ("branch_id", "=", self.visit_id.branch_id._origin.id),
            ],
            *[("start", "<", self.stop), ("stop", ">", self.start)],
        ]
        covered = self.start
        for shift in self.env["clientele.shift"].sudo().search(domain, order="start"):  # sudo: also of colleagues
            if shift.start <= covered:
                covered = shift.stop
        return covered >= self.stop
