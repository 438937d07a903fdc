from odoo import fields, models
from odoo.exceptions import UserError


class ClienteleShortfallForgive(models.TransientModel):
    """Gives up points that clients owe; the right to correct balances, and a reason."""

    _name = "clientele.shortfall.forgive"
    _description = "Forgive Owed Points"

    shortfall_ids = fields.Many2many("clientele.shortfall", string="Owed points", required=True, readonly=True)
    reason = fields.Char(required=True)

    def action_forgive(self):
        """Forgive them; those that nothing is owed of any more stay as they are.

        :raises AccessError: without the right
        """
        self.ensure_one()
        self.env["loyalty.card"]._clientele_check_adjust()
        if not self.reason.strip():
            raise UserError(self.env._("Say why: it stays in the history."))
        self.shortfall_ids.check_access("read")
        self.shortfall_ids.sudo()._forgive(self.reason.strip())  # sudo: the right is checked, nobody writes debts
