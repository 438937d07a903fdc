from odoo import Command
from odoo.tests import Form, tagged

from ..common import ClienteleCase


@tagged("post_install", "-at_install")
class TestClientCard(ClienteleCase):
    """The client card and the actions on many clients."""

    def test_new_card_starts_in_the_default_group(self):
        """SK4, FF14: as a client whom the first visit makes."""
        group = self.env["clientele.group"].create({"name": "New", "is_default": True})
        view = "clientele.clientele_client_view_form"
        with Form(self.env["res.partner"].with_context(default_is_client=True), view) as form:
            form.name = "Ann"
        client = form.record
        self.assertTrue(client.clientele_listed)
        self.assertEqual((client.clientele_group_id, client.created_from), (group, "back_office"))
        self.assertFalse(self.env["res.partner"].create({"name": "Bob"}).is_client)

    def test_duplicates_warn_while_typing(self):
        """YC4: company-wide, by phone in any format and by e-mail."""
        ann = self.make_client("Ann", phone="+359 888 123 456", email="ann@example.com")
        self.assertFalse(ann.clientele_duplicate_id)
        partners = self.env["res.partner"].with_user(self.make_user("receptionist", "contact_data"))
        form = Form(partners.with_context(default_is_client=True), "clientele.clientele_client_view_form")
        form.name = "Anna"
        form.phone = "0888123456"
        self.assertEqual(form.clientele_duplicate_id, ann)
        self.assertEqual(form.clientele_duplicate_reason, "This phone is already that of")
        form.email = "ANN@example.com"
        self.assertIn("This phone and this e-mail", form.clientele_duplicate_reason)
        form.phone = "0888 777 777"
        self.assertEqual(form.clientele_duplicate_reason, "This e-mail is already that of")
        form.email = False
        self.assertFalse(form.clientele_duplicate_id)

    def test_changing_many(self):
        """YC7, YC12: what is left empty stays."""
        group = self.env["clientele.group"].create({"name": "Regulars"})
        good, bad = self.env["clientele.label"].create([{"name": "Good"}, {"name": "Bad"}])
        clients = self.make_client("Ann") | self.make_client("Bob")
        clients.clientele_label_ids = [Command.set(bad.ids)]
        clients.clientele_vip = True
        self.env["clientele.client.change"].with_user(self.make_user("receptionist")).create(
            {
                "partner_ids": clients.ids,
                "group_id": group.id,
                "add_label_ids": good.ids,
                "remove_label_ids": bad.ids,
                "blocked": "yes",
            }
        ).action_apply()
        for client in clients:
            self.assertEqual(client.clientele_group_id, group)
            self.assertEqual(client.clientele_label_ids, good)
            self.assertTrue(client.clientele_vip and client.clientele_blocked)

    def test_logging_a_talk_with_many(self):
        clients = self.make_client("Ann") | self.make_client("Bob")
        wizard = self.env["clientele.contact.log"].create({"partner_ids": clients.ids, "summary": "Called"})
        self.assertEqual(wizard.client_count, 2)
        wizard.action_log()
        self.assertEqual(clients.mapped("clientele_contact_count"), [1, 1])
        self.assertEqual(clients.mapped("clientele_contact_band"), ["1", "1"])
        self.assertEqual(clients[0].action_clientele_talks()["domain"], [("partner_id", "=", clients[0].id)])
