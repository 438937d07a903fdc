from odoo import Command
from odoo.tests import tagged

from .loyalty_common import LoyaltyCase


@tagged("post_install", "-at_install")
class TestConfirmingBudget(LoyaltyCase):
    """How many queries managed rules add when an order is confirmed: so many, whatever is in the order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        category = cls.env["product.category"].create({"name": "Hair"})
        cls.services = cls.env["product.product"].create(
            [
                {"name": f"Service {number}", "type": "service", "list_price": 10, "categ_id": category.id}
                for number in range(20)
            ]
        )
        cls.program = cls.make_program(
            {"tier_ids": cls.tiers()},
            {"clientele_scope": "product", "product_ids": [Command.set(cls.services[:3].ids)], "clientele_rate": 4},
            {"clientele_scope": "category", "product_category_id": category.id, "clientele_rate": 3},
            {"clientele_scope": "client", "clientele_partner_ids": [Command.set(cls.client_anna.ids)]},
        )

    def count(self, lines):
        """:return: number of queries of confirming so many lines, with cold records and warm caches of the process"""
        for __ in range(3):
            order = self.make_order(*({"product_id": service.id} for service in self.services[:lines]), confirm=False)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            order.action_confirm()
            self.env.flush_all()
            queries = self.cr.sql_log_count - before
        self.assertEqual(len(order.clientele_award_ids), lines if self.program.active else 0)
        return queries

    def test_lines(self):
        self.assertEqual(self.count(20), self.count(5))

    def test_rules(self):
        """Against core's own program with one rule."""
        managed = self.count(5)
        self.program.active = False
        self.make_program(name="Core", clientele_managed=False)
        self.assertLessEqual(managed - self.count(5), 17)
