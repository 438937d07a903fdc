from odoo import api, models
from odoo.tools import format_list


class ClienteleLot(models.Model):
    """Why the wallet does not pay a line, and what to do about it (IN2)."""

    _inherit = "clientele.lot"

    @api.model
    def _why_not(self, charge, need):
        """
        :param charge: what the line wants, as ``Charge``
        :param need: units, as Decimal
        :return: the sentence that says what is missing, and what to pay or choose
        """
        sold = self._sold_for(charge)
        covering = sold.filtered(lambda subscription: subscription.plan_id._covers(charge.product))
        serving = covering.filtered(lambda subscription: subscription._may_be_used_by(charge.client))
        if not sold:
            return self._say_none_sold(charge)
        if not covering:
            return self._say_not_covered(charge, sold)
        if not serving:
            return self._say_not_shared(charge, covering[0])
        return serving._nearest_to_use(charge.day)._why_not_use(charge.day, need)

    def _sold_for(self, charge):
        """:return: all that was ever sold to the payer of what is wanted"""
        return self.env["clientele.subscription"].search(
            [
                ("partner_id", "=", charge.payer.id),
                ("company_id", "=", charge.company._clientele_root().id),
                ("kind", "=", charge.kind),
            ],
            order="start_date, id",
        )

    def _say_none_sold(self, charge):
        names = {"client": charge.payer.name, "service": charge.name}
        if charge.kind == "credits":
            return self.env._("%(client)s has no credits. Sell some, or let money pay %(service)s.", **names)
        return self.env._("%(client)s has no package. Sell one, or let money pay %(service)s.", **names)

    def _say_not_covered(self, charge, sold):
        return self.env._(
            "%(plans)s of %(client)s does not pay %(service)s. Let money pay it, or sell what pays it.",
            plans=format_list(self.env, sorted(set(sold.plan_id.mapped("name"))), style="or"),
            client=charge.payer.name,
            service=charge.name,
        )

    def _say_not_shared(self, charge, subscription):
        return self.env._(
            "%(owner)s does not share %(plan)s with %(client)s. Add %(client)s there first, if the plan allows it.",
            owner=subscription.partner_id.name,
            plan=subscription.plan_id.name,
            client=charge.client.name,
        )
