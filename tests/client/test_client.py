from datetime import date, datetime

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import ClienteleCase


@tagged("post_install", "-at_install")
class TestClient(ClienteleCase):
    """A partner becomes a client: one row per root company with what that company knows."""

    def test_client_has_one_row(self):
        client = self.make_client()
        self.assertEqual(len(client.clientele_client_ids), 1)
        self.assertEqual(client.clientele_client_ids.company_id, self.company)
        client.is_client = True
        self.assertEqual(len(client.clientele_client_ids), 1)

    def test_contact_becomes_client_later(self):
        contact = self.env["res.partner"].create({"name": "Bob"})
        self.assertFalse(contact.clientele_client_ids)
        contact.is_client = True
        self.assertTrue(contact.clientele_listed)

    def test_master_data_is_written_through(self):
        label = self.env["clientele.label"].create({"name": "Allergic"})
        client = self.make_client(clientele_vip=True, clientele_card_number="C-7", clientele_label_ids=[label.id])
        row = client.clientele_client_ids
        self.assertTrue(row.vip)
        self.assertEqual(row.card_number, "C-7")
        self.assertEqual(row.label_ids, label)
        client.clientele_vip = False
        self.assertFalse(row.vip)
        row.note = "Likes tea"
        self.assertEqual(client.clientele_note, "Likes tea")

    def test_origin_is_kept(self):
        """FF14: the origin is said once, when the client is first recorded."""
        self.assertEqual(self.make_client().created_from, "back_office")
        self.assertEqual(self.make_client(created_from="woocommerce").created_from, "woocommerce")

    def test_default_group(self):
        """SK4: a new client gets the default group; at most one per company."""
        group = self.env["clientele.group"].create({"name": "New", "is_default": True, "discount": 5})
        client = self.make_client()
        self.assertEqual(client.clientele_group_id, group)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.env["clientele.group"].create({"name": "Other", "is_default": True})

    def test_discount_of_client_overrules_group(self):
        """YC1: the standing discount, read and sorted alike."""
        group = self.env["clientele.group"].create({"name": "Regular", "discount": 5})
        plain = self.make_client("Plain")
        grouped = self.make_client("Grouped", clientele_group_id=group.id)
        own = self.make_client("Own", clientele_group_id=group.id, clientele_personal_discount=15)
        three = plain | grouped | own
        self.assertEqual(three.mapped("clientele_discount"), [0, 5, 15])
        ordered = three.search([("id", "in", three.ids)], order="clientele_discount desc")
        self.assertEqual(ordered, own | grouped | plain)
        group.discount = 20
        self.assertEqual(grouped.clientele_discount, 20)

    def test_discount_applies_on_visit(self):
        """YC1: the discount applies itself in the journal."""
        client = self.make_client(clientele_personal_discount=10)
        visit = self.make_visit(client, "2021-07-01")
        self.assertEqual(visit.line_ids.discount, 10)
        self.assertEqual(visit.amount_total, 18)

    def test_labels_yes_and_no(self):
        """FO7, TR14: filter and group by label."""
        label = self.env["clientele.label"].create({"name": "Allergic"})
        marked, plain = self.make_client("Marked", clientele_label_ids=[label.id]), self.make_client("Plain")
        both = [("id", "in", (marked | plain).ids)]
        self.assertEqual(marked.search([*both, ("clientele_label_ids", "=", label.id)]), marked)
        groups = dict(marked._read_group(both, ["clientele_label_ids"], ["__count"]))
        self.assertEqual(groups[label], 1)

    def test_talks(self):
        """TR5: within a month, 1 to 2 months, over 2 months, never; today is 2021-07-21."""
        bands = {
            "2021-07-21": "1",
            "2021-06-21": "1",
            "2021-06-20": "2",
            "2021-05-21": "2",
            "2021-05-20": "3",
            None: "4",
        }
        for day, band in bands.items():
            client = self.make_client(f"Talked {day}")
            if day:
                at = self.branch._utc_of(date.fromisoformat(day))
                self.env["clientele.contact"].create({"partner_id": client.id, "date": at, "summary": "Called"})
            with self.subTest(day=day):
                self.assertEqual(client.clientele_contact_band, band)
                found = client.search([("id", "=", client.id), ("clientele_contact_band", "=", band)])
                self.assertEqual(found, client)

    def test_online_profile(self):
        """FF13: none, invited, has profile, has the app (a live push device)."""
        client = self.make_client(email="ann@example.com")
        self.assertFacts(client, online_profile="none")
        portal = self.env.ref("base.group_portal")
        user = self.env["res.users"].create(
            {"name": "Ann", "login": "ann@example.com", "partner_id": client.id, "group_ids": [portal.id]}
        )
        self.assertFacts(client, online_profile="invited")
        user.with_user(user)._update_last_login()
        self.assertFacts(client, online_profile="profile")
        device = self.env["clientele.push.subscription"].create(
            {"partner_id": client.id, "endpoint": "https://push.example.com/1", "key_p256dh": "k", "key_auth": "a"}
        )
        self.assertFacts(client, online_profile="app")
        device.active = False
        self.assertFacts(client, online_profile="profile")

    def test_loyalty_card(self):
        """TR16: has a loyalty card, by number or by program."""
        client = self.make_client()
        self.assertFacts(client, has_card=False)
        program = self.env["loyalty.program"].create(
            {"name": "Stars", "program_type": "loyalty", "applies_on": "both", "trigger": "auto"}
        )
        card = self.env["loyalty.card"].create({"program_id": program.id, "partner_id": client.id})
        self.assertFacts(client, has_card=True)
        card.active = False
        self.assertFacts(client, has_card=False)
        client.clientele_card_number = "C-1"
        self.assertFacts(client, has_card=True)

    def test_age_bands(self):
        """TR13: bands of 5 years; unknown apart. Today is 2021-07-21."""
        born = {
            date(2001, 7, 21): "020",
            date(2001, 7, 22): "015",
            date(1996, 7, 22): "020",
            date(1996, 7, 21): "025",
            False: "unknown",
        }
        for birthdate, band in born.items():
            client = self.make_client(birthdate_date=birthdate)
            with self.subTest(birthdate=birthdate):
                self.assertEqual(client.clientele_age_band, band)
                self.assertTrue(client.search_count([("id", "=", client.id), ("clientele_age_band", "=", band)]))

    def test_zone_of_a_branch_with_visits_is_kept(self):
        """DF3: the zone of dated visits changes by the wizard alone, which rewrites the days."""
        client = self.make_client()
        visit = self.make_visit(client, "2021-07-20", start=datetime(2021, 7, 20, 22, 30))
        self.assertEqual(visit.day, date(2021, 7, 21))
        with self.assertRaisesRegex(UserError, "Change time zone"):
            self.branch.tz = "America/New_York"
        self.branch.with_context(clientele_rewrite_days=True).tz = "America/New_York"
        self.branch._rewrite_days()
        self.assertEqual(visit.day, date(2021, 7, 20))
        self.assertEqual(visit.line_ids.day, date(2021, 7, 20))
        self.assertFacts(client, last_visit=date(2021, 7, 20))
