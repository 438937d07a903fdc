from uuid import uuid4

from odoo.exceptions import UserError
from odoo.tests import tagged

from .race_common import WalletRaceCase


@tagged("post_install", "-at_install")
class TestOrderRaces(WalletRaceCase):
    """Two requests that want the same units for orders: nothing is overdrawn or taken twice (CR8, DESIGN 3)."""

    def confirm(self, order_id):
        return lambda env: env["sale.order"].browse(order_id).action_confirm()

    def cancel(self, order_id):
        return lambda env: env["sale.order"].browse(order_id)._action_cancel()

    def begin_payment(self, order_id):
        """An online payment of the order begins, which promises it what is to pay its lines."""

        def begin(env):
            order, provider = env["sale.order"].browse(order_id), env["payment.provider"].search([], limit=1)
            method = env["payment.method"].with_context(active_test=False).search([], limit=1)
            values = {"amount": 1, "currency_id": order.currency_id.id, "partner_id": order.partner_id.id}
            links = {"provider_id": provider.id, "payment_method_id": method.id, "sale_order_ids": order.ids}
            env["payment.transaction"].create({"reference": f"race:{uuid4()}", **values, **links})

        return begin

    def tried(self, action):
        """:return: an action that says whether this one was allowed"""

        def act(env):
            try:
                action(env)
            except UserError:
                env.cr.rollback()
                return False
            return True

        return act

    def confirmed(self, order_id):
        """:return: an action that says whether the order could be confirmed"""
        return self.tried(self.confirm(order_id))

    def test_last_visit_is_taken_once(self):
        self.make_subscription(visits=1)
        first, second = self.make_order(), self.make_order()
        with self.assertRaisesRegex(UserError, "Laser"):
            self.interrupted(self.confirm(second), self.confirm(first))
        self.assertEqual(self.ledger(), (0, 0, {"issue": 1, "use": 1}))

    def test_two_carts_are_paid(self):
        """The last visit is promised to the first payment; the other cart is stopped before it pays."""
        self.make_subscription(visits=1)
        first, second = self.make_order(), self.make_order()
        with self.assertRaisesRegex(UserError, "Laser"):
            self.interrupted(self.begin_payment(second), self.begin_payment(first))
        self.assertEqual(self.ledger(), (1, 200, {"issue": 1}))
        with self.assertRaisesRegex(UserError, "Laser"):
            self.request(self.confirm(second))
        self.request(self.confirm(first))
        self.assertEqual(self.ledger(), (0, 0, {"issue": 1, "use": 1}))

    def test_two_begin_to_pay_at_once(self):
        self.make_subscription(visits=2)
        orders = [self.make_order() for __ in range(3)]
        begun = self.at_once(*(self.tried(self.begin_payment(order)) for order in orders))
        self.assertEqual((sum(begun), self.ledger()), (2, (2, 400, {"issue": 1})))

    def test_three_want_two(self):
        self.make_subscription(visits=2)
        orders = [self.make_order() for __ in range(3)]
        self.assertEqual(sum(self.at_once(*map(self.confirmed, orders))), 2)
        self.assertEqual(self.ledger(), (0, 0, {"issue": 1, "use": 2}))

    def test_order_and_visit(self):
        self.make_subscription(visits=1)
        order, visit = self.make_order(), self.make_visit()
        with self.assertRaisesRegex(UserError, "Laser"):
            self.interrupted(self.confirm(order), self.close(visit))
        self.assertEqual(self.ledger(), (0, 0, {"issue": 1, "use": 1}))

    def test_one_order_confirmed_twice(self):
        """Whoever comes later finds it confirmed."""
        self.make_subscription(visits=2)
        order = self.make_order()
        with self.assertRaisesRegex(UserError, "not in a state requiring confirmation"):
            self.interrupted(self.confirm(order), self.confirm(order))
        self.assertEqual(self.ledger(), (1, 200, {"issue": 1, "use": 1}))

    def test_cancelled_while_another_is_confirmed(self):
        """What comes back pays the other one, once it is there: who looked before is refused."""
        self.make_subscription(visits=1)
        first, second = self.make_order(), self.make_order()
        self.request(self.confirm(first))
        with self.assertRaisesRegex(UserError, "Laser"):
            self.interrupted(self.confirm(second), self.cancel(first))
        self.request(self.confirm(second))
        self.assertEqual(self.ledger(), (0, 0, {"issue": 1, "use": 2, "return": 1}))
