from odoo import Command

from ..common import ClienteleCase

TIERS = ((1000, 3), (3000, 5))  # SK8


class LoyaltyCase(ClienteleCase):
    """A company with managed programs, and orders that earn in them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["loyalty.program"].search([]).active = False  # what a database brings along would earn, too
        cls.service.taxes_id = False
        cls.cream = cls.env["product.product"].create(
            {"name": "Cream", "type": "consu", "list_price": 100, "taxes_id": False}
        )
        cls.client_anna = cls.make_client("Anna")

    @classmethod
    def make_program(cls, *rules, name="Points", **values):
        """A managed program; without rules, 2 % of everything, and a point pays 1."""
        rules = rules or ({},)
        defaults = {"reward_point_mode": "money", "clientele_rate": 2}
        return cls.env["loyalty.program"].create(
            {
                "name": name,
                "program_type": "loyalty",
                "applies_on": "both",
                "trigger": "auto",
                "company_id": cls.env.company.id,
                "clientele_managed": True,
                "rule_ids": [Command.create({**defaults, **rule}) for rule in rules],
                "reward_ids": [
                    Command.create(
                        {
                            "reward_type": "discount",
                            "discount": 1,
                            "discount_mode": "per_point",
                            "discount_applicability": "order",
                            "required_points": 1,
                        }
                    )
                ],
                **values,
            }
        )

    @classmethod
    def tiers(cls, *steps):
        return [Command.create({"threshold": threshold, "rate": rate}) for threshold, rate in steps or TIERS]

    @classmethod
    def make_turnover(cls, amount, client=None, day="2021-03-01"):
        """A deal of that money, from before there were points."""
        line = {"product_id": cls.service.id, "price_unit": amount}
        visit = cls.make_visit(client or cls.client_anna, day, lines=[line])
        visit.points_begun = False
        return visit

    @classmethod
    def make_order(cls, *lines, client=None, confirm=True, **values):
        """:param lines: (product, price), (product, price, quantity) or dicts of line values"""
        order = cls.env["sale.order"].create(
            {
                "partner_id": (client or cls.client_anna).id,
                "order_line": [Command.create(cls._line_values(line)) for line in lines or ((cls.cream, 100),)],
                **values,
            }
        )
        if confirm:
            order.action_confirm()
        return order

    @classmethod
    def _line_values(cls, line):
        if isinstance(line, dict):
            return line
        product, price, *quantity = line
        return {"product_id": product.id, "price_unit": price, "product_uom_qty": quantity[0] if quantity else 1}

    def points(self, program, client=None):
        """:return: what the client's card says, checked against the ledger"""
        client = client or self.client_anna
        cards = self.env["loyalty.card"].search([("program_id", "=", program.id), ("partner_id", "=", client.id)])
        self.assertLessEqual(len(cards), 1, "one card per client and program")
        self.assertInvariants()
        return cards.points

    def assertInvariants(self):
        """DESIGN 3, by SQL: balances are the sums of their moves, cards those of their lots."""
        self.env.flush_all()
        self.env.cr.execute(
            """SELECT l.id FROM clientele_lot l LEFT JOIN clientele_move m ON m.lot_id = l.id
                GROUP BY l.id
               HAVING l.balance <> COALESCE(sum(m.quantity), 0) OR l.value <> COALESCE(sum(m.amount), 0)"""
        )
        self.assertFalse(self.env.cr.fetchall(), "a lot is not the sum of its moves")
        self.env.cr.execute(
            """SELECT c.id FROM loyalty_card c LEFT JOIN clientele_lot l ON l.card_id = c.id
                WHERE c.clientele_managed
                GROUP BY c.id HAVING round(c.points::numeric, 2) <> COALESCE(sum(l.balance), 0)"""
        )
        self.assertFalse(self.env.cr.fetchall(), "a card is not the sum of its lots")
