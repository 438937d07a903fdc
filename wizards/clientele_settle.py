from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount


class ClienteleSettle(models.TransientModel):
    """Asks what pays each line of a visit, and what is paid now, before the visit is closed (CR7, CR8)."""

    _name = "clientele.settle"
    _inherit = ["clientele.settle.board"]
    _description = "Close a Visit"

    visit_id = fields.Many2one("clientele.visit", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one("res.currency", related="visit_id.currency_id")
    to_pay = fields.Monetary(compute="_compute_to_pay", help="What money pays.")
    paid_before = fields.Monetary(related="visit_id.amount_paid", string="Paid before")
    paid_now = fields.Monetary(
        string="Paid now",
        compute="_compute_paid_now",
        store=True,
        readonly=False,
        help="Paid now at the desk. What is not paid the client owes; what was paid too much is given back.",
    )

    # ---------------------------------------------------------------- compute

    @api.depends("visit_id")
    def _compute_board(self):
        return super()._compute_board()

    @api.depends("choices", "visit_id")
    def _compute_to_pay(self):
        for wizard in self:
            ways = wizard._ways()
            wizard.to_pay = sum(line.amount for line in wizard._lines() if line.id not in ways)

    @api.depends("to_pay")
    def _compute_paid_now(self):
        for wizard in self:
            wizard.paid_now = wizard.currency_id.round(wizard.to_pay - wizard.paid_before)

    # ---------------------------------------------------------------- what the screen shows

    @api.model
    def _open(self, visit):
        """:return: the wizard for a visit, with the proposal chosen"""
        return self.create({"visit_id": visit.id, "choices": self._as_choices(visit._wallet_proposal())})

    def _client(self):
        return self.visit_id.partner_id

    def _lines(self):
        return self.visit_id.line_ids.filtered(lambda line: not line.billed)

    def _offers(self, ways):
        return self.visit_id._wallet_offers(ways)

    def _describe(self, line):
        return {
            "name": line.name,
            "quantity": line.quantity,
            "who": line.resource_id.name,
            "amount": line.amount,
            "currency": line.currency_id,
        }

    # ---------------------------------------------------------------- closing

    def action_done(self):
        """Close the visit: what is chosen is taken from the wallet, the rest is paid or owed.

        :raises UserError: where the wallet does not suffice, or more is paid than there is to pay
        """
        self._check_paid()
        self._close()
        self.visit_id.amount_paid += self.paid_now
        return {"type": "ir.actions.act_window_close"}

    def action_done_and_bill(self):
        """Close the visit and bill what money pays: it is owed, and paid, on the order."""
        self._close()
        return self.visit_id.action_bill()

    def _close(self):
        self.ensure_one()
        visit = self.visit_id
        visit.check_access("write")
        paid = visit.amount_paid
        visit._choose_ways(self._ways())
        visit._close()
        visit.amount_paid = paid

    def _check_paid(self):
        paid = self.paid_before + self.paid_now
        if self.currency_id.compare_amounts(paid, self.to_pay) > 0:
            raise UserError(
                self.env._(
                    "%(amount)s are to pay; no more can be taken.",
                    amount=format_amount(self.env, self.to_pay - self.paid_before, self.currency_id),
                )
            )
        if self.currency_id.compare_amounts(paid, 0) < 0:
            raise UserError(self.env._("No more can be given back than was paid before."))
