from odoo import fields, models


class SaleOrder(models.Model):
    """Clients say how many of their points are to pay an order (LO2)."""

    _inherit = "sale.order"

    clientele_points_to_use = fields.Float(
        string="Points to use",
        digits=(16, 2),
        copy=False,
        help="At most so many of a program's points pay this order. 0: as many as possible.",
    )

    _clientele_points_to_use_not_negative = models.Constraint(
        "CHECK (clientele_points_to_use >= 0)", "Points to use are 0 (as many as possible) or more."
    )

    def write(self, vals):
        """What a quotation uses already follows at once."""
        result = super().write(vals)
        if "clientele_points_to_use" in vals:
            for order in self.filtered(lambda order: order.state in ("draft", "sent")):
                if order.order_line.coupon_id.filtered("clientele_managed"):
                    order._update_programs_and_rewards()
        return result

    def _get_reward_values_discount(self, reward, coupon, **kwargs):
        order = self.with_context(clientele_points_at_most=self.clientele_points_to_use)
        return super(SaleOrder, order)._get_reward_values_discount(reward, coupon, **kwargs)

    def _get_real_points_for_coupon(self, coupon, post_confirm=False):
        points = super()._get_real_points_for_coupon(coupon, post_confirm)
        most = self.env.context.get("clientele_points_at_most")
        return min(points, most) if most and coupon.program_id._clientele_earns_points() else points
