from odoo.tests import tagged

from .loyalty_common import LoyaltyCase


@tagged("post_install", "-at_install")
class TestPlanSales(LoyaltyCase):
    """LO9: selling a plan earns as any product does, unless it is promotional; what it pays later earns nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program = cls.make_program({"clientele_rate": 10})
        cls.plan = cls.env["clientele.plan"].create(
            {"name": "200 credits", "kind": "credits", "price": 160, "credits": 200, "company_id": cls.env.company.id}
        )
        cls.plan.product_id.taxes_id = False

    def sell(self):
        self.make_order({"product_id": self.plan.product_id.id, "price_unit": 160})

    def test_a_plan_earns(self):
        self.sell()
        self.assertEqual(self.points(self.program), 16)

    def test_a_promotional_plan_does_not(self):
        self.plan.clientele_promotional = True
        self.sell()
        self.assertEqual(self.points(self.program), 0)
