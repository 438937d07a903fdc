from odoo import models
from odoo.exceptions import UserError


class ClienteleSubscription(models.Model):
    _inherit = "clientele.subscription"

    def action_take_payment(self):
        """Open the wizard that books a payment of the part that is due next.

        :raises UserError: where everything is paid
        """
        self.ensure_one()
        due = self.instalment_ids.filtered("amount_due").sorted()[:1]
        if not due:
            raise UserError(self.env._("%(subscription)s is paid wholly.", subscription=self.display_name))
        return due.action_take_payment()
