from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .loyalty_common import LoyaltyCase


@tagged("post_install", "-at_install")
class TestSimulation(LoyaltyCase):
    """What the last 12 months would have cost under changed rules, before the change is saved."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["clientele.visit"].search([]).unlink()
        cls.program = cls.make_program({"tier_ids": cls.tiers()})
        cls.rule = cls.program.rule_ids
        cls.other = cls.make_program({"clientele_scope": "product", "product_ids": cls.cream.ids}, name="Cream")

    def simulate(self, program=None, **values):
        run = self.env["clientele.loyalty.simulation"]._copy_of(program or self.program)
        run.write(values)
        return self.finish(run)

    def finish(self, run):
        run.action_run()
        while run._step({}).get("processed"):
            pass
        self.assertEqual(run.state, "done", run.error)
        return run

    def pay(self, order):
        """The order is a deal of today."""
        order.date_order = "2021-07-21 09:00:00"
        for line in order.order_line:
            line.qty_delivered = line.product_uom_qty
        invoice = order._create_invoices()
        invoice.action_post()
        self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids).create(
            {}
        )._create_payments()

    def history(self):
        """Paid orders of two clients, through all tiers; some lines earn elsewhere, or nothing."""
        offer = self.env["product.product"].create(
            {"name": "Offer", "type": "consu", "taxes_id": False, "list_price": 50, "clientele_promotional": True}
        )
        soap = self.env["product.product"].create(
            {"name": "Soap", "type": "consu", "taxes_id": False, "list_price": 10}
        )
        for client in (self.client_anna, self.make_client("Berta")):
            for amount in (700, 300, 0.01, 2000, 33.33):
                lines = [{"product_id": self.service.id, "price_unit": amount + 20}, (offer, 50), (self.cream, 100)]
                lines += [{"product_id": soap.id, "discount": 10}]
                self.pay(self.make_order(*lines, client=client))
            self.pay(self.make_order({"product_id": self.cream.id, "product_uom_qty": 3}, client=client))

    def test_current_is_what_orders_earned(self):
        """Orders that were really sold, line by line: the simulation of the rules as they are says the same."""
        self.history()
        awards = self.env["clientele.award"].search([])
        self.assertEqual(len(set(awards.tier_id.ids)), 2, "all tiers are there")
        run = self.simulate()
        own = awards.filtered(lambda award: award.program_id == self.program)
        self.assertAlmostEqual(sum(run.result_ids.mapped("points")), sum(own.mapped("points")), 2)
        self.assertAlmostEqual(run.cost, sum(awards.mapped("points")), 2, "a point is worth 1 in both programs")
        self.assertEqual((run.difference, sum(run.result_ids.mapped("deals"))), (0, 12))
        by_tier = {}
        for award in own:
            by_tier[award.tier_id.threshold] = by_tier.get(award.tier_id.threshold, 0) + award.points
        for threshold, points in by_tier.items():
            rows = run.result_ids.filtered(lambda row, threshold=threshold: max(row.threshold, 0) == threshold)
            self.assertAlmostEqual(sum(rows.mapped("points")), points, 2)

    def test_changed_rates_and_tiers(self):
        """1500 before, then 100 of soap: 3 % now; 4 % where the tier gives more."""
        self.make_turnover(1500, day="2021-03-01")
        self.make_turnover(100, day="2021-04-01")
        run = self.env["clientele.loyalty.simulation"]._copy_of(self.program)
        run.rule_ids.tier_ids[0].rate = 4
        self.finish(run)
        row = run.result_ids.filtered(lambda row: row.threshold == 1000)
        self.assertEqual((row.points, row.points_changed, row.difference, row.clients), (3, 4, 1, 1))
        run.action_edit()
        run.rule_ids.tier_ids[0].threshold = 1600
        self.finish(run)
        row = run.result_ids.filtered(lambda row: row.threshold == 1000)
        self.assertEqual((row.threshold_changed, row.points_changed, row.difference), (-1, 2, -1))

    def test_weights_move_lines_between_programs(self):
        """The cream earns 2 % in its own program; were the other rule heavier, it would earn there."""
        self.make_visit(self.client_anna, "2021-03-01", lines=[{"product_id": self.cream.id, "price_unit": 100}])
        run = self.env["clientele.loyalty.simulation"]._copy_of(self.program)
        run.rule_ids.write({"weight": 99, "rate": 7})
        self.finish(run)
        self.assertEqual((run.result_ids.points, run.result_ids.points_changed), (0, 7))
        self.assertEqual((run.cost, run.cost_changed), (2, 7))

    def test_a_rule_that_is_off_and_always_the_best(self):
        self.make_visit(self.client_anna, "2021-03-01", lines=[{"product_id": self.cream.id, "price_unit": 100}])
        self.rule.clientele_rate = 5
        run = self.simulate(best=True)
        self.assertEqual((run.cost, run.cost_changed), (2, 5))
        run = self.env["clientele.loyalty.simulation"]._copy_of(self.other)
        run.rule_ids.active_rule = False
        self.finish(run)
        self.assertEqual((run.cost, run.cost_changed), (2, 5))

    def test_only_the_period(self):
        for day in ("2020-07-21", "2020-07-22", "2021-07-21"):
            self.make_turnover(100, day=day)
        run = self.simulate()
        self.assertEqual(sum(run.result_ids.mapped("deals")), 2)
        self.assertEqual(self.simulate(months=24).result_ids.deals, 3)

    def test_groups(self):
        """SK3: who is in a group without loyalty earns nothing, now and then."""
        group = self.env["clientele.group"].create({"name": "Staff", "loyalty_type": "none"})
        for client in (self.client_anna, self.make_client("Berta")):
            self.make_turnover(100, client)
        self.client_anna.clientele_group_id = group
        run = self.simulate()
        self.assertEqual({row.group_id.name: row.points for row in run.result_ids}, {"Staff": 0, False: 2})

    def test_a_discount(self):
        """SK9: a discount costs its percent of the full price, for the clients of its groups."""
        program = self.make_program({"tier_ids": self.tiers((1000, 20))}, clientele_benefit="discount", name="Discount")
        program.rule_ids.clientele_rate = 10
        group = self.env["clientele.group"].create(
            {"name": "Friends", "loyalty_type": "discount", "program_id": program.id}
        )
        self.client_anna.clientele_group_id = group
        self.make_turnover(100)
        self.make_turnover(100, self.make_client("Berta"))
        run = self.env["clientele.loyalty.simulation"]._copy_of(program)
        run.rule_ids.rate = 15
        self.finish(run)
        self.assertEqual((run.cost, run.cost_changed), (10, 15))

    def test_apply(self):
        run = self.env["clientele.loyalty.simulation"]._copy_of(self.program)
        second = run.rule_ids.tier_ids[1]
        run.rule_ids.write({"rate": 4, "weight": 25})
        second.unlink()
        run.rule_ids.tier_ids = [Command.create({"threshold": 500, "rate": 5, "name": "Bronze"})]
        run.best = True
        run.action_apply()
        rates = {tier.threshold: tier.rate for tier in self.rule.tier_ids}
        self.assertEqual(rates, {500: 5, 1000: 3})
        self.assertEqual((self.rule.clientele_rate, self.rule.clientele_weight), (4, 25))
        self.assertTrue(self.company.clientele_best)
        with self.assertRaises(UserError):
            run.action_apply()

    def test_rights(self):
        """A branch manager simulates; only who sets programs up applies."""
        manager = self.make_user("manager")
        self.make_turnover(100)
        action = self.program.with_user(manager).action_clientele_simulate()
        run = self.env["clientele.loyalty.simulation"].with_user(manager).browse(action["res_id"])
        run.rule_ids.rate = 3
        run.action_run()
        with self.assertRaises(AccessError):
            run.action_apply()
        run.action_stop()
        self.assertEqual(run.state, "stopped")
        with self.assertRaises(AccessError):
            self.program.with_user(self.make_user("receptionist")).action_clientele_simulate()
