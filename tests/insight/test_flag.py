from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from ..common import ClienteleCase, days_from


@tagged("post_install", "-at_install")
class TestFlag(ClienteleCase):
    """Flag and colour on the day, each read on the card and found in the list."""

    def test_colour(self):
        """FO1: on 16.03.2021 exactly 6 months is green, exactly 12 is orange, never is grey."""
        expected = {
            "2020-09-16": "green",
            "2020-09-15": "orange",
            "2020-03-16": "orange",
            "2020-03-15": "red",
        }
        for day, colour in expected.items():
            client = self.make_client(day)
            self.make_visit(client, day)
            with self.subTest(day=day):
                self.assertEqual(self.colour_on(client, "2021-03-16"), colour)
        self.assertEqual(self.colour_on(self.make_client("Never"), "2021-03-16"), "grey")

    def test_every_two_months_absent_for_four(self):
        """TR3: came every 2 months, absent for 4 → losing; absent 12 months → lost."""
        client = self.make_client()
        self.make_history(client, *days_from("2020-01-01", 60, 60, 60))
        last = date(2020, 6, 29)
        self.assertEqual(client.clientele_last_visit, last)
        self.assertEqual(self.flag_on(client, "2020-09-27"), "ok", "90 days are not over 1.5 × 60")
        self.assertEqual(self.flag_on(client, "2020-09-28"), "losing")
        self.assertEqual(self.flag_on(client, "2021-06-28"), "losing")
        self.assertEqual(self.flag_on(client, "2021-06-29"), "lost")

    def test_single_visit(self):
        """TR3: a single visit 7 months ago → losing, 5 months ago → OK; the sixth month's day turns it."""
        client = self.make_client()
        self.make_visit(client, "2021-01-15")
        self.assertEqual(self.flag_on(client, "2021-06-15"), "ok")
        self.assertEqual(self.flag_on(client, "2021-07-14"), "ok")
        self.assertEqual(self.flag_on(client, "2021-07-15"), "losing")
        self.assertEqual(self.flag_on(client, "2021-08-15"), "losing")

    def test_never_a_deal(self):
        """TR2: never a deal → no flag."""
        self.assertFalse(self.flag_on(self.make_client(), "2021-07-21"))

    def test_upcoming_booking_is_ok(self):
        """TR4: a client with an upcoming booking is OK, however lost."""
        client = self.make_client()
        self.make_visit(client, "2019-01-01")
        booking = self.make_visit(client, "2021-07-25", state="booked")
        self.assertEqual(self.flag_on(client, "2021-07-21"), "ok")
        self.assertEqual(self.flag_on(client, "2021-07-25"), "ok")
        self.assertEqual(self.flag_on(client, "2021-07-26"), "lost")
        booking.state = "cancelled"
        self.assertEqual(self.flag_on(client, "2021-07-21"), "lost")

    def test_expected_visit(self):
        """FO4: last use plus the median of the own gaps; half a day is rounded up."""
        client = self.make_client()
        self.make_history(client, *days_from("2021-01-01", 30, 33))
        self.assertFacts(client, median_gap=31.5, own_rhythm=True, expected_visit=date(2021, 4, 6))

    def test_short_gaps_drop_first(self):
        """FO4: gaps of one day or less drop out, then the last 8 stay."""
        client = self.make_client()
        self.make_history(client, *days_from("2020-01-01", 100, 100, 1, 10, 1, 10, 10, 1, 10, 20, 20, 20, 20))
        self.assertFacts(client, median_gap=15.0)

    def test_rhythm_of_the_category(self):
        """FO4: fewer than two gaps → the median of the clients of the same main category, marked as such."""
        regular, rare = self.make_client("Regular"), self.make_client("Rare")
        self.make_history(regular, *days_from("2021-01-01", 40, 40))
        self.make_visit(rare, "2021-05-01")
        self.assertFacts(rare, expected_visit=False, own_rhythm=False)
        self.env["clientele.client"]._verify()
        self.assertFacts(rare, expected_visit=date(2021, 6, 10), own_rhythm=False, median_gap=0)

    def test_settings(self):
        """TR4: the factor, the months, never losing before N days, not lost before the own rhythm is broken."""
        client = self.make_client()
        self.make_history(client, *days_from("2020-01-01", 10, 10))
        self.assertEqual(self.flag_on(client, "2020-02-06"), "losing")
        self.company.clientele_factor = 3
        self.assertEqual(self.flag_on(client, "2020-02-06"), "ok")
        self.assertEqual(self.flag_on(client, "2020-02-21"), "losing")
        self.company.clientele_never_losing_before = 60
        self.assertEqual(self.flag_on(client, "2020-03-20"), "ok")
        self.assertEqual(self.flag_on(client, "2020-03-21"), "losing")
        self.company.clientele_lost_months = 7
        self.assertEqual(self.flag_on(client, "2020-08-21"), "lost")
        slow = self.make_client("Slow")
        self.make_history(slow, *days_from("2017-01-01", 400, 400))
        self.assertEqual(self.flag_on(slow, "2020-02-11"), "lost")
        self.company.clientele_lost_needs_rhythm = True
        self.assertEqual(self.flag_on(slow, "2020-02-11"), "ok")

    def test_right_at_midnight_of_the_own_branch(self):
        """DESIGN 1: today is the day of the client's own branch, without any rewrite."""
        auckland = self.env["clientele.branch"].create({"name": "Auckland", "tz": "Pacific/Auckland"})
        client = self.make_client(clientele_branch_id=auckland.id)
        self.make_visit(client, "2021-01-15")
        env = self.env(context={k: v for k, v in self.env.context.items() if k != "clientele_today"})
        partner = client.with_env(env)
        with freeze_time("2021-07-14 11:59:00"):
            env.invalidate_all()
            self.assertEqual(partner.clientele_flag, "ok")
            self.assertFalse(partner.search_count([("id", "=", partner.id), ("clientele_flag", "=", "losing")]))
        with freeze_time("2021-07-14 12:00:00"):
            env.invalidate_all()
            self.assertEqual(partner.clientele_flag, "losing")
            self.assertTrue(partner.search_count([("id", "=", partner.id), ("clientele_flag", "=", "losing")]))

    def test_check_bands(self):
        """TR11: 499.99 → 0–500, 500 → 500–1000; no deals → own group."""
        bands = {499.99: "00", 500: "01", 999.99: "01", 1000: "02", 25000: "40"}
        for price, band in bands.items():
            client = self.make_client()
            self.make_visit(client, "2021-07-01", lines=[{"product_id": self.service.id, "price_unit": price}])
            with self.subTest(price=price):
                self.assertEqual(client.clientele_check_band, band)
                self.assertTrue(client.search_count([("id", "=", client.id), ("clientele_check_band", "=", band)]))
        self.assertEqual(self.make_client().clientele_check_band, "none")
