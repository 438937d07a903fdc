from odoo import api, fields, models


class SaleOrder(models.Model):
    """The button and the column by which the wallet shows on an order."""

    _inherit = "sale.order"

    clientele_has_prepaid = fields.Boolean(string="Paid from the wallet", compute="_compute_clientele_prepaid")
    clientele_may_be_prepaid = fields.Boolean(
        string="The wallet can pay something", compute="_compute_clientele_prepaid"
    )

    @api.depends("partner_id", "state", "order_line.clientele_paid_by", "order_line.product_id")
    def _compute_clientele_prepaid(self):
        for order in self:
            order.clientele_has_prepaid = bool(order.order_line._clientele_chosen())
            sudo = order.sudo()  # sudo: only whether there is something
            order.clientele_may_be_prepaid = order.clientele_has_prepaid or bool(sudo._clientele_lots())

    def action_clientele_pay(self):
        """Ask what pays the services of the order.

        :raises UserError: where nothing of it can be paid so
        """
        self.ensure_one()
        self.check_access("write")
        wizard = self.env["clientele.order.pay"]._open(self)
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_order_pay_action")
        return {**action, "res_id": wizard.id}
