from psycopg2 import IntegrityError

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..common import ClienteleCase


@tagged("post_install", "-at_install")
class TestDefaultGroup(ClienteleCase):
    """SK4: whoever registers, wherever that is, is in the group of new clients."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.groups = cls.env["clientele.group"]
        cls.groups.search([]).is_default = False
        cls.group = cls.groups.create({"name": "New", "is_default": True})

    def row(self, partner):
        return partner.clientele_client_ids

    def sign_up(self, token=None, **values):
        values = {"login": "cleo@example.com", "name": "Cleo", "password": "a-long-password", **values}
        website = self.env["website"].get_current_website()
        website.auth_signup_uninvited = "b2c"
        self.env["res.users"].sudo().signup(values, token)
        return self.env["res.users"].search([("login", "=", values["login"])]).partner_id

    def test_sign_up_in_the_portal(self):
        client = self.sign_up()
        self.assertEqual((client.is_client, client.created_from), (True, "online"))
        self.assertEqual(self.row(client).group_id, self.group)

    def test_invited_client_keeps_the_group(self):
        other = self.groups.create({"name": "Other"})
        client = self.make_client("Cleo", email="cleo@example.com", clientele_group_id=other.id)
        client.signup_prepare()
        self.assertEqual(self.sign_up(client._generate_signup_token()), client)
        self.assertEqual(self.row(client).group_id, other)

    def test_invited_contact_stays_what_it_is(self):
        """A supplier who gets an access is no client."""
        supplier = self.env["res.partner"].create({"name": "Cleo", "email": "cleo@example.com"})
        supplier.signup_prepare()
        self.assertEqual(self.sign_up(supplier._generate_signup_token()), supplier)
        self.assertFalse(supplier.is_client)

    def test_noted_down_at_the_till(self):
        """By a cashier without any right in Clientele; an address is no client."""
        cashier = new_test_user(self.env, "cashier", "base.group_user,base.group_partner_manager")
        partners = self.env["res.partner"].with_user(cashier).with_context(clientele_created_from="pos")
        client, address = partners.create([{"name": "Cleo"}, {"name": "Home", "parent_id": self.make_client().id}])
        self.assertEqual((client.sudo().is_client, client.sudo().created_from), (True, "pos"))
        self.assertEqual(self.row(client.sudo()).group_id, self.group)
        self.assertFalse(address.is_client)

    def test_contact_of_a_company(self):
        """The contact who comes is the client, not the company behind."""
        firm = self.env["res.partner"].create({"name": "Firm", "is_company": True})
        contact = self.env["res.partner"].create({"name": "Cleo", "parent_id": firm.id})
        self.make_visit(contact, "2021-07-20")
        self.assertEqual(self.row(contact).group_id, self.group)
        self.assertFalse(firm.is_client)

    def test_made_a_client_by_hand(self):
        contact = self.env["res.partner"].create({"name": "Cleo"})
        contact.is_client = True
        self.assertEqual(self.row(contact).group_id, self.group)

    def test_in_a_branch_company(self):
        """The client base is the root company's, and so is the group."""
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        client = self.env["res.partner"].with_company(branch).create({"name": "Cleo", "is_client": True})
        self.assertEqual((self.row(client).company_id, self.row(client).group_id), (self.company, self.group))

    def test_in_another_company(self):
        """Each company has a default of its own, or none."""
        other = self.env["res.company"].create({"name": "Other"})
        client = self.env["res.partner"].with_company(other).create({"name": "Cleo", "is_client": True})
        self.assertFalse(self.row(client).group_id)
        theirs = self.groups.create({"name": "Theirs", "is_default": True, "company_id": other.id})
        second = self.env["res.partner"].with_company(other).create({"name": "Dora", "is_client": True})
        self.assertEqual(self.row(second).group_id, theirs)

    def test_one_default_per_company(self):
        """An archived default counts no more, until it is taken back."""
        second = self.groups.create({"name": "Second"})
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            second.is_default = True
        self.group.active = False
        self.assertFalse(self.row(self.make_client("Without")).group_id)
        second.is_default = True
        self.assertEqual(self.row(self.make_client("With")).group_id, second)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.group.active = True
