from odoo import fields, models

from ...tools.deal_amounts import money
from .clientele_instalment_deferred import Billed
from .clientele_lot import units


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    clientele_instalment_id = fields.Many2one(
        "clientele.instalment",
        string="Instalment",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        help="The part of a prepaid plan that this line bills. Once it is paid, the part opens.",
    )

    def _copy_data_extend_business_fields(self, values):
        """A credit note gives back what the invoice billed; a copied invoice bills something else."""
        result = super()._copy_data_extend_business_fields(values)
        values["clientele_instalment_id"] = self.clientele_instalment_id.id
        return result

    def _clientele_pays_parts(self):
        """:return: those of these lines that bill instalments, directly or through the order that sold the plan"""
        return self.filtered(lambda line: line.clientele_instalment_id or line.sale_line_ids._clientele_parts())

    def _clientele_worth(self):
        """:return: what the line bills, tax included, in the company's currency, as Decimal; credit notes below 0"""
        sign = -1 if self.move_id.move_type == "out_refund" else 1
        rate = units(self.move_id.invoice_currency_rate or 1)
        return money(sign * units(self.price_total) / rate, units(self.company_currency_id.rounding))

    def _clientele_billed_part(self):
        """:return: ``Billed``: what these lines ask for, and what of it they put on accounts of liabilities"""
        deferred = self.filtered(lambda line: line.account_id.internal_group == "liability")
        return Billed(
            sum((line._clientele_worth() for line in self), units(0)),
            -sum((units(line.balance) for line in deferred), units(0)),
            deferred[-1:].account_id.id or 0,
        )
