from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

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

    def test_a_new_rule(self):
        """A rule that is not there yet counts like one; of equal ones the older wins."""
        self.make_visit(self.client_anna, "2021-03-01", lines=[{"product_id": self.service.id, "price_unit": 100}])
        run = self.env["clientele.loyalty.simulation"]._copy_of(self.program)
        run.rule_ids = [Command.create({"rate": 7, "weight": 11})]
        self.finish(run)
        self.assertEqual((run.cost, run.cost_changed), (2, 7))
        run.action_edit()
        run.rule_ids[1].write({"weight": 10, "rate": 2, "tier_ids": self.tiers((50, 1))})
        self.finish(run)
        self.assertEqual((run.cost_changed, run.result_ids.threshold_changed), (2, -1), "the older one leads")

    def test_a_removed_rule(self):
        self.make_turnover(100)
        run = self.env["clientele.loyalty.simulation"]._copy_of(self.program)
        run.rule_ids.unlink()
        self.finish(run)
        self.assertEqual((run.cost, run.cost_changed, run.result_ids.tier_changed), (2, 0, "Below all tiers"))

    def test_a_changed_scope(self):
        """Defaults follow the scope as they do in a program, and targets of another scope are not left behind."""
        run = self.env["clientele.loyalty.simulation"]._copy_of(self.program)
        with Form(run.rule_ids, "clientele.clientele_loyalty_simulation_rule_view_form") as line:
            line.scope = "client"
            line.partner_ids.add(self.client_anna)
        self.assertEqual((run.rule_ids.weight, run.rule_ids.change), (60, "changed"))
        self.assertIn("Anna", run.rule_ids.target)
        for client in (self.client_anna, self.make_client("Berta")):
            self.make_turnover(100, client)
        self.finish(run)
        self.assertEqual((run.cost, run.cost_changed), (4, 2))
        run.action_edit()
        with Form(run.rule_ids, "clientele.clientele_loyalty_simulation_rule_view_form") as line:
            line.scope = "all"
        self.assertFalse(run.rule_ids.partner_ids)

    def test_settings_of_the_program(self):
        """SK11: the period of the turnover, and the order itself, change the tier."""
        self.make_turnover(1500, day="2020-01-01")
        self.make_turnover(600, day="2021-04-01")
        self.make_turnover(600, day="2021-05-01")
        self.assertEqual(self.simulate(period="all").result_ids.mapped("points_changed"), [36])
        run = self.simulate(tier_basis="including")
        self.assertEqual((run.cost, run.cost_changed), (24, 12 + 18))
        self.assertEqual(self.simulate(period="months", period_months=1).difference, 0)

    def test_tiers_that_fall_late_or_never(self):
        """LO7: 5 % since June 2019; by one tier a year 3 % since June 2020; by the turnover nothing is left."""
        self.make_turnover(3500, day="2019-06-01")
        self.make_turnover(100, day="2021-04-01")
        run = self.simulate(requalify="never")
        self.assertEqual((run.cost, run.cost_changed, run.result_ids.threshold_changed), (2, 5, 3000))
        self.assertEqual(self.simulate(requalify="one").cost_changed, 3)

    def test_a_tier_by_hand(self):
        """LO7: what somebody gave by hand counts from its day, under the rules as they are and as they would be."""
        gold = self.rule.tier_ids[1]
        env = self.on("2021-03-01")
        self.env["clientele.tier.change"].with_env(env)._set_by_hand(
            gold, self.client_anna, date(2021, 3, 1), date(2021, 3, 31), "Gold in the old salon"
        )
        for day in ("2021-02-01", "2021-03-01", "2021-03-31", "2021-04-01"):
            self.make_turnover(100, day=day)
        run = self.env["clientele.loyalty.simulation"]._copy_of(self.program)
        run.rule_ids.tier_ids[1].write({"threshold": 5000, "rate": 10})
        self.finish(run)
        self.assertEqual((run.cost, run.cost_changed), (2 + 5 + 5 + 2, 2 + 10 + 10 + 2))

    def test_what_is_refused(self):
        """What saving by hand refuses is refused before anything is worked out, with the same words."""
        run = self.env["clientele.loyalty.simulation"]._copy_of(self.program)
        run.rule_ids.scope = "group"
        with self.assertRaisesRegex(ValidationError, "names none"):
            run.action_run()
        run.rule_ids.write({"scope": "all", "tier_ids": self.tiers((1000, 9))})
        for action in (run.action_run, run.action_apply):
            with self.assertRaisesRegex(ValidationError, "same turnover"):
                action()
        self.assertEqual((run.state, self.rule.tier_ids.mapped("threshold")), ("draft", [1000, 3000]))

    def test_a_discount_has_one_rule(self):
        program = self.make_program(clientele_benefit="discount", name="Discount")
        run = self.env["clientele.loyalty.simulation"]._copy_of(program)
        run.rule_ids.rate = 101
        with self.assertRaisesRegex(ValidationError, "100 %"):
            run.action_run()
        run.rule_ids = [Command.create({"rate": 3})]
        with self.assertRaisesRegex(ValidationError, "one rule"):
            run.action_run()

    def test_summary(self):
        """Per tier and per group, now and then, and what was assumed."""
        self.make_turnover(1500, day="2021-03-01")
        self.make_turnover(100, day="2021-04-01")
        run = self.env["clientele.loyalty.simulation"]._copy_of(self.program)
        run.rule_ids.tier_ids[0].threshold = 1600
        self.finish(run)
        for words in ("No group", "Above $ 1,000.00 → Below all tiers", "(2.1 % of the turnover)", "those of today"):
            self.assertIn(words, run.summary.replace("\xa0", " "))
        values = run._summary_values()
        for __, rows in values["tables"]:
            self.assertEqual(sum(row["cost_changed"] for row in rows), values["total"]["cost_changed"])

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
