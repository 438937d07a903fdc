from odoo import api, models


class SaleOrder(models.Model):
    """Confirming an order sells the plans on it, cancelling it cancels them."""

    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders.filtered(lambda order: order.state == "sale").order_line._clientele_sync_subscriptions()
        return orders

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            self.order_line._clientele_sync_subscriptions()
        return result

    def _clientele_compute_owed(self):
        """The parts of a plan are owed from their own days on, not all of them at once (DF5)."""
        owed = super()._clientele_compute_owed()
        if not owed or not self.order_line.clientele_subscription_ids:
            return owed
        later = sum(
            max(line._clientele_worth() - max(money), 0)
            for line, money in self._clientele_plan_money().items()
            if line.clientele_subscription_ids
        )
        return max(self.company_id.currency_id.round(owed - float(later)), 0)
