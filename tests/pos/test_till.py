from odoo.tests import tagged

from odoo.addons.point_of_sale.tests.test_frontend import TestPointOfSaleHttpCommon


@tagged("post_install", "-at_install")
class TestTill(TestPointOfSaleHttpCommon):
    """The till in a real browser."""

    def test_standing_discount(self):
        """YC1: the discount applies itself at the till and follows the client."""
        self.env["product.product"].create(
            [
                {"name": f"Clientele {name}", "list_price": price, "taxes_id": False, "available_in_pos": True}
                for name, price in (("Cream", 20), ("Soap", 10))
            ]
        )
        self.env["res.partner"].sudo().create(
            [
                {"name": "Clientele Ann", "is_client": True, "clientele_personal_discount": 10},
                {"name": "Clientele Bob", "is_client": True},
            ]
        )
        self.main_pos_config.with_user(self.pos_user).open_ui()
        self.start_pos_tour("clientele_pos_standing_discount")
