from odoo import fields, models
from odoo.exceptions import UserError


class ClienteleSubscription(models.Model):
    """A subscription that a sale order sold."""

    _inherit = "clientele.subscription"

    sale_line_id = fields.Many2one(
        "sale.order.line",
        string="Sold on",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        copy=False,
    )
    sale_order_id = fields.Many2one(related="sale_line_id.order_id", string="Order")

    def _cancel_sale(self):
        """The order does not sell it any more: what nobody used goes back.

        :raises UserError: where something was used, or money was received beside the order
        """
        for subscription in self.filtered(lambda row: row.state not in ("cancelled", "quit")):
            subscription._check_cancellable()
            parts = subscription.instalment_ids
            parts.filtered(lambda part: part.state == "paid").write({"state": "due", "paid_on": False})
            parts._reclaim()
            parts.write({"state": "cancelled"})
            subscription.state = "cancelled"

    def _check_cancellable(self):
        parts = self.instalment_ids
        if any(part._consumed()[0] for part in parts) or any(self.lot_ids.mapped("held")):
            raise UserError(
                self.env._(
                    "%(subscription)s has been used already. Let the client quit it first, then cancel the order.",
                    subscription=self.display_name,
                )
            )
        if sum(parts.receipt_ids.mapped("amount")) > 0:
            raise UserError(
                self.env._(
                    "Payments for %(subscription)s were taken. Pay them back first, then cancel the order.",
                    subscription=self.display_name,
                )
            )
