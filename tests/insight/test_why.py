from datetime import date

from odoo.tests import tagged

from ..common import ClienteleCase, days_from


@tagged("post_install", "-at_install")
class TestWhy(ClienteleCase):
    """FO4, TR2-TR4: every flag comes with the rule that gave it, in words."""

    today = date(2021, 6, 30)

    def why(self, client, user=None):
        client.invalidate_recordset(["clientele_why"])
        return client.with_env(self.env(user=user or self.env.user)).clientele_why

    def sentence(self, client):
        return self.why(client)["sentence"]

    def regular(self):
        client = self.make_client()
        self.make_history(client, *days_from("2020-09-02", 58, 62, 60))
        return client

    def test_broken_rhythm(self):
        client = self.regular()
        self.assertEqual(
            self.sentence(client),
            "Comes every 60 days (gaps 58, 62, 60); 121 days since the last visit on 1 March with Maria; "
            "slipping away after 90 days.",
        )
        details = dict(self.why(client)["details"])
        self.assertEqual(details["Days between visits"], "58, 62, 60")
        self.assertEqual(details["Usual gap"], "60 days, the median of the last 3 gaps")
        self.assertIn("Haircut", details["Last visit"])
        self.assertIn("05/31/2021", details["Slipping away"])
        self.assertIn("03/01/2022", details["Lost"])
        self.assertIn("own rhythm", details["Expected visit"])

    def test_no_visit(self):
        why = self.why(self.make_client())
        self.assertEqual(why, {"sentence": "No visit yet, so there is no flag.", "details": []})
        self.assertFalse(self.env["res.partner"].create({"name": "No client"}).clientele_why)

    def test_booking(self):
        client = self.regular()
        self.make_visit(client, "2021-07-05", state="booked")
        self.assertTrue(self.sentence(client).endswith("OK because of the booking on 5 July."))

    def test_lost_says_the_year(self):
        client = self.make_client()
        self.make_visit(client, "2020-03-01")
        self.assertEqual(
            self.sentence(client),
            "Too few visits for an own rhythm; 486 days since the last visit on 1 March 2020 with Maria; "
            "lost after 12 months without a visit.",
        )

    def test_rhythm_of_the_category(self):
        """FO4: without two gaps, the clients of the same main category tell."""
        self.regular()
        client = self.make_client("Bob")
        self.make_visit(client, "2021-06-01")
        self.env["clientele.client"]._rebuild(self.company)
        why = self.why(client)
        self.assertTrue(
            why["sentence"].startswith("Too few visits for an own rhythm, clients of Hair come every 60 days")
        )
        self.assertTrue(why["sentence"].endswith("slipping away after 6 months without a visit."))
        self.assertIn("other clients", dict(why["details"])["Expected visit"])

    def test_patience(self):
        self.company.clientele_never_losing_before = 200
        self.assertTrue(self.sentence(self.regular()).endswith("OK: nobody slips away within 200 days."))

    def test_who_served_follows_the_rights(self):
        """The rhythm counts all visits; who served is told to those who may see the visit."""
        client = self.regular()
        self.assertNotIn("Maria", self.why(client, self.make_user("practitioner"))["sentence"])
        self.assertIn("Maria", self.why(client, self.make_user("receptionist"))["sentence"])
        own = self.make_user("practitioner", "turnover")
        self.practitioner.user_id = own
        self.assertIn("Maria", self.why(client, own)["sentence"])
