from datetime import date

from odoo.tests import Form, tagged

from .points_common import PointsCase


@tagged("post_install", "-at_install")
class TestPointsScreens(PointsCase):
    """Points on the card, the statement and the reports (CR9, CR10)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.receptionist = cls.make_user("receptionist")
        cls.program.clientele_points_months = 12

    def test_card(self):
        self.earn(10)
        self.earn(5, key="test:earn:2", day=date(2021, 6, 1))
        self.spend(20, overdraw=True)
        self.earn(12, key="test:earn:3", day=date(2021, 7, 1))
        card = self.card.with_user(self.receptionist)
        self.assertEqual((card.points, card.clientele_owed), (7, 0))
        self.assertEqual((card.clientele_next_expiry, card.clientele_next_expiring), (date(2022, 7, 1), 7))
        for open_it in (card.action_clientele_lots, card.action_clientele_moves, card.action_clientele_shortfalls):
            action = open_it()
            self.assertTrue(self.env[action["res_model"]].with_user(self.receptionist).search(action["domain"]))
        self.assertEqual(self.ann.with_user(self.receptionist).clientele_points_left, 7)

    def test_search(self):
        self.earn(10)
        self.spend(12, overdraw=True)
        cards = self.env["loyalty.card"].with_user(self.receptionist)
        owing = [("clientele_shortfall_ids", "any", [("state", "=", "open")])]
        self.assertEqual(cards.search(owing), self.card)

    def test_forms(self):
        Form(self.card).save()
        with Form(self.env["loyalty.program"].with_context(default_program_type="loyalty")) as form:
            form.name = "Bonus"
            form.clientele_managed = True
            form.clientele_points_months = 6
        with Form(form.record, "loyalty.loyalty_program_view_form") as form:
            form.clientele_managed = False

    def test_statement(self):
        """FO8: an account per program, with the order that each movement is for."""
        order = self.env["sale.order"].create({"partner_id": self.ann.id})
        self.earn(10, sale_order_id=order.id)
        gifts = self.make_program("Gifts")._clientele_card(self.ann)
        self.earn(3, key="test:gift", card=gifts)
        statement = self.ann._clientele_statement(date(2021, 7, 1), date(2021, 7, 31))
        accounts = {row["title"]: row for row in statement["accounts"]}
        self.assertEqual({title: row["closing"] for title, row in accounts.items()}, {"Points": 10, "Gifts": 3})
        [move] = accounts["Points"]["moves"]
        self.assertEqual((move["text"], move["service"], move["balance"]), ("Issued", order.name, 10))
        self.assertEqual(statement["totals"]["points"], 13)

    def test_liability(self):
        """CR10: points are owed to clients with what they bring as a discount."""
        self.program.reward_ids.discount = 0.5
        self.earn(10)
        self.take_back(4, operations=["test:earn"])
        self.spend(2)
        self.env.flush_all()
        owed = self.env["clientele.wallet.liability"].search([("partner_id", "=", self.ann.id)])
        self.assertEqual((owed.program_id, owed.kind, owed.units, owed.value), (self.program, "points", 4, 2))
        flows = self.env["clientele.wallet.report"].search([("partner_id", "=", self.ann.id)])
        self.assertEqual(flows.program_id, self.program)
        self.assertEqual((sum(flows.mapped("sold")), sum(flows.mapped("used")), sum(flows.mapped("amount"))), (3, 1, 2))
        self.assertLedger()
