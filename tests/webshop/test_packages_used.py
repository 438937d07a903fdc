from decimal import Decimal

from odoo import http
from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from .prepaid_common import PrepaidShopCase


@tagged("post_install", "-at_install")
class TestPackagesUsed(PrepaidShopCase):
    """A client claims visits of a package in the cart: each makes one service free, whole lines only (CR8, IN5)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.package = cls.make_package("Massages", 3)

    @classmethod
    def make_package(cls, name, visits, **values):
        """Visits of massages, which cost 40 each."""
        values = {"price": 40 * visits, "service_ids": cls.massage.ids, **values}
        return cls.make_plan(name, kind="visits", visits=visits, **values)

    def lines(self, cart):
        return cart.order_line.filtered(lambda line: not line.reward_id)

    def test_claimed_and_paid(self):
        """A visit pays the massage, money the haircut; it is held while the payment is under way."""
        self.sell(self.package)
        self.put(self.massage)
        cart = self.put(self.service)
        self.assertEqual(self.offered(), {self.package: "Massages 3 visits until 01/21/2022 Use"})
        self.claim(self.package)
        self.assertEqual(self.lines(cart).mapped("clientele_paid_by"), ["visits", False])
        self.assertEqual((cart.amount_total, self.lines(cart)[0].price_unit), (20, 0))
        self.assertEqual(cart.order_line.filtered("reward_id").name, "Massages: 1 visit")
        self.assertEqual(self.offered(), {}, "nothing else is a massage")
        transaction = self.start_payment(cart)
        self.assertEqual(self.left(), (3, 1))
        self.provider_says(transaction)
        self.assertEqual((cart.state, self.left()), ("sale", (2, 0)))
        self.assertFacts(self.ann, deal_count=1, spent=60)

    def test_nothing_to_pay(self):
        """What the package pays wholly is confirmed without a payment."""
        self.sell(self.package)
        cart = self.put(self.massage)
        self.claim(self.package)
        self.assertEqual(cart.amount_total, 0)
        self.url_open("/shop/payment/validate")
        self.env.invalidate_all()
        self.assertEqual((cart.state, self.left()), ("sale", (2, 0)))
        self.assertFacts(self.ann, deal_count=1, spent=40)

    def test_whole_lines_only(self):
        """Three visits pay three massages, not four."""
        self.sell(self.package)
        cart = self.put(self.massage, 4)
        self.assertEqual(self.offered(), {})
        self.claim(self.package)
        self.assertEqual((cart.amount_total, self.lines(cart).clientele_paid_by), (200, False))
        line = self.lines(cart)
        self.make_jsonrpc_request("/shop/cart/update", {"line_id": line.id, "quantity": 3})
        self.claim(self.package)
        self.assertEqual((cart.amount_total, line.clientele_paid_by), (0, "visits"))

    def test_given_up_and_too_much(self):
        """Taking the package out of the cart, or more than it has, lets money pay."""
        self.sell(self.package)
        cart = self.put(self.massage)
        self.claim(self.package)
        reward = cart.order_line.filtered("reward_id")
        self.make_jsonrpc_request("/shop/cart/update", {"line_id": reward.id, "quantity": 0})
        self.env.invalidate_all()
        self.assertEqual((cart.amount_total, cart.order_line.mapped("clientele_paid_by")), (50, [False]))
        self.claim(self.package)
        self.assertEqual(cart.amount_total, 0)
        self.make_jsonrpc_request("/shop/cart/update", {"line_id": self.lines(cart).id, "quantity": 4})
        self.env.invalidate_all()
        self.assertEqual((cart.amount_total, cart.order_line.mapped("clientele_paid_by")), (200, [False]))

    def test_only_what_would_pay_is_offered(self):
        """Of two packages for massages the one that expires first pays, so it alone is offered (CR11)."""
        self.sell(self.package)
        sooner = self.make_package("Soon over", 1, validity="dates", date_to="2021-08-31")
        self.sell(sooner)
        cart = self.put(self.massage)
        self.assertEqual(self.offered(), {sooner: "Soon over 1 visit until 08/31/2021 Use"})
        self.claim(self.package)
        self.assertEqual(cart.amount_total, 50, "what is not offered is not claimed")
        self.claim(sooner)
        self.assertEqual((cart.amount_total, cart.order_line.reward_id.program_id), (0, sooner.program_id))

    def test_package_and_credits(self):
        """Each pays what it is claimed for."""
        self.sell(self.package)
        credits = self.make_plan("Credits", kind="credits", price=90, credits=100)
        self.sell(credits)
        self.put(self.massage)
        cart = self.put(self.service)
        self.assertEqual(set(self.offered()), {self.package, credits})
        self.claim(self.package)
        self.claim(credits)
        self.assertEqual(self.lines(cart).mapped("clientele_paid_by"), ["visits", "credits"])
        self.assertEqual(cart.amount_total, 0)

    def test_days_and_freezes(self):
        """What does not open yet, is over or frozen today is not offered."""
        later = self.make_package("Later", 1, validity="dates", date_from="2021-08-01", date_to="2021-09-01")
        self.sell(later)
        frozen = self.sell(self.package)
        frozen._freeze(self.today, self.today, "Away")
        cart = self.put(self.massage)
        self.assertEqual(self.offered(), {})
        for plan in (later, self.package):
            self.claim(plan)
        self.assertEqual(cart.amount_total, 50)

    def test_visits_that_are_gone_stop_the_payment_before_it_begins(self):
        subscription = self.sell(self.package)
        self.put(self.massage)
        cart = self.put(self.service)
        self.claim(self.package)
        subscription._take_by_hand(Decimal(3), subscription.lot_ids, "Used elsewhere", "test:taken")
        with self.assertRaises(JsonRpcException), mute_logger("odoo.http"):
            self.start_payment(cart)
        self.assertEqual((cart.state, self.left()), ("draft", (0, 0)))

    def test_others_are_offered_nothing(self):
        """A foreign package answers as one that is not there: the cart as it was."""
        self.sell(self.package)
        boris = self.make_buyer("Boris")
        for user in (self.make_account(boris), None):
            self.log_in(user)
            cart = self.put(self.massage)
            self.assertEqual(self.offered(), {})
            card = self.package.program_id._clientele_card(self.ann)
            token = {"csrf_token": http.Request.csrf_token(self)}
            answers = []
            for reward in (self.package.program_id.reward_ids.id, 0):
                values = {"reward_id": reward, "code": card.code, **token}
                answers.append(self.url_open("/shop/claimreward", data=values, allow_redirects=False))
            self.assertEqual([(one.status_code, one.headers["Location"]) for one in answers], [(303, "/shop/cart")] * 2)
            self.url_open("/shop/pricelist", data={"promo": card.code, **token})
            self.env.invalidate_all()
            self.assertEqual((cart.amount_total, cart.order_line.reward_id.ids), (50, []))
        self.assertEqual(self.left(), (3, 0))
