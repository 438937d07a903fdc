from datetime import date

from odoo.tests import tagged

from ..common import ClienteleCase


@tagged("post_install", "-at_install")
class TestMerge(ClienteleCase):
    """Merging two clients keeps everything of both (DESIGN 3)."""

    def merge(self, kept, *gone):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge([kept.id, *(partner.id for partner in gone)], kept)

    def test_visits_talks_and_facts(self):
        kept, gone = self.make_client("Ann"), self.make_client("Anne", phone="+359888123456")
        self.make_history(kept, "2021-01-10", "2021-03-10")
        self.make_history(gone, "2021-02-10", "2021-05-10")
        self.env["clientele.contact"].create({"partner_id": gone.id, "summary": "Called"})
        self.merge(kept, gone)
        self.assertFalse(gone.exists())
        self.assertEqual(len(kept.clientele_client_ids), 1)
        self.assertEqual(kept.phone, "+359888123456")
        self.assertFacts(
            kept,
            visit_count=4,
            spent=80,
            first_visit=date(2021, 1, 10),
            last_visit=date(2021, 5, 10),
            last_contact=self.today,
        )
        lines = self.env["clientele.visit.line"].search([("visit_id.partner_id", "=", kept.id)])
        self.assertEqual(lines.partner_id, kept, "lines repeat the client")

    def test_master_data_of_both(self):
        label, other = self.env["clientele.label"].create([{"name": "A"}, {"name": "B"}])
        group = self.env["clientele.group"].create({"name": "Regular"})
        kept = self.make_client("Ann", clientele_label_ids=[label.id], clientele_card_number="C-1")
        gone = self.make_client(
            "Anne",
            clientele_label_ids=[other.id],
            clientele_card_number="C-2",
            clientele_group_id=group.id,
            clientele_vip=True,
            clientele_blocked=True,
            clientele_personal_discount=7,
            clientele_note="Likes tea",
        )
        self.merge(kept, gone)
        self.assertEqual(kept.clientele_label_ids, label | other)
        self.assertEqual(kept.clientele_group_id, group)
        self.assertTrue(kept.clientele_vip)
        self.assertTrue(kept.clientele_blocked, "what protects wins")
        self.assertEqual(kept.clientele_personal_discount, 7)
        self.assertEqual(kept.clientele_card_number, "C-1")
        self.assertIn("Likes tea", kept.clientele_note)
        self.assertIn("C-2", kept.clientele_note)

    def test_contact_data_that_differs_is_noted(self):
        kept = self.make_client("Ann", phone="+359888111111", email="ann@example.com")
        gone = self.make_client("Anne", phone="+359888222222", email="anne@example.com")
        self.merge(kept, gone)
        self.assertEqual(kept.phone, "+359888111111")
        history = "".join(kept.message_ids.mapped("body"))
        self.assertIn("+359888222222", history)
        self.assertIn("Email: anne@example.com", history)

    def test_rows_of_each_company(self):
        """Two unrelated companies: the row of one moves, those of the other join."""
        other = self.env["res.company"].create({"name": "Other"})
        kept, gone = self.make_client("Ann"), self.make_client("Anne")
        self.env["clientele.client"]._ensure(gone, other)
        gone.with_company(other).clientele_vip = True
        self.merge(kept, gone)
        self.assertEqual(kept.clientele_client_ids.company_id, self.company | other)
        self.assertTrue(kept.with_company(other).clientele_vip)
        self.assertFalse(kept.clientele_vip)

    def test_client_merged_into_contact(self):
        contact = self.env["res.partner"].create({"name": "Ann"})
        gone = self.make_client("Anne")
        self.make_visit(gone, "2021-07-01")
        self.merge(contact, gone)
        self.assertTrue(contact.is_client)
        self.assertFacts(contact, visit_count=1)
