from odoo.tests import tagged

from .loyalty_common import LoyaltyCase

BOUNDARIES = {0: 2, 1000: 2, 1000.01: 3, 2999.99: 3, 3000: 3, 3000.01: 5}


@tagged("post_install", "-at_install")
class TestTiersOnOrders(LoyaltyCase):
    """SK8–SK11 through real sale orders of 100."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program = cls.make_program({"tier_ids": cls.tiers()})

    def earned(self, turnover, amount=100):
        client = self.make_client(f"Client of {turnover}")
        if turnover:
            self.make_turnover(turnover, client)
        self.make_order((self.cream, amount), client=client)
        return self.points(self.program, client)

    def test_boundaries(self):
        """SK8, SK10: a tier starts strictly above its threshold."""
        self.assertEqual({turnover: self.earned(turnover) for turnover in BOUNDARIES}, BOUNDARIES)

    def test_before_the_order(self):
        """SK11: the order itself does not lift its own tier."""
        self.assertEqual(self.earned(950), 2)

    def test_including_the_order(self):
        """SK11: 900 and 100 reach 1000 and stay below; a cent more is above."""
        self.program.clientele_tier_basis = "including"
        self.assertEqual(self.earned(900), 2)
        self.assertEqual(self.earned(900.01), 3)

    def test_only_the_period_counts(self):
        """LO7: twelve months, the first day of which is the day after that day a year ago."""
        for day, points in (("2020-07-21", 2), ("2020-07-22", 3)):
            client = self.make_client(day)
            self.make_turnover(2000, client, day)
            self.make_order(client=client)
            self.assertEqual(self.points(self.program, client), points, day)

    def test_turnover_of_ever_and_of_the_calendar_year(self):
        client = self.make_client("Old")
        self.make_turnover(2000, client, "2020-12-31")
        for period, points in (("year", 2), ("all", 3)):
            self.program.clientele_period = period
            order = self.make_order(client=client)
            self.assertEqual(sum(order.clientele_award_ids.mapped("points")), points, period)

    def test_the_tier_is_told(self):
        self.make_turnover(1500)
        order = self.make_order()
        self.assertEqual(order.clientele_award_ids.tier_id.threshold, 1000)
        self.assertIn("3 %", order.clientele_award_ids.why)
