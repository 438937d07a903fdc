from odoo import api, models


class SaleOrder(models.Model):
    """What an order earns, and why, for whoever asks."""

    _inherit = "sale.order"

    @api.depends(
        "order_line.price_total",
        "order_line.product_uom_qty",
        "partner_id",
        "state",
        "clientele_applied_program_id",
        "clientele_award_ids",
    )
    @api.depends_context("lang")
    def _compute_clientele_points(self):
        return super()._compute_clientele_points()

    def _compute_loyalty_data(self):
        """What clients read on their order is what it earned and cost in the end, not every step on the way there."""
        result = super()._compute_loyalty_data()
        for order in self.sudo().filtered(lambda order: order.state == "sale"):  # sudo: told to whoever sees the order
            rows = order._clientele_settlements()
            if rows:
                mine = order.with_env(self.env)
                told = mine.loyalty_data or {"point_name": rows[0].card_id.point_name, "issued": 0, "cost": 0}
                steps = order._clientele_steps_of(rows.card_id)
                mine.loyalty_data = {
                    **told,
                    "issued": round(told["issued"] - sum(steps.mapped("issued")) + sum(rows.mapped("earned")), 2),
                    "cost": round(told["cost"] - sum(steps.mapped("used")) + sum(rows.mapped("spent")), 2),
                }
        return result

    def _clientele_steps_of(self, cards):
        """:return: rows of core's history, one for each movement of these cards for the order"""
        domain = [("order_model", "=", self._name), ("order_id", "=", self.id), ("card_id", "in", cards.ids)]
        return self.env["loyalty.history"].search([*domain, ("clientele_operation", "!=", False)])
