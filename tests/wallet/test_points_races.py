"""Points at the same time, each request with its own cursor: one card, nothing lost, nothing twice (DESIGN 3)."""

from contextlib import suppress
from decimal import Decimal

from odoo.tests import tagged

from ...models.wallet.clientele_lot import Overdrawn
from .points_common import WRONG_CARDS, program_values
from .race_common import WalletRaceCase


@tagged("post_install", "-at_install")
class TestPointsRaces(WalletRaceCase):
    def setUp(self):
        super().setUp()
        self.program_id = self.request(lambda env: env["loyalty.program"].create(program_values()).id)

    def clean_up(self):
        result = super().clean_up()

        def delete(env):
            program = env["loyalty.program"].browse(self.program_id)
            program.action_archive()
            program.unlink()

        self.request(delete)
        return result

    def on_card(self, action, client_id=None):
        def act(env):
            program = env["loyalty.program"].browse(self.program_id)
            return action(program._clientele_card(env["res.partner"].browse(client_id or self.ann_id)))

        return act

    def earn(self, points, key, client_id=None):
        return self.on_card(lambda card: card._clientele_earn(key, Decimal(points)).ids, client_id)

    def spend(self, points, key, **details):
        return self.on_card(lambda card: card._clientele_spend(key, Decimal(points), **details).ids)

    def cards(self):
        """:return: [points of each card of the clients], after the invariants"""
        self.ledger()
        with self.registry.cursor() as cr:
            cr.execute(WRONG_CARDS)
            self.assertEqual(cr.fetchall(), [], "cards and lots differ")
            cr.execute("SELECT points FROM loyalty_card WHERE program_id = %s AND active", (self.program_id,))
            return [points for (points,) in cr.fetchall()]

    def owed(self):
        with self.registry.cursor() as cr:
            cr.execute("SELECT sum(quantity), sum(settled) FROM clientele_shortfall")
            return cr.fetchone()

    def test_first_orders_of_a_client(self):
        """One card, whoever comes first."""
        self.assertEqual(self.interrupted(self.earn(10, "race:a"), self.earn(5, "race:b")), 2)
        self.assertEqual(self.cards(), [15])

    def test_first_orders_of_a_client_at_once(self):
        self.at_once(*(self.earn(1, f"race:{number}") for number in range(3)))
        self.assertEqual(self.cards(), [3])

    def test_earning_at_once(self):
        self.request(self.earn(1, "race:first"))
        self.assertEqual(self.interrupted(self.earn(10, "race:a"), self.earn(5, "race:b")), 2)
        self.at_once(*(self.earn("0.1", f"race:{number}") for number in range(3)))
        self.assertEqual(self.cards(), [16.3])

    def test_one_earning_sent_twice(self):
        earn = self.earn(10, "race:a")
        self.interrupted(earn, earn)
        self.at_once(earn, earn)
        self.assertEqual(self.cards(), [10])

    def test_last_points_are_spent_once(self):
        self.request(self.earn(100, "race:earn"))
        with self.assertRaises(Overdrawn):
            self.interrupted(self.spend(80, "race:a"), self.spend(80, "race:b"))
        self.assertEqual(self.cards(), [20])

    def test_paid_orders_at_once(self):
        """They are paid, so both count; the second one leaves a debt."""
        self.request(self.earn(100, "race:earn"))
        self.interrupted(self.spend(80, "race:a", overdraw=True), self.spend(80, "race:b", overdraw=True))
        self.assertEqual((self.cards(), self.owed()), ([0], (60, 0)))

    def test_debt_meets_an_earning(self):
        """Neither of them overlooks the other."""
        self.request(self.on_card(lambda card: card.id))
        self.interrupted(self.earn(50, "race:earn"), self.spend(80, "race:spend", overdraw=True))
        self.assertEqual((self.cards(), self.owed()), ([0], (80, 50)))

    def test_earning_meets_a_debt(self):
        self.request(self.on_card(lambda card: card.id))
        self.interrupted(self.spend(80, "race:spend", overdraw=True), self.earn(50, "race:earn"))
        self.assertEqual((self.cards(), self.owed()), ([0], (30, 0)))

    def test_one_debt_is_settled_once(self):
        self.request(self.spend(80, "race:spend", overdraw=True))
        self.interrupted(self.earn(50, "race:a"), self.earn(50, "race:b"))
        self.assertEqual((self.cards(), self.owed()), ([20], (80, 80)))

    def test_many_spend_and_earn(self):
        self.request(self.earn(10, "race:first"))

        def spend(number):
            def act(env):
                with suppress(Overdrawn), env.cr.savepoint():
                    self.spend(4, f"race:spend:{number}")(env)
                    return 1
                return 0

            return act

        spent = sum(self.at_once(*map(spend, range(4))))
        self.assertEqual((spent, self.cards()), (2, [2]))

    def test_earning_of_a_client_who_has_just_been_merged(self):
        """It begins anew, and finds the card that is left."""
        self.request(self.earn(5, "race:anne", client_id=self.anne_id))
        self.request(self.on_card(lambda card: card.id))

        def earn(env):
            card = env["loyalty.card"].search([("program_id", "=", self.program_id)], order="id desc", limit=1)
            return card._clientele_earn("race:earn", Decimal(10)).ids

        self.assertEqual(self.interrupted(earn, self.merge()), 2)
        self.assertEqual(self.cards(), [15])

    def test_merge_of_a_client_who_has_just_earned(self):
        self.request(self.earn(5, "race:anne", client_id=self.anne_id))
        self.request(self.on_card(lambda card: card.id))
        self.assertEqual(self.interrupted(self.merge(), self.earn(10, "race:earn")), 2)
        self.assertEqual(self.cards(), [15])
