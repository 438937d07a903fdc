from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_amount

from .clientele_lot import units


class ClienteleInstalment(models.Model):
    """What documents brought goes back by credit notes; what they still ask for is called back."""

    _inherit = "clientele.instalment"

    amount_unused = fields.Monetary(
        string="Unused", compute="_compute_amount_unused", help="The money that what is unused of it stands for."
    )

    @api.depends("lot_ids.balance", "lot_ids.held", "lot_ids.value")
    def _compute_amount_unused(self):
        for part in self:
            part.amount_unused = sum(float(lot._worth_of_free()) for lot in part.lot_ids)

    def action_refund(self):
        """Open the wizard that pays back what is unused of this part."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_instalment_refund_action")
        return {**action, "context": {"default_instalment_id": self.id}}

    # ---------------------------------------------------------------- paying back

    def _withdraw_worth(self, amount, key, note):
        """:raises UserError: where more is to be paid back than was received"""
        if amount > units(self.amount_received):
            raise UserError(
                self.env._(
                    "%(received)s were received for %(part)s; no more can be paid back.",
                    received=format_amount(self.env, self.amount_received, self.currency_id),
                    part=self.display_name,
                )
            )
        return super()._withdraw_worth(amount, key, note)

    def _pay_back(self, amount, key, note):
        """What documents brought goes back by a credit note, the rest beside them."""
        self.ensure_one()
        if self._is_booked(key):
            return None
        credited = min(amount, float(self._document_money()[1]))
        if self.currency_id.is_zero(credited):
            return super()._pay_back(amount, key, note)
        self.amount_refunded += credited  # first: what follows from the credit note finds that it is meant
        self._credit(credited, key, note)
        rest = self.currency_id.round(amount - credited)
        return super()._pay_back(rest, f"{key}:rest", note) if rest else None

    def _is_booked(self, key):
        return super()._is_booked(key) or bool(self._credit_notes(key))

    def _credit_notes(self, key):
        return self.env["account.move"].search([("clientele_key", "=", key)])

    def _credit(self, amount, key, note):
        """:return: the posted credit note of an amount of this part"""
        part = self.with_company(self.company_id)
        invoice = part._invoices()[-1:]
        line = {**part._prepare_invoice_line(), "name": part._refund_name()}
        line.update(part.plan_id.product_id._clientele_bill(amount, part.company_id, part.partner_id))
        credit_note = self.env["account.move"].create(
            {
                **part._prepare_invoice(part.partner_id, part.company_id, self.env["clientele.branch"]._today()),
                "move_type": "out_refund",
                "ref": note,
                "reversed_entry_id": invoice.id if not invoice.amount_residual else False,  # core would set it off
                "clientele_key": key,
                "invoice_line_ids": [Command.create(line)],
            }
        )
        credit_note.action_post()
        return credit_note

    def _refund_name(self):
        return self.env._("Paid back: %(plan)s, part %(number)s", plan=self.plan_id.name, number=self.number)

    def _invoices(self):
        """:return: posted invoices that bill this part, oldest first"""
        lines = self.move_line_ids | self._order_lines().invoice_lines
        invoices = lines.move_id.filtered(lambda move: move.state == "posted" and move.move_type == "out_invoice")
        return invoices.sorted(lambda move: (move.invoice_date, move.id))

    def _pay_out(self, key, journal):
        """Register that the money of the credit note was handed out."""
        open_notes = self.sudo()._credit_notes(key).filtered("amount_residual")  # sudo: who may refund, pays out
        if open_notes:
            wizard = self.env["account.payment.register"].sudo()  # sudo: as above
            wizard = wizard.with_context(active_model="account.move", active_ids=open_notes.ids)
            wizard.create({"journal_id": journal.id})._create_payments()

    # ---------------------------------------------------------------- calling back

    def _cancel(self):
        """What still asks for this part is called back: drafts lose their line, invoices get a credit note."""
        for part in self.sudo():  # sudo: documents follow the subscription
            part._call_back_drafts()
            part._call_back_invoices()
        return super()._cancel()

    def _call_back_drafts(self):
        drafts = self.move_line_ids.filtered(lambda line: line.parent_state == "draft")
        moves = drafts.move_id
        drafts.unlink()
        moves.filtered(lambda move: not move.invoice_line_ids).unlink()
        self.ordered_line_ids.filtered(lambda line: line.state in ("draft", "sent")).unlink()
        self.ordered_line_ids.filtered(lambda line: line.state == "sale").product_uom_qty = 0

    def _call_back_invoices(self):
        if self.currency_id.is_zero(self.amount_billed) or not self._unpaid_invoices():
            return
        invoice = self._unpaid_invoices()[0]
        amount = min(self.amount_billed, invoice.amount_residual / (invoice.invoice_currency_rate or 1))
        note = self._credit(amount, f"clientele.instalment:{self.id}:cancel:{self.revision}", None)
        lines = (invoice | note).line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        lines.filtered(lambda line: not line.reconciled).reconcile()
