from odoo import models

from ..visit.clientele_visit import OPEN_STATES
from .clientele_point_source_by_hand import APPLIED


class ClienteleVisit(models.Model):
    """A program that is applied to a visit by hand (SK7); the order that bills the visit has it, too."""

    _inherit = "clientele.visit"

    def _clientele_takes_programs(self):
        """What an order bills earns there, so the program is applied to the order."""
        earns = self.state in OPEN_STATES or (self.state == "done" and self.points_begun)
        return earns and not self.sale_order_id and not self._living_orders()

    def _prepare_order(self, lines):
        return {**super()._prepare_order(lines), APPLIED: self[APPLIED].id}
