from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_amount

MANAGER = "clientele.clientele_group_manager"


class ClienteleInstalmentRefund(models.TransientModel):
    """Pays back what nobody used of a paid instalment: proposes its worth and says how it comes about."""

    _name = "clientele.instalment.refund"
    _description = "Pay Back"

    instalment_id = fields.Many2one("clientele.instalment", required=True, readonly=True, ondelete="cascade")
    partner_id = fields.Many2one(related="instalment_id.partner_id")
    subscription_id = fields.Many2one(related="instalment_id.subscription_id")
    company_id = fields.Many2one(related="instalment_id.company_id")
    currency_id = fields.Many2one(related="instalment_id.currency_id")
    amount_received = fields.Monetary(related="instalment_id.amount_received")
    amount_unused = fields.Monetary(related="instalment_id.amount_unused", string="Worth of what is unused")
    explanation = fields.Char(string="How it comes about", compute="_compute_explanation")
    by_credit_note = fields.Boolean(compute="_compute_explanation")
    amount = fields.Monetary(
        string="Pay back", compute="_compute_amount", store=True, readonly=False, required=True, precompute=True
    )
    journal_id = fields.Many2one(
        "account.journal",
        string="Out of",
        ondelete="cascade",
        domain="[('company_id', '=', company_id), ('type', 'in', ('cash', 'bank', 'credit'))]",
        help="The credit note is paid out of it. Left empty, it stays open as the client's credit.",
    )
    reason = fields.Char(required=True)
    taken = fields.Boolean(readonly=True)

    @api.depends("instalment_id")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = min(wizard.amount_unused, wizard.amount_received)

    @api.depends("instalment_id")
    def _compute_explanation(self):
        for wizard in self:
            part = wizard.instalment_id
            left = sum(part.lot_ids.mapped(lambda lot: float(lot._free())))
            wizard.by_credit_note = bool(part.sudo()._invoices())  # sudo: only whether there are some
            wizard.explanation = self.env._(
                "%(units)s for %(amount)s were opened; %(left)s of them are unused and stand for %(worth)s.",
                units=part.plan_id._count_text(part.units),
                amount=format_amount(self.env, part.amount, part.currency_id),
                left=f"{left:g}",
                worth=format_amount(self.env, wizard.amount_unused, part.currency_id),
            )

    def action_refund(self):
        """Pay it back; a second click changes nothing.

        :raises UserError: where more is paid back than what is unused is worth, or half a visit
        """
        self.ensure_one()
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only branch managers pay back. Ask one of them."))
        self.instalment_id.check_access("read")
        if not self.taken:
            self.taken = True
            self.flush_recordset()  # of two clicks at once the second waits here, and finds it taken
            self._give_back()
        return {"type": "ir.actions.act_window_close"}

    def _give_back(self):
        key = f"{self._name}:{self.id}"
        self.instalment_id._refund(self.amount, key, self.reason)
        if self.journal_id:
            self.instalment_id._pay_out(key, self.journal_id)
