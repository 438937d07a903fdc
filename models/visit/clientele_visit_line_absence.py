from odoo import models

from .clientele_visit import OPEN_STATES


class ClienteleVisitLine(models.Model):
    """Services that are booked with somebody who is away (YC16)."""

    _inherit = "clientele.visit.line"

    _open_lines_of_practitioner = models.Index(
        "(resource_id, start) WHERE state IN ('booked', 'confirmed', 'arrived') AND resource_id IS NOT NULL"
    )

    def _booked_during(self, practitioners, start, stop):
        """:return: those of these services that the practitioners should perform within [start, stop)"""
        return self.filtered(
            lambda line: (
                line.state in OPEN_STATES
                and line.resource_id in practitioners
                and line.start < stop
                and line.stop > start
            )
        )

    def _take_over(self, values):
        """Give the service to somebody, or to a room; it becomes no dearer."""
        agreed = self.price_unit
        present = self._convert_to_write({name: self[name] for name in values})
        self.write({name: value for name, value in values.items() if value != present[name]})
        self.price_unit = min(agreed, self.price_unit)
