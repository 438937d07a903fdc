from decimal import Decimal

from odoo.tests import BaseCase

from ...tools.commission import commission
from ...tools.service_terms import ServiceTerms

CENT = Decimal("0.01")


class TestCommission(BaseCase):
    """FO10: the base per service, the rate, the rounding."""

    def earn(self, amount, rate=50, base="whole", quantity=1, consumables=0, untaxed="0", unit=CENT):
        terms = ServiceTerms(20, 60, commission_rate=rate, commission_base=base, consumables=consumables)
        base, earned = commission(terms, Decimal(amount), Decimal(quantity), Decimal(untaxed), unit)
        return str(base), str(earned)

    def test_what_the_client_pays(self):
        """CR6: a service of 20 at 50 %, of which the client pays 18."""
        self.assertEqual(self.earn("18"), ("18.00", "9.00"))

    def test_rates(self):
        for rate, earned in ((0, "0.00"), (100, "18.00"), (33.33, "6.00"), (12.5, "2.25")):
            with self.subTest(rate=rate):
                self.assertEqual(self.earn("18", rate=rate), ("18.00", earned))

    def test_half_a_cent_is_rounded_up(self):
        self.assertEqual(self.earn("0.01"), ("0.01", "0.01"))
        self.assertEqual(self.earn("0.03"), ("0.03", "0.02"))
        self.assertEqual(self.earn("1.005", rate=100), ("1.01", "1.01"))
        self.assertEqual(self.earn("20.30", rate=33, unit=Decimal("0.05")), ("20.30", "6.70"))
        self.assertEqual(self.earn("101", unit=Decimal(1)), ("101", "51"))

    def test_after_consumables(self):
        self.assertEqual(self.earn("20", base="consumables", consumables=4.5), ("15.50", "7.75"))
        self.assertEqual(self.earn("60", base="consumables", consumables=4.5, quantity=3), ("46.50", "23.25"))
        self.assertEqual(self.earn("60", base="whole", consumables=4.5, quantity=3), ("60.00", "30.00"))

    def test_consumables_that_cost_more_than_the_service(self):
        self.assertEqual(self.earn("4", base="consumables", consumables=4.5), ("0.00", "0.00"))
        self.assertEqual(self.earn("0", base="consumables", consumables=4.5), ("0.00", "0.00"))

    def test_what_is_taken_back(self):
        taken = self.earn("-20", base="consumables", consumables=4.5, quantity=-1)
        self.assertEqual(taken, ("-15.50", "-7.75"))

    def test_after_tax(self):
        self.assertEqual(self.earn("18", base="tax", untaxed="15"), ("15.00", "7.50"))
