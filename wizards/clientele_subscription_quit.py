from odoo import api, fields, models
from odoo.fields import Command

from ..models.wallet.clientele_lot import units


class ClienteleSubscriptionQuit(models.TransientModel):
    """Ends a subscription: proposes what is paid back, and explains it line by line (IN4)."""

    _name = "clientele.subscription.quit"
    _description = "Quit a Subscription"
    _inherit = ["clientele.subscription.change"]

    partner_id = fields.Many2one(string="Client", related="subscription_id.partner_id")
    line_ids = fields.One2many(
        "clientele.subscription.quit.line", "quit_id", string="Used", compute="_compute_line_ids", store=True
    )
    paid = fields.Monetary(compute="_compute_proposal")
    used = fields.Monetary(string="Used at list price", compute="_compute_proposal")
    proposal = fields.Monetary(
        string="Proposed", compute="_compute_proposal", help="What was paid, less what was used at list price."
    )
    cancelled_due = fields.Monetary(string="Not owed any more", compute="_compute_proposal")
    refund = fields.Monetary(
        string="Pay back", compute="_compute_refund", store=True, readonly=False, help="The proposal, or less."
    )

    @api.depends("subscription_id")
    def _compute_line_ids(self):
        for wizard in self:
            bill = wizard._sold()._bill_of_use()
            wizard.line_ids = [Command.clear(), *map(Command.create, bill)]

    @api.depends("subscription_id")
    def _compute_proposal(self):
        for wizard in self:
            wizard.paid, wizard.used, wizard.proposal = map(float, wizard._sold()._quitting())
            wizard.cancelled_due = sum(wizard.subscription_id.instalment_ids.mapped("amount_due"))

    @api.depends("proposal")
    def _compute_refund(self):
        for wizard in self:
            wizard.refund = wizard.proposal

    def _sold(self):
        self.subscription_id.check_access("read")
        return self.subscription_id.sudo()  # sudo: what was used in other branches counts, too

    def action_quit(self):
        """Quit it; a second click does nothing.

        :raises UserError: where that cannot be, or more is to be paid back than is proposed
        """
        if self._begin():
            self.subscription_id._quit(units(self.refund), self.reason, self._operation())
