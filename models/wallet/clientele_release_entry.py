from collections import defaultdict

from odoo import api, models
from odoo.fields import Command
from odoo.tools import format_date

from .clientele_lot import units

SERVED = ("use", "return")
UNUSED = ("expire", "adjust")  # nobody was served for it


class ClienteleRelease(models.AbstractModel):
    """The journal entry of what was earned on a day. Debits and credits are signed money: above 0 is debit."""

    _inherit = "clientele.release"

    @api.model
    def _make_entry(self, company, day, tax_kind, earned):
        """:param earned: {move: Earned}, of plans of one kind of tax
        :return: the posted entry, none where all cancels out; core dates it on the first day that is not locked
        """
        taxed = {move: row.amount for move, row in earned.items() if tax_kind == "multi" and move.kind in SERVED}
        plain = {move: row.amount for move, row in earned.items() if move not in taxed}
        lines = self._deferred_lines(company, earned) + self._taxed_lines(company, taxed)
        lines += self._plain_lines(company, plain)
        if not lines:  # what was used came back the same day
            return self.env["account.move"]
        return self._post_entry(company, day, self._entry_name(day, tax_kind), lines)

    @api.model
    def _make_kept_entry(self, company, subscription, kept):
        """:param kept: money that leaves the deferred revenue, as Decimal
        :return: the posted entry of what who quits left behind
        """
        name = self.env._("Quit: %(subscription)s", subscription=subscription.display_name)
        accounts = [account_id for __, account_id in subscription.instalment_ids._deferred().values() if account_id]
        deferred_id = accounts[-1] if accounts else company.clientele_deferred_account_id.id
        sides = ((deferred_id, kept), (company.clientele_earned_account_id.id, -kept))
        lines = [
            {"account_id": nr, "name": name, "balance": float(balance), "tax_ids": [Command.clear()]}
            for nr, balance in sides
        ]
        entry = self._post_entry(company, company._clientele_today(), name, lines)
        subscription.kept_entry_id = entry
        return entry

    @api.model
    def _post_entry(self, company, day, name, lines):
        Entry = self.env["account.move"].with_context(skip_invoice_sync=True)  # its taxes are worked out already
        entry = Entry.create(
            {
                "move_type": "entry",
                "company_id": company.id,
                "journal_id": company.clientele_release_journal_id.id,
                "date": day,
                "ref": name,
                "line_ids": [Command.create(line) for line in lines],
            }
        )
        entry = entry.with_context(skip_invoice_sync=False)
        entry._post(soft=False)
        return entry

    @api.model
    def _entry_name(self, day, tax_kind):
        day = format_date(self.env, day)
        if tax_kind == "multi":
            return self.env._("Prepaid services of %(day)s, taxed when used", day=day)
        return self.env._("Prepaid services of %(day)s, taxed when sold", day=day)

    # ---------------------------------------------------------------- lines

    @api.model
    def _deferred_lines(self, company, earned):
        """What leaves the deferred revenue, account by account: from where the sale put it."""
        sums = defaultdict(lambda: units(0))
        for amount, account_id in earned.values():
            sums[account_id or company.clientele_deferred_account_id.id] += amount
        name = self.env._("Prepaid services")
        return [{"account_id": nr, "name": name, "balance": float(amount)} for nr, amount in sums.items() if amount]

    @api.model
    def _plain_lines(self, company, amounts):
        """Income without tax: it was taxed when it was sold, or nobody was served for it."""
        used = -sum((amount for move, amount in amounts.items() if move.kind not in UNUSED), units(0))
        unused = -sum((amount for move, amount in amounts.items() if move.kind in UNUSED), units(0))
        lines = [
            (company.clientele_earned_account_id, self.env._("Prepaid services used"), used),
            (company.clientele_unused_account_id, self.env._("Prepaid services not used"), unused),
        ]
        return [
            {"account_id": account.id, "name": name, "balance": float(balance), "tax_ids": [Command.clear()]}
            for account, name, balance in lines
            if balance
        ]

    @api.model
    def _taxed_lines(self, company, amounts):
        """Income with the taxes that the services have for their clients; what comes back takes them back."""
        sums = defaultdict(lambda: units(0))
        for move, amount in amounts.items():
            sums[self._taxes_of(company, move), move.kind == "return"] += amount
        lines = []
        for (taxes, back), amount in sums.items():
            if amount:
                lines += self._lines_with_taxes(company, taxes, amount, back)
        return lines

    @api.model
    def _taxes_of(self, company, move):
        """:return: taxes of what was used, as the client's fiscal position has them"""
        product = move.product_id or move.visit_line_id.product_id
        return product._clientele_taxes(company, move.visit_id.partner_id or move.partner_id)

    @api.model
    def _lines_with_taxes(self, company, taxes, amount, back):
        """:param amount: money that leaves the deferred revenue, tax included; below 0 where it comes back
        :return: values of the income and of its taxes, which together are the amount to the cent
        """
        Tax = self.env["account.tax"]
        base = self.env["product.product"]._clientele_taxed(
            float(abs(amount)),
            taxes,
            company,
            quantity=1,
            sign=1 if back else -1,
            is_refund=back,
            account_id=company.clientele_earned_account_id,
        )
        Tax._add_accounting_data_in_base_lines_tax_details([base], company, include_caba_tags=True)
        result = Tax._prepare_tax_lines([base], company)
        tax_lines = [{**line, "display_type": "tax"} for line in result["tax_lines_to_add"]]
        income = -amount - sum((units(line["balance"]) for line in tax_lines), units(0))
        name = self.env._("Prepaid services given back") if back else self.env._("Prepaid services used")
        line = {
            "account_id": company.clientele_earned_account_id.id,
            "name": name,
            "balance": float(income),
            "tax_ids": [Command.set(taxes.ids)],
            "tax_tag_ids": result["base_lines_to_update"][0][1]["tax_tag_ids"],
        }
        return [line, *tax_lines]
