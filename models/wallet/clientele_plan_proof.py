from odoo import api, fields, models

from ...tools.instalments import ahead_at, path
from .clientele_lot import units


class ClientelePlan(models.Model):
    """What the visits of a plan cost singly, and whether the client is ever ahead of what was paid (IN3)."""

    _inherit = "clientele.plan"

    single_price_own = fields.Monetary(
        string="One visit costs singly",
        help="0: the price of the dearest service that the plan names, or of its categories. Used visits are charged "
        "at this price to a client who quits (IN4).",
    )
    single_price = fields.Monetary(string="Price of one visit", compute="_compute_single_price")
    single_total = fields.Monetary(string="Sold singly", compute="_compute_single_total")
    single_discount = fields.Float(string="Discount (%)", compute="_compute_single_total", digits=(16, 2))
    ahead_visit = fields.Integer(
        string="Ahead at visit",
        compute="_compute_proof",
        help="The first visit after which the client holds more than was paid, although a payment is still to come.",
    )
    proof = fields.Json(compute="_compute_proof", help="Per visit: what was paid and what the visits are worth.")
    proof_text = fields.Char(string="Is the client ever ahead?", compute="_compute_proof")

    _single_price_not_negative = models.Constraint(
        "CHECK (single_price_own >= 0)", "What one visit costs cannot be negative."
    )

    @api.depends("kind", "single_price_own", "service_ids.lst_price", "service_ids.taxes_id", "service_categ_ids")
    def _compute_single_price(self):
        for plan in self:
            plan.single_price = plan.single_price_own or plan._dearest() if plan.kind == "visits" else 0

    def _dearest(self):
        """:return: the highest price, tax included, of what the plan names, 0 where it names nothing"""
        services = self.service_ids
        if self.service_categ_ids:
            services |= self.env["product.product"].search(
                [("type", "=", "service"), ("categ_id", "child_of", self.service_categ_ids.ids)],
            )
        services = (services - self.product_id).with_company(self.company_id)
        return max((service._clientele_price() for service in services), default=0)

    @api.depends("kind", "price", "credits", "visits", "single_price")
    def _compute_single_total(self):
        for plan in self:
            plan.single_total = plan.credits if plan.kind == "credits" else plan.single_price * plan.visits
            plan.single_discount = 100 * (1 - plan.price / plan.single_total) if plan.single_total else 0

    @api.depends("kind", "price", "visits", "single_price", "instalment_ids.amount", "instalment_ids.units")
    def _compute_proof(self):
        for plan in self:
            provable = plan.kind == "visits" and plan.single_price
            parts, price = plan._parts() if provable else [], units(plan.single_price)
            ahead = ahead_at(parts, price)
            plan.ahead_visit = ahead.visit if ahead else 0
            plan.proof_text = plan._say_proof(parts, ahead)
            plan.proof = [
                {
                    "visit": step.visit,
                    "part": step.part + 1,
                    "paid": float(step.paid),
                    "worth": float(step.worth),
                    "ahead": float(step.ahead) if step.part < len(parts) - 1 else 0,
                }
                for step in path(parts, price)
            ]

    def _say_proof(self, parts, ahead):
        """:return: the sentence beside the chart"""
        if not parts:
            hint = self.env._("Name a service, or say what one visit costs, to see whether the client is ever ahead.")
            return hint if self.kind == "visits" else False
        if ahead:
            return self._say_ahead(self._money_text(ahead.ahead), ahead.visit, len(parts) - 1 - ahead.part)
        if len(parts) == 1:
            return self.env._("Paid at once: the client is never ahead of what was paid.")
        return self.env._("Proven: the client never holds more than was paid before the last payment.")

    def _say_ahead(self, amount, visit, missing):
        if missing == 1:
            return self.env._(
                "At visit %(visit)s the client would be ahead by %(amount)s, one payment is still to come.",
                visit=visit,
                amount=amount,
            )
        return self.env._(
            "At visit %(visit)s the client would be ahead by %(amount)s, %(missing)s payments are still to come.",
            visit=visit,
            amount=amount,
            missing=missing,
        )
