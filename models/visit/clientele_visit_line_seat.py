from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .clientele_visit import OPEN_STATES


class ClienteleVisitLine(models.Model):
    """A seat in a class: it begins with its class and takes nobody's time, because the class does (DESIGN 4)."""

    _inherit = "clientele.visit.line"

    session_id = fields.Many2one(
        "clientele.session",
        string="Class",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        copy=False,
        check_company=True,
    )

    @api.model_create_multi
    def create(self, vals_list):
        """:raises AccessError: for a line of a class without a seat"""
        if any(vals.get("session_id") for vals in vals_list):
            self._check_booked_by_class()
        return super().create(vals_list)

    def write(self, vals):
        """:raises AccessError: as above"""
        if "session_id" in vals:
            self._check_booked_by_class()
        return super().write(vals)

    def _check_booked_by_class(self):
        if not self.env.su:
            raise AccessError(self.env._("Seats are booked on the class itself."))

    def _takes_time(self):
        return not self.session_id and super()._takes_time()

    def _is_elsewhere(self):
        """:return: whether the line does not have the time and teacher of its class"""
        session = self.session_id
        return (self.start, self.duration, self.resource_id) != (session.start, session.duration, session.resource_id)

    def _check_with_class(self):
        """:raises UserError: where a visit is moved away from its class, or given to somebody else"""
        for line in self.filtered("session_id"):
            if line._is_elsewhere():
                raise UserError(
                    self.env._(
                        "%(client)s comes to the class %(class)s, which has its own time and teacher. "
                        "Change the class, or cancel this visit and book another class.",
                        client=line.partner_id.name,
                        **{"class": line.session_id.sudo().display_name},  # sudo: its name tells what to change
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_seat(self):
        if any(line.session_id and line.state in OPEN_STATES for line in self):
            raise UserError(self.env._("Cancel the visit instead: so its seat in the class becomes free."))
