from odoo import api, fields, models

from .clientele_visit import OPEN_STATES


class ClienteleVisit(models.Model):
    """What reception should know before a booking is kept: it is allowed, but somebody does not work then."""

    _inherit = "clientele.visit"

    schedule_warning = fields.Char(compute="_compute_schedule_warning")

    @api.depends("state", "line_ids.resource_id", "line_ids.start", "line_ids.stop", "branch_id")
    def _compute_schedule_warning(self):
        now = self.env["clientele.branch"]._now()
        for visit in self:
            coming = visit.state in OPEN_STATES and visit.stop and visit.stop > now
            lines = visit._services().filtered("resource_id") if coming else visit.line_ids.browse()
            visit.schedule_warning = " ".join(filter(None, (line._schedule_warning() for line in lines)))
