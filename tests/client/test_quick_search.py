from odoo.tests import tagged

from ..common import ClienteleCase


@tagged("post_install", "-at_install")
class TestQuickSearch(ClienteleCase):
    """YC5: by name, phone in any format, e-mail and card number; company-wide (YC4)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann = cls.make_client(
            "Ann Petrova", phone="+359 888 123 456", email="Ann@Example.com", clientele_card_number="C-100"
        )
        cls.bob = cls.make_client("Bob", phone="0888 123 457", country_id=cls.env.ref("base.bg").id)

    def find(self, text):
        return self.env["res.partner"].search([("clientele_search", "ilike", text)])

    def test_phone_in_any_format(self):
        for text in ("0888 123 456", "+359888123456", "00359 888 123 456", "888123456", "3456", "(0888) 123-456"):
            with self.subTest(text=text):
                self.assertEqual(self.find(text), self.ann)
        self.assertEqual(self.find("0888123457"), self.bob)

    def test_too_short_a_number_is_no_phone(self):
        self.assertFalse(self.find("456"))

    def test_name_email_and_card(self):
        for text in ("petrova", "ann@example", "C-100"):
            with self.subTest(text=text):
                self.assertEqual(self.find(text), self.ann)
        self.assertFalse(self.find("C-10"), "a card number is found whole")

    def test_loyalty_card_code(self):
        program = self.env["loyalty.program"].create({"name": "Stars", "program_type": "loyalty"})
        self.env["loyalty.card"].create({"program_id": program.id, "partner_id": self.bob.id, "code": "044-77"})
        self.assertEqual(self.find("044-77"), self.bob)

    def test_choosing_a_client_by_phone(self):
        """In any field that asks for a client, a phone in any format finds who it is."""
        user = self.make_user("receptionist", "contact_data")
        found = self.env["res.partner"].with_user(user).name_search("0888 123 456")
        self.assertEqual([partner_id for partner_id, __ in found], self.ann.ids)

    def test_no_contact_data_without_the_right(self):
        """DESIGN 7: a search does not tell what a field hides."""
        user = self.make_user("practitioner")
        partners = self.env["res.partner"].with_user(user)
        self.assertFalse(partners.search([("clientele_search", "ilike", "ann@example")]))
        self.assertEqual(partners.search([("clientele_search", "ilike", "petrova")]).ids, self.ann.ids)
        self.assertEqual([found[0] for found in partners.name_search("petrova")], self.ann.ids)
        self.assertFalse(partners.name_search("ann@example"))
        self.assertFalse(self.ann.with_user(user).read(["phone"])[0]["phone"])

    def test_recording_finds_by_phone_then_email(self):
        """DESIGN 2: by phone in E.164, then by e-mail; a mere contact is found, too."""
        Partner = self.env["res.partner"]
        contact = Partner.create({"name": "Cid", "phone": "+359 888 999 999", "email": "cid@example.com"})
        self.assertEqual(Partner._clientele_find(phone="0888 123456"), self.ann)
        self.assertEqual(Partner._clientele_find(phone="0888 000 000", email="ann@example.COM"), self.ann)
        self.assertEqual(Partner._clientele_find(email="cid@example.com"), contact)
        self.assertEqual(Partner._clientele_find(phone="0888999999"), contact)
        self.assertFalse(Partner._clientele_find(phone="12", email="nobody"))
