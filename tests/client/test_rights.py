from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import ROLES, ClienteleCase

MONEY = {"clientele_spent", "clientele_average_check", "clientele_turnover", "clientele_debt", "clientele_check_band"}
CONTACTS = {"phone", "email", "street"}


@tagged("post_install", "-at_install")
class TestRights(ClienteleCase):
    """DESIGN 7: what each step of the ladder does, and what the side rights let it see."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client = cls.make_client("Ann", phone="+359 888 123 456")
        cls.make_visit(cls.client, "2021-07-01")

    def shown(self, user):
        """:return: names of the fields on the client's screens of that user"""
        views = [
            (self.env.ref(f"clientele.clientele_client_view_{kind}").id, kind) for kind in ("list", "form", "kanban")
        ]
        found = self.env["res.partner"].with_user(user).get_views(views)["views"]
        return {node.get("name") for view in found.values() for node in etree.fromstring(view["arch"]).iter("field")}

    def test_side_rights_decide_what_is_shown(self):
        """Money and contact data never come with a role alone."""
        for role in ROLES:
            for rights, money, contacts in (
                ((), False, False),
                (("turnover",), True, False),
                (("contact_data",), False, True),
                (("contact_data", "turnover"), True, True),
            ):
                with self.subTest(role=role, rights=rights):
                    shown = self.shown(self.make_user(role, *rights))
                    self.assertEqual(shown & MONEY, MONEY - {"clientele_check_band"} if money else set())
                    self.assertEqual(shown & CONTACTS, CONTACTS if contacts else set())
                    self.assertIn("clientele_flag", shown)

    def test_money_is_refused_without_the_right(self):
        for role in ROLES:
            with self.subTest(role=role):
                partners = self.env["res.partner"].with_user(self.make_user(role))
                client = partners.browse(self.client.id)
                with self.assertRaises(AccessError):
                    client.read(["clientele_spent"])
                with self.assertRaises(AccessError):
                    partners.search([("clientele_spent", ">", 0)])
                with self.assertRaises(AccessError):
                    partners.search([], order="clientele_spent desc", limit=1)
                with self.assertRaises(AccessError):
                    partners._read_group([], ["clientele_check_band"], ["__count"])
                self.assertEqual(client.clientele_visit_count, 1)

    def test_what_each_role_may_change(self):
        for role, client, visit, merge in (
            ("practitioner", False, False, False),
            ("receptionist", True, True, False),
            ("manager", True, True, True),
            ("admin", True, True, True),
        ):
            with self.subTest(role=role):
                user = self.make_user(role)
                self.assertEqual(self.env["res.partner"].with_user(user).has_access("create"), client)
                self.assertEqual(self.env["clientele.visit"].with_user(user).has_access("create"), visit)
                self.assertEqual(self.env["clientele.group"].with_user(user).has_access("write"), merge)
                self.assertEqual(self.env["clientele.branch"].with_user(user).has_access("write"), role == "admin")

    def test_menus(self):
        """Each role finds its screens, nobody an empty menu."""
        for role, names in (
            ("practitioner", {"clientele_client_menu", "clientele_visit_menu"}),
            ("manager", {"clientele_group_menu", "clientele_label_menu"}),
            ("admin", {"clientele_branch_menu", "clientele_service_menu", "clientele_practitioner_menu"}),
        ):
            visible = self.env["ir.ui.menu"].with_user(self.make_user(role))._visible_menu_ids()
            with self.subTest(role=role):
                self.assertLessEqual({self.env.ref(f"clientele.{name}").id for name in names}, visible)
        visible = self.env["ir.ui.menu"].with_user(self.make_user("receptionist"))._visible_menu_ids()
        self.assertNotIn(self.env.ref("clientele.clientele_menu_configuration").id, visible)

    def test_a_new_client_by_reception(self):
        partner = self.env["res.partner"].with_user(self.make_user("receptionist"))
        client = partner.with_context(default_is_client=True).create({"name": "Bob", "clientele_vip": True})
        self.assertTrue(client.clientele_listed and client.clientele_vip)
