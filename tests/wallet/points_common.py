"""A managed program whose points are worth 1 each, and the invariants of cards."""

from decimal import Decimal

from odoo import Command

from .common import WalletCase


class PointsCase(WalletCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program = cls.make_program()
        cls.card = cls.program._clientele_card(cls.ann)

    @classmethod
    def make_program(cls, name="Points", **values):
        return cls.env["loyalty.program"].create(program_values(name, **values))

    def earn(self, points, key="test:earn", card=None, **details):
        return (card or self.card)._clientele_earn(key, Decimal(points), **details)

    def spend(self, points, key="test:spend", **details):
        return self.card._clientele_spend(key, Decimal(points), **details)

    def take_back(self, points, key="test:back", operations=()):
        return self.card._clientele_take_back(key, Decimal(points), operations)

    def lots(self):
        """:return: [points left in each lot of the card], the oldest first"""
        return self.card.clientele_lot_ids.sorted("id").mapped("balance")

    def owed(self):
        """:return: [(points still owed, state)], the oldest first"""
        rows = self.env["clientele.shortfall"].search([("card_id", "=", self.card.id)], order="id")
        return [(row.left, row.state) for row in rows]

    def assertLedger(self):
        result = super().assertLedger()
        self.env.cr.execute(WRONG_CARDS)
        self.assertEqual(self.env.cr.fetchall(), [], "cards whose points are not those of their lots")
        return result


def program_values(name="Points", reward=1, **values):
    """:param reward: money per point, 0 for a reward that is no money"""
    reward_values = {"reward_type": "discount", "discount_mode": "per_point", "discount": reward}
    if not reward:
        reward_values |= {"discount_mode": "percent", "discount": 10}
    return {
        "name": name,
        "program_type": "loyalty",
        "applies_on": "both",
        "trigger": "auto",
        "clientele_managed": True,
        "rule_ids": [Command.clear(), Command.create({"reward_point_mode": "money", "reward_point_amount": 0.1})],
        "reward_ids": [Command.clear(), Command.create(reward_values)],
        **values,
    }


WRONG_CARDS = """
    SELECT c.id, c.points, l.points
      FROM loyalty_card c
      LEFT JOIN (SELECT card_id, sum(balance)::float8 AS points FROM clientele_lot GROUP BY card_id) AS l
             ON l.card_id = c.id
     WHERE c.clientele_managed AND c.points <> COALESCE(l.points, 0)
"""
