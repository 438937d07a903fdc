from odoo import models
from odoo.tools import format_list


class ClienteleVisitLine(models.Model):
    """Why the wallet does not pay a line, and what to do about it (IN2)."""

    _inherit = "clientele.visit.line"

    def _why_not(self, lots, need):
        """
        :param lots: those that may pay the line but do not suffice
        :param need: units, as Decimal
        :return: the sentence that says what is missing, and what to pay or choose
        """
        sold = self._sold_to_payer()
        covering = sold.filtered(lambda subscription: subscription.plan_id._covers(self.product_id))
        serving = covering.filtered(lambda subscription: subscription._may_be_used_by(self.visit_id.partner_id))
        if not sold:
            return self._say_none_sold()
        if not covering:
            return self._say_not_covered(sold)
        if not serving:
            return self._say_not_shared(covering[0])
        return serving._nearest_to_use(self.day)._why_not_use(self.day, need)

    def _sold_to_payer(self):
        """:return: all that was ever sold to the payer of what the line wants"""
        return self.env["clientele.subscription"].search(
            [
                ("partner_id", "=", self._payer().id),
                ("company_id", "=", self.company_id._clientele_root().id),
                ("kind", "=", self.paid_by),
            ],
            order="start_date, id",
        )

    def _say_none_sold(self):
        names = {"client": self._payer().name, "service": self.name}
        if self.paid_by == "credits":
            return self.env._("%(client)s has no credits. Sell some, or let money pay %(service)s.", **names)
        return self.env._("%(client)s has no package. Sell one, or let money pay %(service)s.", **names)

    def _say_not_covered(self, sold):
        return self.env._(
            "%(plans)s of %(client)s does not pay %(service)s. Let money pay it, or sell what pays it.",
            plans=format_list(self.env, sorted(set(sold.plan_id.mapped("name"))), style="or"),
            client=self._payer().name,
            service=self.name,
        )

    def _say_not_shared(self, subscription):
        return self.env._(
            "%(owner)s does not share %(plan)s with %(client)s. Add %(client)s there first, if the plan allows it.",
            owner=subscription.partner_id.name,
            plan=subscription.plan_id.name,
            client=self.visit_id.partner_id.name,
        )
