from odoo import models
from odoo.fields import Domain

from ..wallet.clientele_lot import units


class SaleOrder(models.Model):
    """Core's funnel for programs: managed ones earn by the allocator, and are settled with the order."""

    _inherit = "sale.order"

    def _get_program_domain(self):
        """Discounts of groups work by pricelists; a group without loyalty has no program at all (SK3).

        Programs that are only by hand are not there until somebody applied them, or where the client has their points.
        """
        own = Domain("clientele_managed", "=", False) | Domain("clientele_benefit", "=", "points")
        by_hand = self.clientele_applied_program_id | self.applied_coupon_ids.program_id
        own &= Domain("clientele_by_hand", "=", False) | Domain("id", "in", by_hand.ids)
        if self.partner_id._clientele_row(self.company_id).group_id.loyalty_type == "none":
            own &= Domain("program_type", "in", ("gift_card", "ewallet"))
        return list(Domain.AND([super()._get_program_domain(), own]))

    def _program_check_compute_points(self, programs):
        managed = programs.filtered(lambda program: program._clientele_earns_points())
        result = super()._program_check_compute_points(programs - managed)
        if not managed:
            return result
        if not self._clientele_is_known():
            error = self.env._("Points are for clients who have signed in.")
            return {**result, **{program: {"error": error} for program in managed}}
        offered = self._clientele_points_offered()
        return {**result, **{program: {"points": [float(offered.get(program, 0))]} for program in managed}}

    def _clientele_points_offered(self):
        """While an order is confirmed, the quotation's numbers stay: a moment later the awards say what it earns."""
        if not self.env.context.get("clientele_confirming"):
            return super()._clientele_points_offered()
        entries = self.coupon_point_ids
        return {entry.coupon_id.program_id: units(entry.points) for entry in entries}

    def _get_real_points_for_coupon(self, coupon, post_confirm=False):
        """Points that an order brought do not pay that same order, once it is confirmed either."""
        points = super()._get_real_points_for_coupon(coupon, post_confirm)
        if self.state != "sale" or not coupon.program_id._clientele_earns_points():
            return points
        own = self.sudo()._clientele_settlements().filtered(lambda row: row.card_id == coupon)  # sudo: as for balances
        return max(points - float(sum(lot._free() for lot in own._given_lots())), 0) if own else points

    def action_confirm(self):
        result = super(SaleOrder, self.with_context(clientele_confirming=True)).action_confirm()
        self._clientele_begin_points()
        return result

    def _clientele_sync_deal(self):
        result = super()._clientele_sync_deal()
        self._clientele_follow_points()
        return result

    def _action_cancel(self):
        """Core takes the rewards off a cancelled order; what they cost comes back."""
        result = super()._action_cancel()
        self._clientele_follow_points()
        return result
