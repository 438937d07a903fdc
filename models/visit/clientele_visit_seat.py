from odoo import fields, models


class ClienteleVisit(models.Model):
    """The visit of who has a seat in a class: cancelling it frees the seat, reopening it takes one again."""

    _inherit = "clientele.visit"

    seat_ids = fields.One2many("clientele.seat", "visit_id", string="Seats")

    def write(self, vals):
        """:raises UserError: where a visit is reopened whose class is full or cancelled"""
        if vals.get("state", "cancelled") != "cancelled":
            self.filtered(lambda visit: visit.state == "cancelled")._sit_again()
        result = super().write(vals)
        if "partner_id" in vals:
            self.sudo().seat_ids.partner_id = vals["partner_id"]  # sudo: the seat is the client's of the visit
        if vals.get("state") == "cancelled":
            self._free_seats()
        return result

    def unlink(self):
        sessions = self.sudo().seat_ids.session_id  # sudo: who deletes the visit frees its seat
        result = super().unlink()
        sessions._promote()
        return result

    def _schedule(self):
        if not self.env.context.get("clientele_scheduling"):
            self.filtered(lambda visit: visit.state != "cancelled").line_ids._check_with_class()
        return super()._schedule()

    def _free_seats(self):
        """Free the seats; a class that is over or cancelled keeps them, to tell who was in it."""
        seats = self.sudo().seat_ids  # sudo: who cancels the visit frees its seat
        seats.filtered(lambda seat: seat.session_id.state == "scheduled").unlink()

    def _sit_again(self):
        """:raises UserError: where there is no seat for a visit that is reopened"""
        for line in self.sudo().line_ids.filtered("session_id"):  # sudo: as in _free_seats
            line.session_id._seat_again(line.visit_id)
            line.write(line.session_id._line_values())
