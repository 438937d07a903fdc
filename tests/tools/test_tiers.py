"""Tiers by turnover, and what happens when it falls (LO7, SK10)."""

from decimal import Decimal

from odoo.tests import BaseCase

from odoo.addons.clientele.tools.tiers import BALANCE, NEVER, ONE, Tier, kept, reached, upcoming

BRONZE, SILVER, GOLD = TIERS = [
    Tier(1, Decimal(0), Decimal(2)),
    Tier(2, Decimal(1000), Decimal(3)),
    Tier(3, Decimal(3000), Decimal(5)),
]


class TestTiers(BaseCase):
    def test_a_tier_starts_strictly_above_its_threshold(self):
        """SK10 at each boundary; nobody with a turnover of 0 has the tier above 0."""
        expected = {"0": None, "0.01": BRONZE, "1000": BRONZE, "1000.01": SILVER}
        expected |= {"2999.99": SILVER, "3000": SILVER, "3000.01": GOLD}
        self.assertEqual({value: reached(Decimal(value), TIERS) for value in expected}, expected)

    def test_the_order_of_tiers_does_not_matter(self):
        self.assertEqual(reached(Decimal(5000), [GOLD, BRONZE, SILVER]), GOLD)
        self.assertEqual(upcoming(Decimal(1), [GOLD, BRONZE, SILVER]), SILVER)

    def test_what_comes_next(self):
        self.assertEqual(upcoming(Decimal(1000), TIERS), SILVER)
        self.assertEqual(upcoming(Decimal("1000.01"), TIERS), GOLD)
        self.assertIsNone(upcoming(Decimal("3000.01"), TIERS))

    def test_up_at_once_whatever_the_policy(self):
        for policy in (NEVER, ONE, BALANCE):
            self.assertEqual(kept(BRONZE, GOLD, policy, TIERS), GOLD)
            self.assertEqual(kept(None, SILVER, policy, TIERS, due=False), SILVER)

    def test_down_by_the_policy(self):
        self.assertEqual(kept(GOLD, None, NEVER, TIERS), GOLD)
        self.assertEqual(kept(GOLD, None, ONE, TIERS), SILVER)
        self.assertEqual(kept(GOLD, SILVER, ONE, TIERS), SILVER)
        self.assertEqual(kept(BRONZE, None, ONE, TIERS), None)
        self.assertEqual(kept(GOLD, None, ONE, TIERS, due=False), GOLD)
        self.assertEqual(kept(GOLD, None, BALANCE, TIERS), None)

    def test_an_unknown_policy_is_refused(self):
        with self.assertRaises(ValueError):
            kept(GOLD, None, "sometimes", TIERS)
