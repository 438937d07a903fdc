from odoo.tests import BaseCase


class TestHouseRules(BaseCase):
    def test_x(self):
        pass
