import random
from decimal import Decimal

from odoo.tests import tagged

from ...models.wallet.clientele_lot import Overdrawn
from .points_common import PointsCase

STEPS = 80


@tagged("post_install", "-at_install")
class TestPointsProperties(PointsCase):
    """Whatever happens in whatever order: points less what is owed are what was earned less what was used, exactly.

    Points are worth 0.33 each, so that money has remainders. Nobody has free points and owes some at once.
    """

    def setUp(self):
        super().setUp()
        self.program.reward_ids.discount = 0.33
        self.net = Decimal(0)
        self.earned, self.used = [], {}

    def test_any_order(self):
        for seed in range(3):
            self.dice = random.Random(seed)
            for number in range(STEPS):
                step = self.dice.choice((self.step_earn, self.step_spend, self.step_overdraw, self.step_take_back))
                if self.used and self.dice.random() < 0.3:
                    step = self.step_give_back
                with self.subTest(seed=seed, number=number, step=step.__name__):
                    step(f"test:{seed}:{number}")
                    self.check()
        self.assertLedger()

    def step_earn(self, key):
        points = self.some()
        self.again(lambda: self.card._clientele_earn(key, points))
        self.earned.append(key)
        self.net += points

    def step_spend(self, key):
        points, free = self.some(), self.card._clientele_free()
        if points > free:
            with self.assertRaises(Overdrawn):
                self.card._clientele_spend(key, points)
            return
        self.again(lambda: self.card._clientele_spend(key, points))
        self.used[key] = points
        self.net -= points

    def step_overdraw(self, key):
        points = self.some()
        self.again(lambda: self.card._clientele_spend(key, points, overdraw=True))
        self.used[key] = points
        self.net -= points

    def step_take_back(self, key):
        points, operations = self.some(), self.earned[-2:]
        self.again(lambda: self.card._clientele_take_back(key, points, operations))
        self.net -= points

    def step_give_back(self, key):
        operation = self.dice.choice(sorted(self.used))
        part = min(self.some(), self.used[operation])
        whole = part == self.used[operation]
        self.again(lambda: self.card._clientele_give_back(key, operation, None if whole else part))
        self.used[operation] -= part
        if whole:
            del self.used[operation]
        self.net += part

    def some(self):
        return Decimal(self.dice.randint(1, 2000)) / 100

    def again(self, act):
        """Everything is sent twice."""
        self.assertEqual(act(), act())

    def check(self):
        owed = sum(Decimal(str(row.left)) for row in self.card.clientele_shortfall_ids)
        self.assertEqual(Decimal(str(self.card.points)) - owed, self.net)
        self.assertFalse(owed and self.card._clientele_free(), "has points and owes some")
