"""A company that books what was earned of prepaid plans, and its accounts in one line each."""

from odoo import Command

from .money_common import MoneyCase


class ReleaseCase(MoneyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deferred = cls.make_account("Deferred revenue", "CLD1", "liability_current")
        cls.earned = cls.make_account("Used", "CLU1", "income")
        cls.unused = cls.make_account("Expired", "CLX1", "income_other")
        cls.vat = cls.make_account("VAT", "CLV1", "liability_current")
        cls.journal = cls.env["account.journal"].create({"name": "Releases", "code": "CLREL", "type": "general"})
        cls.company.write(
            {
                "clientele_release_entries": True,
                "clientele_release_journal_id": cls.journal.id,
                "clientele_deferred_account_id": cls.deferred.id,
                "clientele_earned_account_id": cls.earned.id,
                "clientele_unused_account_id": cls.unused.id,
            }
        )
        cls.release = cls.env["clientele.release"]

    @classmethod
    def make_account(cls, name, code, account_type):
        return cls.env["account.account"].create({"name": name, "code": code, "account_type": account_type})

    @classmethod
    def buy(cls, plan, client=None, parts=None, **values):
        """A subscription whose first parts are paid by an invoice each."""
        subscription = cls.sell(plan, client, pay=0, **values)
        for part in subscription.instalment_ids.sorted("number")[:parts]:
            cls.pay(cls.invoice_parts(part))
        return subscription

    @classmethod
    def make_taxed_credits(cls, tax_kind, **values):
        """180 for 200 credits, 20 % VAT included (CR5), and a service with that tax."""
        tax = cls.make_vat()
        plan = cls.make_credits(180, 200, tax_kind=tax_kind, **values)
        if tax_kind == "single":
            plan.product_id.taxes_id = [Command.set(tax.ids)]
            plan._price_product()
        service = cls.make_service(f"Massage {tax_kind}", 20)
        service.taxes_id = [Command.set(tax.ids)]
        return plan, service

    @classmethod
    def make_vat(cls):
        """20 % included, on its account, with tags for the tax report."""
        tax = cls.make_tax(20, include=True)
        for rows in (tax.invoice_repartition_line_ids, tax.refund_repartition_line_ids):
            for row in rows.filtered(lambda row: not row.tag_ids):
                tag = {"name": f"VAT {row.document_type} {row.repartition_type}", "applicability": "taxes"}
                row.tag_ids = cls.env["account.account.tag"].create({**tag, "country_id": cls.company.country_id.id})
            rows.filtered(lambda row: row.repartition_type == "tax").account_id = cls.vat
        return tax

    def moves_of(self, line):
        return self.env["clientele.move"].search([("visit_line_id", "=", line.id)])

    @classmethod
    def book(cls, day=None):
        """:return: the entries that were made, up to that day, or today"""
        entries = cls.env["account.move"]
        for each in cls.release._days(cls.company, day or cls.today):
            entries |= cls.release._book_day(cls.company, each)
        return entries | cls.release._book_kept(cls.company)

    def run_job(self, day):
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            self.on(day)(cr=cr)["clientele.release"]._cron_book()
        self.env.invalidate_all()

    def on_account(self, account):
        """:return: what stands on an account: credits less debits of what is posted, by SQL"""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT COALESCE(-SUM(balance), 0) FROM account_move_line"
            " WHERE account_id = %s AND parent_state = 'posted'",
            (account.id,),
        )
        return float(self.env.cr.fetchone()[0])

    def standing(self):
        """:return: what stands on the deferred revenue, the income of what was used, and of what was not"""
        return tuple(map(self.on_account, (self.deferred, self.earned, self.unused)))

    def lines(self, entry):
        """:return: {name of the account: credit less debit}"""
        return {line.account_id.name: -line.balance for line in entry.line_ids}
