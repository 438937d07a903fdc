from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import WalletCase


@tagged("post_install", "-at_install")
class TestRefusals(WalletCase):
    """A visit that the wallet does not pay is refused with the reason and with what to pay or do (IN2, CR7)."""

    def assertRefused(self, sentence, service=None, **values):
        """:param sentence: all of it"""
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            self.use(service or self.laser, **values)
        self.assertEqual(caught.exception.args[0], sentence)
        self.assertLedger()

    def test_next_part_is_unpaid(self):
        """IN1, IN2: the third visit needs part 2, the fifth part 3; an overdue part opens nothing either."""
        subscription = self.sell(self.package, pay=1)
        for nr, (amount, due) in enumerate(((400, "09/15/2021"), (200, "11/10/2021")), 2):
            self.use(self.laser)
            self.use(self.laser)
            self.assertRefused(
                f"Six laser sessions of Ann: none of the {nr * 2 - 2} visits that were paid for is left. Part {nr} of "
                f"$\xa0{amount}.00 (due {due}) opens 2 more; take its payment first."
            )
            self.pay(subscription.instalment_ids[nr - 1])
        self.use(self.laser)
        self.use(self.laser)
        self.assertRefused(
            "Six laser sessions of Ann: none of the 6 visits that were paid for is left. "
            "Let money pay, or sell another one."
        )

    def test_part_that_is_paid_partly(self):
        subscription = self.sell(self.package, pay=0)
        self.pay(subscription.instalment_ids[0], 150)
        self.assertRefused(
            "Six laser sessions of Ann: nothing of it is paid yet. Part 1 of $\xa0250.00 (due 07/21/2021) opens 2 "
            "more; take its payment first."
        )

    def test_part_that_is_not_open_yet(self):
        self.package.open_when_paid = False
        self.sell(self.package, pay=2)
        self.use(self.laser)
        self.use(self.laser)
        self.assertRefused(
            "Six laser sessions of Ann: none of the 4 visits that were paid for is left. Part 2 opens 2 on 09/15/2021."
        )

    def test_more_than_is_left(self):
        self.sell(self.package, pay=1)
        self.assertRefused(
            "Six laser sessions of Ann: 3 visits are needed, 2 can be used. Part 2 of $\xa0400.00 (due 09/15/2021) "
            "opens 2 more; take its payment first.",
            quantity=3,
        )

    def test_outside_of_its_days(self):
        self.sell(self.package)
        self.assertRefused(
            "Six laser sessions of Ann: it starts on 07/21/2021 only. Let money pay, or move the visit.",
            day="2021-07-20",
        )
        self.assertRefused(
            "Six laser sessions of Ann: it ended on 01/21/2022. Extend it, sell another one, or let money pay.",
            day="2022-01-22",
        )
        self.use(self.laser, day="2022-01-21")

    def test_service_that_is_not_covered(self):
        self.sell(self.package)
        self.assertRefused(
            "Six laser sessions of Ann does not pay Haircut. Let money pay it, or sell what pays it.", self.service
        )

    def test_nothing_was_sold(self):
        self.assertRefused("Ann has no package. Sell one, or let money pay Laser.")
        self.assertRefused("Ann has no credits. Sell some, or let money pay Laser.", by="credits")

    def test_not_enough_credits(self):
        """CR8: 100 credits pay neither 600 nor 350."""
        self.sell(self.make_credits(90, 100))
        for price in (600, 350):
            self.assertRefused(
                f"100 credits of Ann: {price} credits are needed, 100 are left. Let money pay, or sell another one.",
                by="credits",
                price_unit=price,
            )

    def test_given_up(self):
        subscription = self.sell(self.package)
        subscription.sudo().state = "quit"
        self.assertRefused("Six laser sessions of Ann: Quit. Let money pay, or sell another one.")

    def test_not_shared(self):
        boris = self.make_client("Boris")
        sentence = "Boris does not share Six laser sessions with Ann. Add Ann there first, if the plan allows it."
        self.package.shareable = True
        subscription = self.sell(self.package, boris)
        self.assertRefused(sentence, payer_id=boris.id)
        subscription.guest_ids = [Command.set(self.ann.ids)]
        self.use(self.laser, payer_id=boris.id)
        self.package.shareable = False
        self.assertRefused(sentence, payer_id=boris.id)

    def test_the_one_that_can_be_used_is_named(self):
        """Of several subscriptions the sentence is about the one that runs and can be paid for."""
        self.sell(self.package, pay=0, start=self.today.replace(year=2020))
        self.sell(self.package, pay=0)
        self.assertRefused(
            "Six laser sessions of Ann: nothing of it is paid yet. Part 1 of $\xa0400.00 (due 07/21/2021) opens 2 "
            "more; take its payment first."
        )
