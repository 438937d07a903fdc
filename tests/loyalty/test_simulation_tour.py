from odoo.tests import HttpCase, tagged

from ...models.loyalty.clientele_loyalty_simulation import ClienteleLoyaltySimulation
from ..common import run_at_once
from .loyalty_common import LoyaltyCase


@tagged("post_install", "-at_install")
class TestSimulationTour(LoyaltyCase, HttpCase):
    """Issue 6 in a browser: simulate a new rule, see what it costs, apply it; the program has it."""

    def test_a_new_rule(self):
        self.env["ir.config_parameter"].set_param("clientele.today", self.today)
        self.env["clientele.visit"].search([]).unlink()
        self.cream.name = "Tour cream"
        program = self.make_program(name="Tour points")
        line = {"product_id": self.cream.id, "price_unit": 100}
        self.make_visit(self.client_anna, "2021-03-01", lines=[line])
        self.env["clientele.client"]._refresh_touched()
        with run_at_once(ClienteleLoyaltySimulation):
            self.start_tour(f"/odoo/loyalty.program/{program.id}", "clientele_simulation", login="admin")
        program.invalidate_recordset()
        rule = program.rule_ids[1]
        self.assertEqual((rule.product_ids, rule.clientele_rate, rule.clientele_weight), (self.cream, 10, 40))
