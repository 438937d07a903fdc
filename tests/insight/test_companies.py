from odoo import Command
from odoo.tests import tagged

from ..visit.common import DealCase


@tagged("post_install", "-at_install")
class TestCompanies(DealCase):
    """Unrelated companies that share a partner see nothing of each other; branch companies share the root's base."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Unrelated", "country_id": cls.env.ref("base.bg").id})
        cls.child = cls.env["res.company"].create({"name": "Child", "parent_id": cls.company.id})
        cls.env["account.chart.template"].try_loading("generic_coa", company=cls.other, install_demo=False)
        cls.env.user.company_ids += cls.other + cls.child
        cls.shared = cls.env["res.partner"].create({"name": "Ann"})

    def in_company(self, company):
        return self.env(context={**self.env.context, "allowed_company_ids": company.ids})

    def sell_in(self, company, amount):
        env = self.in_company(company)
        line = self.order_line(self.goods.with_env(env), 1, amount, tax_ids=[Command.clear()])
        order = env["sale.order"].create({"partner_id": self.shared.id, "order_line": [Command.create(line)]})
        order.action_confirm()
        self.pay_online(order)
        self.assertDeal(order, amount, company_id=company, branch_id=company._clientele_default_branch())
        return order

    def facts_in(self, company):
        partner = self.shared.with_env(self.in_company(company))
        return partner.clientele_deal_count, partner.clientele_spent, partner.clientele_debt

    def test_each_sees_its_own(self):
        self.sell_in(self.company, 100)
        self.assertEqual(self.facts_in(self.company), (1, 100, 0))
        self.assertEqual(self.facts_in(self.other), (0, 0, 0))
        self.sell_in(self.other, 40)
        self.assertEqual(self.facts_in(self.company), (1, 100, 0))
        self.assertEqual(self.facts_in(self.other), (1, 40, 0))

    def test_branch_company_counts_in_the_base_of_its_root(self):
        self.sell_in(self.company, 100)
        self.sell_in(self.child, 30)
        self.assertEqual(self.facts_in(self.company), (2, 130, 0))
        self.assertEqual(self.facts_in(self.child), (2, 130, 0))
        self.assertEqual(self.facts_in(self.other), (0, 0, 0))

    def test_debt_by_company(self):
        for company, amount in ((self.company, 100), (self.child, 30), (self.other, 7)):
            env = self.in_company(company)
            line = self.order_line(self.goods.with_env(env), 1, amount, tax_ids=[Command.clear()])
            order = env["sale.order"].create({"partner_id": self.shared.id, "order_line": [Command.create(line)]})
            order.action_confirm()
            self.env["clientele.client"]._ensure(self.shared, company)
        self.assertEqual(self.facts_in(self.company), (0, 0, 130))
        self.assertEqual(self.facts_in(self.other), (0, 0, 7))
        self.env["clientele.client"]._rebuild()
        self.assertEqual(self.facts_in(self.company), (0, 0, 130))
        self.assertEqual(self.facts_in(self.other), (0, 0, 7))

    def test_refresh_of_everyone_agrees(self):
        self.sell_in(self.company, 100)
        self.sell_in(self.child, 30)
        self.sell_in(self.other, 40)
        before = [self.facts_in(company) for company in (self.company, self.child, self.other)]
        self.env["clientele.client"]._rebuild()
        self.assertEqual([self.facts_in(company) for company in (self.company, self.child, self.other)], before)

    def test_staff_sees_no_deal_of_the_other_company(self):
        order = self.sell_in(self.other, 40)
        manager = self.make_user("manager", "turnover")
        manager.write({"company_ids": [Command.set(self.company.ids)], "company_id": self.company.id})
        visits = self.env["clientele.visit"].with_user(manager)
        self.assertFalse(visits.search([("sale_order_id", "=", order.id)]))
        self.assertEqual(self.shared.with_user(manager).clientele_spent, 0)

    def test_till_of_the_other_company(self):
        till = self.make_till("Other till", self.other)
        order = self.ring(self.shared, (self.goods, 1), till=till)
        self.assertDeal(order, 100, company_id=self.other)
        self.assertEqual(self.facts_in(self.other)[:2], (1, 100))
        self.assertEqual(self.facts_in(self.company)[:2], (0, 0))
