from odoo.tests import tagged

from .common import WalletCase


@tagged("post_install", "-at_install")
class TestCreditsExact(WalletCase):
    """Credits release their money to the cent, and the practitioner's base is that money (CR3-CR6, CR11, DESIGN 3)."""

    def use_credits(self, price, quantity=1, **values):
        return self.use(self.service, by="credits", price_unit=price, quantity=quantity, **values)

    def assertUsed(self, line, taken, amount, left, worth):
        """:param left: credits that are left, worth so much"""
        self.assertEqual((line.units_taken, line.amount, line.commission_base), (taken, amount, amount))
        self.assertEqual((line.amount_prepaid, line.visit_id.amount_due), (amount, 0))
        self.assertEqual((self.left("credits"), round(self.liability(), 2)), (left, worth))
        self.assertLedger()

    def test_100_for_150(self):
        """A percentage of 33.33 would make 400.02 of four such plans: 600 credits were bought for 400."""
        for __ in range(4):
            self.sell(self.make_credits(100, 150))
        line = self.use_credits(600)
        self.assertUsed(line, 600, 400, 0, 0)
        self.assertEqual(line.commission_amount, 200)

    def test_100_for_150_in_pieces(self):
        self.sell(self.make_credits(100, 150))
        self.assertUsed(self.use_credits(45.50), 45.50, 30.33, 104.50, 69.67)
        self.assertUsed(self.use_credits(45.50), 45.50, 30.33, 59, 39.34)
        self.assertUsed(self.use_credits(59), 59, 39.34, 0, 0)

    def test_three_pieces(self):
        self.sell(self.make_credits(100, 150))
        self.assertUsed(self.use_credits(45.50, quantity=3), 136.50, 91, 13.50, 9)

    def test_1000_for_1300(self):
        self.sell(self.make_credits(1000, 1300))
        lines = [self.use_credits(600), self.use_credits(45.50, quantity=3), self.use_credits(563.50)]
        self.assertEqual([line.amount for line in lines], [461.54, 105, 433.46])
        self.assertEqual(sum(line.amount for line in lines), 1000)
        self.assertUsed(lines[-1], 563.50, 433.46, 0, 0)

    def test_given_back_in_any_order(self):
        """What comes back opens the same credits for the same money, also where it was not the last to go."""
        self.sell(self.make_credits(1000, 1300))
        lines = [self.use_credits(600), self.use_credits(45.50, quantity=3), self.use_credits(563.50)]
        for line, left, worth in ((lines[1], 136.50, 105), (lines[2], 700, 538.46), (lines[0], 1300, 1000)):
            line.visit_id.action_reopen()
            self.assertEqual((self.left("credits"), round(self.liability(), 2)), (left, worth))
            self.assertLedger()

    def test_exact_mix_of_lots(self):
        """CR11: 10 of the lot that expires first at 90 %, the rest at 80 %; the commission is half of the mix."""
        self.sell(self.make_credits(9, 10, validity="dates", date_to="2021-08-01"))
        self.sell(self.make_credits(80, 100, validity="dates", date_to="2021-09-01"))
        line = self.use_credits(45.50)
        self.assertUsed(line, 45.50, 9 + 28.40, 64.50, 51.60)
        self.assertEqual(line.commission_amount, 18.70)
        self.assertEqual(line.prepaid_text, "45.5 credits of 10 credits, 100 credits")

    def test_discounts(self):
        """CR7: credits pay the list price, whatever the discount, unless the plan combines with it."""
        self.sell(self.make_credits(90, 100))
        self.assertUsed(self.use_credits(50, discount=10), 50, 45, 50, 45)
        self.sell(self.make_credits(90, 100, combine_discounts=True), client=self.make_client("Boris"))
        boris = self.env["res.partner"].search([("name", "=", "Boris")], limit=1, order="id desc")
        line = self.use_credits(50, discount=10, client=boris)
        self.assertEqual((line.units_taken, line.amount), (45, 40.50))

    def test_commission_bases(self):
        """CR5, FO10: consumables and tax are taken off the money that the credits release: 18 of 20."""
        self.sell(self.make_credits(180, 200))
        bases = {"whole": 18, "consumables": 13, "tax": 15}
        self.service.clientele_consumables = 5
        self.service.taxes_id = self.env["account.tax"].create(
            {"name": "20 %", "amount": 20, "price_include_override": "tax_included"}
        )
        for base, amount in bases.items():
            with self.subTest(base):
                self.service.clientele_commission_base = base
                line = self.use_credits(20)
                self.assertEqual((line.amount, line.commission_base, line.commission_amount), (18, amount, amount / 2))

    def test_twelve_for_twelve(self):
        """CR7: 12 credits pay a visit of 12, a cent more is refused."""
        self.sell(self.make_credits(10, 12))
        self.assertUsed(self.use_credits(12), 12, 10, 0, 0)

    def test_gift(self):
        """Credits that cost nothing are worth nothing: the practitioner's base is 0."""
        self.sell(self.make_credits(0, 100))
        self.assertUsed(self.use_credits(20), 20, 0, 80, 0)
