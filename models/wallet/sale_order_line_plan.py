from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.deal_amounts import spread
from .clientele_lot import units


class SaleOrderLine(models.Model):
    """A line whose product is a plan's: each unit of it is a subscription, once the order is confirmed."""

    _inherit = "sale.order.line"

    clientele_subscription_ids = fields.One2many(
        "clientele.subscription", "sale_line_id", string="Subscriptions", readonly=True, copy=False
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._clientele_sync_subscriptions()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if not {"product_uom_qty", "product_uom_id", "product_id"}.isdisjoint(vals):
            self._clientele_sync_subscriptions()
        return result

    def unlink(self):
        lines = self.sudo()  # sudo: balances are kept right whoever sells
        lines.clientele_subscription_ids._cancel_sale()
        return super().unlink()

    def _clientele_sync_subscriptions(self):
        """Sell what the confirmed order says and is not sold yet, cancel what it does not say any more.

        :raises UserError: where half a plan is sold, or one that was used is cancelled
        """
        plans = {plan.product_id: plan for plan in self.product_id._clientele_plans()}
        for line in self.sudo():  # sudo: balances are kept right whoever sells
            plan = plans.get(line.product_id)
            sold = line.clientele_subscription_ids.filtered(lambda row: row.state != "cancelled")
            count = line._clientele_plan_count() if plan and not line.clientele_instalment_id else 0
            if count > len(sold):
                line._clientele_sell_plan(plan, sold, count - len(sold))
            elif count < len(sold):
                sold.sorted("id")[count:]._cancel_sale()

    def _clientele_plan_count(self):
        """:return: how many plans the order sells by this line"""
        if self.order_id.state != "sale":
            return 0
        count = self.product_uom_id._compute_quantity(self.product_uom_qty, self.product_id.uom_id, round=False)
        if count % 1 or count < 0:
            raise UserError(
                self.env._("%(plan)s is sold as a whole: enter a whole quantity.", plan=self.product_id.display_name)
            )
        return int(count)

    def _clientele_sell_plan(self, plan, sold, count):
        """Sell a plan so many times for what is left of the line's price, tax and discount included."""
        order = self.order_id
        unit = units(plan.currency_id.rounding)
        left = max(self._clientele_worth() - sum(map(units, sold.mapped("price"))), units(0))
        branch = order._clientele_branches()[order]
        for price in spread(left, [units(1)] * count, unit):
            self.env["clientele.subscription"]._sell(
                plan,
                order.partner_id,
                min(branch._day_of(order.date_order), branch._today()),
                float(price),
                sale_line_id=self.id,
                branch_id=branch.id,
                seller_id=order.user_id.id or self.env.uid,
            )
