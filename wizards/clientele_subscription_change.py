from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class ClienteleSubscriptionChange(models.AbstractModel):
    """What the wizards share that change a sold subscription: who may, why, and that a second click does nothing."""

    _name = "clientele.subscription.change"
    _description = "Change of a Subscription"

    _right = "clientele.clientele_group_manager"

    subscription_id = fields.Many2one("clientele.subscription", required=True, readonly=True)
    company_id = fields.Many2one(related="subscription_id.company_id")
    currency_id = fields.Many2one(related="subscription_id.currency_id")
    kind = fields.Selection(related="subscription_id.kind")
    units_left = fields.Float(related="subscription_id.units_left")
    reason = fields.Char(required=True)
    done = fields.Boolean(readonly=True)

    def _begin(self):
        """Check the rights, and take this change as made: clicks that come together meet in this row.

        :return: whether it is still to be made
        :raises AccessError: where the user may not
        :raises UserError: where the reason says nothing
        """
        self.ensure_one()
        if not self.env.user.has_group(self._right):
            right = self.env.ref(self._right).sudo()  # sudo: only its name
            raise AccessError(self.env._("This takes the right “%(right)s”.", right=right.name))
        self.subscription_id.check_access("write")
        if not self.reason.strip():
            raise UserError(self.env._("Say why: it stays in the history."))
        first, self.done = not self.done, True
        return first

    def _operation(self):
        """:return: the key of what this wizard does in the ledger"""
        return f"{self._name}:{self.id}"
