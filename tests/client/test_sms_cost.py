from psycopg2.errors import CheckViolation

from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from odoo.tools.misc import NON_BREAKING_SPACE

from ..common import ClienteleCase

PHONES = ("+359888123451", "+359888123452", "+359888123453")


@tagged("post_install", "-at_install")
class TestSmsCost(ClienteleCase):
    """SK6: what SMS cost is known before they are sent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"clientele_sms_price": 1.01, "clientele_sms_flat": True})
        clients = [cls.make_client(f"Client {phone}", phone=phone) for phone in PHONES]
        cls.clients = clients[0].union(*clients)

    def said(self, length, letter="a"):
        parts = self.company._clientele_sms_parts(letter * length)
        return self.company._clientele_say_sms(parts).replace(NON_BREAKING_SPACE, " ")

    def composer(self, clients, **context):
        context = {"active_model": "res.partner", "active_ids": clients.ids, "default_body": "Hi", **context}
        return self.env["sms.composer"].with_context(**context).create({})

    def test_flat_parts(self):
        """SK6: with price 1.01: 70 → 1.01, 71 → 2.02, 140 → 2.02, 141 → 3.03."""
        self.company.currency_id.write({"symbol": "лв.", "position": "after"})
        costs = {length: self.said(length) for length in (70, 71, 140, 141)}
        expected = {70: "1 SMS, 1.01 лв.", 71: "2 SMS, 2.02 лв.", 140: "2 SMS, 2.02 лв.", 141: "3 SMS, 3.03 лв."}
        self.assertEqual(costs, expected)

    def test_real_parts(self):
        """SK6: 160 and 153 places of GSM-7, 70 and 67 of UCS-2."""
        self.company.clientele_sms_flat = False
        parts = {(letter, n): self.company._clientele_sms_parts(letter * n) for letter in "aя€" for n in (70, 71, 160)}
        self.assertEqual(list(parts.values()), [1, 1, 1, 1, 2, 3, 1, 1, 3])

    def test_without_a_price(self):
        self.company.clientele_sms_price = 0
        self.assertEqual(self.said(71), "2 SMS")

    def test_prices_below_a_cent(self):
        """All four digits of the price are told, and no more than there are."""
        self.company.clientele_sms_price = 0.0455
        self.assertIn("0.0910", self.said(71))
        self.company.clientele_sms_price = 0.5
        self.assertIn("1.00", self.said(71))
        self.assertEqual(self.company._clientele_sms_digits(), 2)

    def test_price_of_the_root_company(self):
        """The branch companies of a client base send at its price."""
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        self.assertEqual(branch._clientele_sms_terms(), self.company._clientele_sms_terms())

    def test_price_is_not_negative(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            self.company.clientele_sms_price = -1
            self.env.flush_all()

    def test_settings(self):
        settings = self.env["res.config.settings"].create({"clientele_sms_price": 0.0455, "clientele_sms_flat": False})
        settings.execute()
        self.assertEqual((self.company.clientele_sms_price, self.company.clientele_sms_flat), (0.0455, False))

    def test_composer_counts_who_gets_it(self):
        """Block-listed clients and those without a phone get none, one number gets one."""
        self.env["phone.blacklist"].add(PHONES[0])
        others = self.make_client("Without") | self.make_client("Same", phone=PHONES[1])
        self.assertEqual(self.composer(self.clients | others).clientele_recipients, 2)
        self.assertEqual(self.composer(self.clients[1]).clientele_recipients, 1)

    def test_composer_counts_numbers(self):
        composer = self.env["sms.composer"].create(
            {"composition_mode": "numbers", "numbers": ",".join(PHONES), "body": "Hi"}
        )
        self.assertEqual(composer.clientele_recipients, 3)

    def test_mailing_counts_whom_it_is_for(self):
        """While they are chosen: the counter below the text multiplies by them."""
        partners = self.env["ir.model"]._get("res.partner")
        with Form(self.env["mailing.mailing"].with_context(default_mailing_type="sms")) as form:
            form.sms_subject = "Spring"
            form.mailing_model_id = partners
            form.mailing_domain = repr([("id", "in", self.clients.ids)])
            self.assertEqual(form.clientele_recipients, 3)
            form.mailing_domain = repr([("id", "in", self.clients[:2].ids)])
            self.assertEqual(form.clientele_recipients, 2)
            form.body_plaintext = "Hi"

    def test_mailing_by_email_counts_nothing(self):
        mailing = self.env["mailing.mailing"].create({"subject": "Spring", "mailing_type": "mail"})
        self.assertEqual(mailing.clientele_recipients, 0)
