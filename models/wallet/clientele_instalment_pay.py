from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_amount


class ClienteleInstalment(models.Model):
    """Payments of instalments that go through the books."""

    _inherit = "clientele.instalment"

    def action_take_payment(self):
        """Open the wizard that books a payment of this part."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_instalment_pay_action")
        return {**action, "context": {"default_instalment_id": self.id}}

    def _pay_by_invoice(self, amount, journal, day, note=None):
        """Register a payment with the invoice that asks for this part; without one, it is made.

        Rights are checked by the caller.

        :param amount: money received, up to what is due
        :param journal: account.journal that gets it
        :raises UserError: where more is paid than is due, or a draft asks for it
        """
        self.ensure_one()
        part = self.sudo().with_company(self.company_id)  # sudo: who takes payments need not keep the books
        part._claim()
        invoice = part._unpaid_invoices()[:1]
        if not invoice:
            part._check_amount(amount)
            invoice = part._make_invoices(day)
            invoice.action_post()
        part._check_residual(invoice, amount)
        wizard = self.env["account.payment.register"].sudo()  # sudo: as above
        wizard = wizard.with_context(active_model="account.move", active_ids=invoice.ids)
        wizard.create(
            {
                "amount": amount,
                "payment_date": day,
                "journal_id": journal.id,
                "communication": note or invoice.name,
            }
        )._create_payments()

    def _check_residual(self, invoice, amount):
        if self.currency_id.compare_amounts(amount, 0) <= 0:
            raise UserError(self.env._("Enter the amount that was paid."))
        if invoice.currency_id.compare_amounts(amount, invoice.amount_residual) > 0:
            raise UserError(
                self.env._(
                    "%(invoice)s bills this part: only %(due)s are still to pay.",
                    invoice=invoice.name,
                    due=format_amount(self.env, invoice.amount_residual, invoice.currency_id),
                )
            )
