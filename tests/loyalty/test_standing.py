from odoo.tests import tagged

from .loyalty_common import LoyaltyCase


@tagged("post_install", "-at_install")
class TestStanding(LoyaltyCase):
    """LO7: the tier and the distance to the next one, on the card, in messages and in the portal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program = cls.make_program({"tier_ids": cls.tiers()}, clientele_points_months=6)
        cls.program.rule_ids.tier_ids[0].name = "Silver"
        cls.program.rule_ids.tier_ids[1].name = "Gold"

    def standing(self):
        [row] = self.client_anna._clientele_standings()
        return row

    def test_distance(self):
        """SK10: strictly above, so one cent more than up to the threshold."""
        for turnover, tier, coming, missing in (
            (0, False, "Silver", "1000.01"),
            (1000, False, "Silver", "0.01"),
            (1000.01, "Silver", "Gold", "2000.00"),
            (3000, "Silver", "Gold", "0.01"),
            (3000.01, "Gold", False, "0"),
        ):
            with self.subTest(turnover=turnover):
                client = self.make_client(f"Client of {turnover}")
                self.make_turnover(turnover, client)
                [row] = client._clientele_standings()
                self.assertEqual((row["tier"].name, row["next"].name), (tier, coming))
                self.assertEqual(f"{row['missing']}", missing)

    def test_words_of_messages(self):
        self.make_turnover(2860)
        self.make_order()
        words = self.client_anna._clientele_loyalty_words()
        self.assertEqual((words["points"], words["tier"], words["next_tier"]), ("3", "Silver", "Gold"))
        self.assertIn("40.01", words["missing"], "the order of 100 counts")
        self.assertEqual((words["expiring"], bool(words["expires_on"])), ("3", True))

    def test_nobody_s_program(self):
        self.program.active = False
        self.assertEqual(set(self.client_anna._clientele_loyalty_words().values()), {""})

    def test_the_card(self):
        self.make_turnover(2860)
        user = self.make_user("receptionist")
        shown = self.client_anna.with_user(user).clientele_loyalty
        self.assertIn("Silver", shown)
        self.assertIn("140.01", shown)
        self.assertNotIn("2,860", shown, "turnover takes its own right")
        shown = self.client_anna.with_user(self.make_user("receptionist", "turnover")).clientele_loyalty
        self.assertIn("2,860", shown)

    def test_the_portal(self):
        self.make_turnover(2860)
        [row] = self.client_anna.sudo()._portal_tiers()
        self.assertEqual((row["tier"], row["gives"], row["share"]), ("Silver", "3 %", 95))
