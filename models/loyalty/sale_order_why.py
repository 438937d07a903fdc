from odoo import api, fields, models


class SaleOrder(models.Model):
    """What an order earns, and why, for whoever asks."""

    _inherit = "sale.order"

    clientele_points = fields.Float(
        string="Earns",
        compute="_compute_clientele_points",
        help="Points of the confirmed order, less what was returned; before that, what it would earn today.",
    )
    clientele_points_why = fields.Html(string="Why so many points", compute="_compute_clientele_points")

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
        for order in self:
            awards = order._clientele_shown_awards()
            order.clientele_points = sum(awards.mapped("points"))
            values = {"awards": awards, "order": order}
            order.clientele_points_why = bool(awards) and self.env["ir.qweb"]._render("clientele.order_points", values)

    def _clientele_shown_awards(self):
        """:return: awards of the confirmed order, else those that it would get today; they are not stored"""
        order = self.sudo()._origin  # sudo: rules are explained to whoever sees the order
        if not order or order.clientele_award_ids or order.state in ("sale", "cancel"):
            return order.clientele_award_ids
        Award = self.env["clientele.award"].sudo()  # sudo: as above
        shared = order._clientele_prepare_awards()
        values = [order._clientele_prepare_award(line, award) for line, award in order._clientele_allocate()]
        return Award.union(*(Award.new({**shared, **row}) for row in values))

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

    def action_clientele_awards(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_award_action")
        return {**action, "domain": [("sale_order_id", "=", self.id)], "context": {}}
