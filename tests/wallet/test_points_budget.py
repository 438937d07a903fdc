from decimal import Decimal

from odoo.tests import tagged

from .points_common import PointsCase


@tagged("post_install", "-at_install")
class TestPointsBudget(PointsCase):
    """How many queries points take, whatever the history of the card."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for number in range(30):
            cls.card._clientele_earn(f"warm:{number}", Decimal(1))
        cls.card._clientele_spend("warm:spend", Decimal(2))

    def count(self, action):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        action()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def test_earn(self):
        self.assertLessEqual(self.count(lambda: self.earn(5)), 15)
        self.assertLessEqual(self.count(lambda: self.earn(5)), 2)

    def test_spend(self):
        self.assertLessEqual(self.count(lambda: self.spend(1)), 16)

    def test_free(self):
        self.assertLessEqual(self.count(self.card._clientele_free), 7)
