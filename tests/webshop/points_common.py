"""A program whose points are worth 1 each, used in the web shop."""

from decimal import Decimal

from odoo import Command

from .common import WebShopCase


class ShopPointsCase(WebShopCase):
    """Whoever buys earns 10 % of the money in points."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["loyalty.program"].search([]).active = False
        reward = {"reward_type": "discount", "discount_mode": "per_point", "discount": 1, "required_points": 1}
        cls.program = cls.env["loyalty.program"].create(
            {
                "name": "Points",
                "program_type": "loyalty",
                "applies_on": "both",
                "trigger": "auto",
                "clientele_managed": True,
                "company_id": cls.company.id,
                "currency_id": cls.company.currency_id.id,
                "rule_ids": [Command.clear(), Command.create({"reward_point_mode": "money", "clientele_rate": 10})],
                "reward_ids": [Command.clear(), Command.create(reward)],
            }
        )

    def cards(self, partner=None):
        return self.env["loyalty.card"].search(
            [("program_id", "=", self.program.id), ("partner_id", "=", (partner or self.ann).id)]
        )

    def points(self, partner=None):
        """:return: [points of each card], a single one where all is well"""
        return self.cards(partner).mapped("points")

    def give(self, points, partner=None):
        """Points from before."""
        card = self.program._clientele_card(partner or self.ann)
        card._clientele_earn(f"test:{card.id}:{points}", Decimal(points))
        return card

    def claim(self):
        """Use as many points as the cart allows."""
        self.url_open(f"/shop/claimreward?reward_id={self.program.reward_ids.id}")
        self.env.invalidate_all()

    def held(self):
        return sum(self.cards().clientele_lot_ids.mapped("held"))
