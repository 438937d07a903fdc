"""The wallet with the books: invoices, payments and orders, said shortly."""

from odoo import Command

from ..visit.common import DealCase
from .common import WalletCase


class MoneyCase(WalletCase, DealCase):
    """A package of 400 / 400 / 200 sold to Ann, a company with a chart of accounts, a cash journal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cash_journal = cls.env["account.journal"].search(
            [("company_id", "=", cls.company.id), ("type", "=", "cash")], limit=1
        )
        cls.plan_product = cls.package.product_id
        cls.plan_product.taxes_id = [Command.clear()]
        cls.package._price_product()

    @classmethod
    def pay(cls, part, amount=None, key=None):
        """Money beside the books, for instalments; a registered payment for invoices."""
        if part._name == "account.move":
            return DealCase.pay.__func__(cls, part, amount)
        return WalletCase.pay.__func__(cls, part, amount, key)

    @classmethod
    def make_tax(cls, amount, include):
        override = "tax_included" if include else "tax_excluded"
        name = f"{amount} % {override}"
        tax = cls.env["account.tax"].search([("name", "=", name)], limit=1)
        return tax or tax.create({"name": name, "amount": amount, "price_include_override": override})

    @classmethod
    def invoice_parts(cls, parts, post=True):
        invoice = parts._make_invoices(cls.today)
        if post:
            invoice.action_post()
        return invoice

    @classmethod
    def take(cls, part, user=None, **values):
        """Take a payment as reception does, in the wizard."""
        wizard = cls.env["clientele.instalment.pay"].with_context(default_instalment_id=part.id)
        wizard = wizard.with_user(user or cls.env.user).create(values)
        wizard.action_pay()
        return wizard

    def states(self, subscription):
        return subscription.instalment_ids.sorted("number").mapped("state")
