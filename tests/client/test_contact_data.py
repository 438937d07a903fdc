from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import ClienteleCase

HIDDEN = {"phone": False, "email": False, "email_normalized": False, "phone_sanitized": False, "street": False}


@tagged("post_install", "-at_install")
class TestContactData(ClienteleCase):
    """DESIGN 7: contact data of clients is for those with the right; core goes on working for everyone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client = cls.make_client("Ann", phone="+359 888 123 456", email="ann@example.com", street="Main street 1")
        cls.supplier = cls.env["res.partner"].create({"name": "Bob", "email": "bob@example.com"})
        cls.blind = cls.make_user("receptionist")
        cls.seeing = cls.make_user("practitioner", "contact_data")

    def test_who_sees(self):
        for user, email in ((self.blind, False), (self.seeing, "ann@example.com")):
            with self.subTest(user=user.login):
                self.assertEqual(self.client.with_user(user).email, email)
                self.assertEqual(self.client.with_user(user).web_read({"email": {}})[0]["email"], email)
        outsider = self.env.ref("base.user_admin").copy({"login": "outsider", "group_ids": [(6, 0, [])]})
        outsider.group_ids = self.env.ref("base.group_user")
        self.assertEqual(self.client.with_user(outsider).email, "ann@example.com", "core users see what core shows")

    def test_reading_finds_it_empty(self):
        client = self.client.with_user(self.blind)
        self.env.invalidate_all()
        self.assertEqual({**client.read(list(HIDDEN))[0], "id": 0}, {**HIDDEN, "id": 0})
        self.assertEqual(client._export_rows([["name"], ["email"]]), [["Ann", ""]])
        self.assertEqual(client.sudo().email, "ann@example.com", "the cache holds what is true")
        self.assertEqual(client.sudo().email_formatted, '"Ann" <ann@example.com>')

    def test_searching_tells_nothing(self):
        partners = self.env["res.partner"].with_user(self.blind)
        for domain in (
            [("email", "=", "ann@example.com")],
            [("phone", "like", "888")],
            [("phone_sanitized", "=like", "+35988%")],
            [("email_normalized", "in", ["ann@example.com"])],
        ):
            with self.subTest(domain=domain):
                self.assertNotIn(self.client, partners.search(domain))
        groups = partners._read_group([("id", "=", self.client.id)], ["email"], ["__count"])
        self.assertEqual(groups, [(False, 1)])

    def test_others_stay_visible(self):
        """A supplier, and the user's own address, from which messages are sent."""
        self.assertEqual(self.supplier.with_user(self.blind).email, "bob@example.com")
        self.blind.partner_id.write({"email": "me@example.com", "is_client": True})
        self.assertEqual(self.blind.partner_id.with_user(self.blind).email, "me@example.com")
        found = self.env["res.partner"].with_user(self.blind).search([("email", "=", "bob@example.com")])
        self.assertEqual(found, self.supplier)

    def test_writing_needs_the_right(self):
        with self.assertRaises(AccessError):
            self.client.with_user(self.blind).email = "other@example.com"

    def test_facts_do_not_tell_the_phone(self):
        row = self.client.clientele_client_ids.with_user(self.blind)
        with self.assertRaises(AccessError):
            row.read(["phone_key"])

    def test_core_goes_on(self):
        """Views open with their values, a message can be posted, a contact be opened."""
        client = self.client.with_user(self.blind)
        views = client.get_views([(False, "list"), (False, "form"), (False, "kanban"), (False, "search")])
        self.assertIn("email", views["models"]["res.partner"]["fields"])
        self.assertTrue(views["models"]["res.partner"]["fields"]["email"]["readonly"])
        values = {"body": "Called", "message_type": "comment", "subtype_xmlid": "mail.mt_note"}
        client.message_post(**values)
