from odoo import api, models

PAID_STATES = ("paid", "done")


class PosOrder(models.Model):
    """A POS order is a deal once it is paid, also by customer account; its refunds lower it (DF1, DF2)."""

    _name = "pos.order"
    _inherit = ["pos.order", "clientele.deal.source"]

    _clientele_source = "pos"
    _clientele_row_link = "pos_order_id"
    _clientele_line_link = "pos_line_id"
    _clientele_lines = "lines"
    _clientele_quantity = "qty"

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders.filtered(lambda order: order.state in PAID_STATES)._clientele_sync_deal()
        return orders

    def write(self, vals):
        changed = self._clientele_deal_fields().intersection(vals)
        if not changed:
            return super().write(vals)
        before = self.filtered(lambda order: order.state in PAID_STATES)
        result = super().write(vals)
        now = self.filtered(lambda order: order.state in PAID_STATES)
        if changed == {"state"}:  # a session that closes writes all its orders, paid as they were
            (before - now | now - before)._clientele_sync_deal()
        else:
            (before | now)._clientele_sync_deal()
        return result

    @api.model
    def _clientele_deal_fields(self):
        """:return: names of fields that the order's deal follows from"""
        return {"state", "partner_id", "date_order", "clientele_visit_id", "lines"}

    def _clientele_sync_deal(self):
        result = super()._clientele_sync_deal()
        self.lines._clientele_settled_orders()._clientele_update_owed()
        return result

    # ---------------------------------------------------------------- what the order says

    def _clientele_stands(self):
        return self.state in PAID_STATES

    def _clientele_is_paid(self):
        return self.state in PAID_STATES

    def _clientele_with_originals(self):
        return self | self.lines.refunded_orderline_id.order_id

    def _clientele_branches(self):
        """The branch where the till stands, else the company's default branch."""
        branches = self.env["clientele.branch"].search([("pos_config_ids", "in", self.config_id.ids)])
        return {
            **super()._clientele_branches(),
            **{order: branch for branch in branches for order in self if order.config_id in branch.pos_config_ids},
        }

    def _clientele_sums(self):
        """Refunds lower the order that was refunded; the rest of an order with refunds is a sale of its own."""
        sums = {}
        for line in self.lines:  # not filtered: that would read the refunds of each order by itself
            if line.refunded_orderline_id:
                continue
            refunds = line.refund_orderline_ids.filtered(lambda refund: refund.order_id.state in PAID_STATES)
            both = line | refunds
            sums[line] = (sum(both.mapped("qty")), sum(each._clientele_amount() for each in both))
        total = sum(line._clientele_amount() for line in self.lines)
        rounding = self.amount_total - total
        return sums, rounding if abs(rounding) < 1 else 0

    def _clientele_is_left_out(self, line):
        """A tip is the staff's money, and what settles the order of a visit is worth its money there."""
        if (
            line.product_id == self.config_id.tip_product_id
            or line._clientele_settled_orders()._clientele_living_visit()
        ):
            return True
        return super()._clientele_is_left_out(line)
