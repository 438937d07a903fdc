from odoo import api, fields, models
from odoo.exceptions import UserError


class ClienteleOrderPay(models.TransientModel):
    """Asks what pays each service of an order (CR8); confirming the order takes it from the wallet."""

    _name = "clientele.order.pay"
    _inherit = ["clientele.settle.board"]
    _description = "Pay an Order from the Wallet"

    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one("res.currency", related="order_id.company_id.currency_id")
    to_pay = fields.Monetary(compute="_compute_to_pay", help="What money pays of these services.")

    @api.depends("order_id")
    def _compute_board(self):
        return super()._compute_board()

    @api.depends("choices", "order_id")
    def _compute_to_pay(self):
        for wizard in self:
            ways = wizard._ways()
            left = wizard._lines().filtered(lambda line, ways=ways: line.id not in ways)
            wizard.to_pay = sum(float(line._clientele_own_cost()) for line in left)

    @api.model
    def _open(self, order):
        """:return: the wizard for an order, with the proposal chosen
        :raises UserError: where nothing of the order can be paid so
        """
        if not (order._clientele_offers() or order.order_line._clientele_chosen()):
            raise UserError(
                self.env._(
                    "What %(client)s has left pays no line of this order wholly. Sell credits or a package first.",
                    client=order.partner_id.name,
                )
            )
        return self.create({"order_id": order.id, "choices": self._as_choices(order._clientele_proposal())})

    def _client(self):
        return self.order_id.partner_id

    def _lines(self):
        return self.order_id._clientele_payable_lines()

    def _offers(self, ways):
        return self.order_id._clientele_offers(ways)

    def _describe(self, line):
        return {
            "name": line.product_id.display_name,
            "quantity": line.product_uom_qty,
            "who": False,
            "amount": float(line._clientele_own_cost()),
            "currency": self.currency_id,
        }

    def action_apply(self):
        """Let the chosen pay. A confirmed order takes it at once.

        :raises UserError: where the wallet does not suffice
        """
        self.ensure_one()
        self.order_id.check_access("write")
        self.order_id._clientele_choose_ways(self._ways())
        return {"type": "ir.actions.act_window_close"}
