from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

RECEPTIONIST = "clientele.clientele_group_receptionist"


class ClienteleInstalmentPay(models.TransientModel):
    """Registers that a client paid an instalment: by an invoice and its payment, or beside the books."""

    _name = "clientele.instalment.pay"
    _description = "Take a Payment"

    instalment_id = fields.Many2one("clientele.instalment", required=True, readonly=True, ondelete="cascade")
    partner_id = fields.Many2one(related="instalment_id.partner_id")
    subscription_id = fields.Many2one(related="instalment_id.subscription_id")
    company_id = fields.Many2one(related="instalment_id.company_id")
    currency_id = fields.Many2one(related="instalment_id.currency_id")
    due_date = fields.Date(related="instalment_id.due_date")
    amount_due = fields.Monetary(related="instalment_id.amount_due")
    amount = fields.Monetary(
        string="Received", compute="_compute_amount", store=True, readonly=False, required=True, precompute=True
    )
    day = fields.Date(required=True, default=lambda self: self.env["clientele.branch"]._today())
    journal_id = fields.Many2one(
        "account.journal",
        string="Into",
        ondelete="cascade",
        compute="_compute_journal_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('company_id', '=', company_id), ('type', 'in', ('cash', 'bank', 'credit'))]",
        help="An invoice of the instalment is made, and its payment. Left empty, the money is booked here alone.",
    )
    note = fields.Char()
    taken = fields.Boolean(readonly=True)

    @api.depends("instalment_id")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = wizard.instalment_id.amount_due

    @api.depends("instalment_id")
    def _compute_journal_id(self):
        for wizard in self:
            cash = Domain("type", "in", ("cash", "bank")) & Domain("company_id", "=", wizard.company_id.id)
            wizard.journal_id = self.env["account.journal"].search(cash, order="type desc, sequence, id", limit=1)

    def action_pay(self):
        """Book the payment; a second click changes nothing.

        :raises UserError: where more is paid than is due, or another document asks for it
        """
        self.ensure_one()
        if not self.env.user.has_group(RECEPTIONIST):
            raise AccessError(self.env._("Only receptionists take payments. Ask one of them."))
        self.instalment_id.check_access("read")
        if not self.taken:
            self.taken = True
            self.flush_recordset()  # of two clicks at once the second waits here, and finds it taken
            self._take()
        return {"type": "ir.actions.act_window_close"}

    def _take(self):
        part = self.instalment_id
        if self.journal_id:
            part._pay_by_invoice(self.amount, self.journal_id, self.day, self.note)
        else:
            part._receive(self.amount, f"{self._name}:{self.id}", self.note)

    @api.constrains("day")
    def _check_day(self):
        if any(wizard.day > self.env["clientele.branch"]._today() for wizard in self):
            raise UserError(self.env._("A payment is booked once it is there: choose today or an earlier day."))
