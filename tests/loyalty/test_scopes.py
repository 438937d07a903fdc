from itertools import combinations

from odoo import Command
from odoo.tests import tagged

from .loyalty_common import LoyaltyCase

SCOPES = ("client", "group", "product", "category", "branch", "all")


@tagged("post_install", "-at_install")
class TestScopes(LoyaltyCase):
    """LO4–LO6 through real sale orders: the weaker the scope, the more it brings here."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls.env["clientele.group"].create({"name": "Regulars"})
        cls.client_anna.clientele_group_id = cls.group
        targets = {
            "client": {"clientele_partner_ids": [Command.set(cls.client_anna.ids)]},
            "group": {"clientele_group_ids": [Command.set(cls.group.ids)]},
            "product": {"product_ids": [Command.set(cls.cream.ids)]},
            "category": {"product_category_id": cls.cream.categ_id.id or cls._give_category().id},
            "branch": {"clientele_branch_ids": [Command.set(cls.branch.ids)]},
            "all": {},
        }
        cls.programs = {
            scope: cls.make_program(
                {"clientele_scope": scope, "clientele_rate": rate, **targets[scope]}, name=scope.title()
            )
            for rate, scope in enumerate(SCOPES, 1)
        }

    @classmethod
    def _give_category(cls):
        cls.cream.categ_id = cls.env["product.category"].create({"name": "Care"})
        return cls.cream.categ_id

    def winner(self, *scopes):
        """:return: the scope in which an order of 100 earns, when only these programs are there"""
        for scope, program in self.programs.items():
            program.active = scope in scopes
        award = self.make_order().clientele_award_ids
        self.assertEqual(award.points, SCOPES.index(award.rule_id.clientele_scope) + 1)
        return award.rule_id.clientele_scope

    def test_any_two(self):
        for stronger, weaker in combinations(SCOPES, 2):
            self.assertEqual(self.winner(stronger, weaker), stronger)

    def test_any_two_best_for_the_client(self):
        self.env.company.clientele_best = True
        for stronger, weaker in combinations(SCOPES, 2):
            self.assertEqual(self.winner(stronger, weaker), weaker)

    def test_all_six(self):
        self.assertEqual(self.winner(*SCOPES), "client")
        self.env.company.clientele_best = True
        self.assertEqual(self.winner(*SCOPES), "all")

    def test_default_weights_fall(self):
        weights = [self.programs[scope].rule_ids.clientele_weight for scope in SCOPES]
        self.assertEqual(weights, [60, 50, 40, 30, 20, 10])

    def test_a_weight_of_ones_own(self):
        self.programs["all"].rule_ids.clientele_weight = 61
        self.assertEqual(self.winner("client", "all"), "all")

    def test_equal_weights_more_points_then_the_older(self):
        self.programs["product"].rule_ids.clientele_weight = 50
        self.assertEqual(self.winner("group", "product"), "product")
        self.programs["product"].rule_ids.clientele_rate = 2
        for scope, program in self.programs.items():
            program.active = scope in ("group", "product")
        award = self.make_order().clientele_award_ids
        self.assertEqual((award.rule_id.clientele_scope, award.reason), ("group", "older"))
