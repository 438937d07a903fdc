from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.point_of_sale.tests.test_frontend import TestPointOfSaleHttpCommon

from ..wallet.points_common import program_values


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

    def test_new_client(self):
        """SK4: a client whom the cashier notes down is in the group of new clients, and has its discount at once."""
        cream = {"name": "Clientele Cream", "list_price": 20, "taxes_id": False, "available_in_pos": True}
        self.env["product.product"].create(cream)
        groups = self.env["clientele.group"].sudo()
        groups.search([("is_default", "=", True)]).is_default = False
        group = groups.create({"name": "New", "is_default": True, "discount": 10})
        self.pos_user.group_ids |= self.env.ref("base.group_partner_manager")
        self.main_pos_config.with_user(self.pos_user).open_ui()
        with mute_logger(f"{self._logger.name}.browser"):  # core's own form lacks a widget at the till
            self.start_pos_tour("clientele_pos_new_client")
        cleo = self.env["res.partner"].sudo().search([("name", "=", "Clientele Cleo")])
        self.assertEqual((cleo.is_client, cleo.created_from), (True, "pos"))
        self.assertEqual(cleo.clientele_client_ids.group_id, group)

    def test_discount_of_a_group(self):
        """SK9: the discount by turnover comes by the client's pricelist, once, and follows the client."""
        self.env["product.product"].create(
            [
                {"name": f"Clientele {name}", "list_price": price, "taxes_id": False, "available_in_pos": True}
                for name, price in (("Cream", 20), ("Soap", 10))
            ]
        )
        usual = self.env["product.pricelist"].sudo().create({"name": "Usual"})
        till = self.main_pos_config.sudo()
        till.write({"use_pricelist": True, "available_pricelist_ids": usual.ids, "pricelist_id": usual.id})
        rule = Command.create({"reward_point_mode": "money", "clientele_rate": 10})
        discount = {"clientele_benefit": "discount", "company_id": till.company_id.id}
        program = self.env["loyalty.program"].sudo().create(program_values("Friends", rule_ids=[rule], **discount))
        group = (
            self.env["clientele.group"]
            .sudo()
            .create(
                {
                    "name": "Friends",
                    "loyalty_type": "discount",
                    "program_id": program.id,
                    "company_id": till.company_id.id,
                }
            )
        )
        self.env["res.partner"].sudo().create(
            [
                {"name": "Clientele Ann", "is_client": True, "clientele_group_id": group.id},
                {"name": "Clientele Bob", "is_client": True},
            ]
        )
        self.env.cr.flush()
        self.assertEqual(till.available_pricelist_ids - usual, program._clientele_pricelists())
        self.main_pos_config.with_user(self.pos_user).open_ui()
        self.start_pos_tour("clientele_pos_standing_discount")
