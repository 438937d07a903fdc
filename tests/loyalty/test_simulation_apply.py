from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .loyalty_common import LoyaltyCase


@tagged("post_install", "-at_install")
class TestSimulationApply(LoyaltyCase):
    """Simulated rules become the program's, as if somebody had entered them there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls.env["clientele.group"].create({"name": "Regulars"})
        of_group = {"clientele_scope": "group", "clientele_group_ids": cls.group.ids, "clientele_rate": 4}
        cls.program = cls.make_program({"tier_ids": cls.tiers()}, of_group)
        cls.rule, cls.second = cls.program.rule_ids
        cls.env.flush_all()

    def simulated(self, program=None, **values):
        run = self.env["clientele.loyalty.simulation"]._copy_of(program or self.program)
        run.write(values)
        return run

    def test_nothing_changed(self):
        before = self.program._clientele_rule_facts()
        run = self.simulated()
        self.assertEqual(set(run.rule_ids.mapped("change")), {"same"})
        run.action_apply()
        self.assertEqual((run.state, self.program._clientele_rule_facts()), ("applied", before))

    def test_rates_and_tiers(self):
        run = self.simulated(best=True)
        line = run.rule_ids[0]
        line.write({"rate": 4, "weight": 25})
        line.tier_ids[1].unlink()
        line.tier_ids = [Command.create({"threshold": 500, "rate": 5, "name": "Bronze"})]
        run.action_apply()
        rates = {tier.threshold: tier.rate for tier in self.rule.tier_ids}
        self.assertEqual(rates, {500: 5, 1000: 3})
        self.assertEqual((self.rule.clientele_rate, self.rule.clientele_weight), (4, 25))
        self.assertTrue(self.company.clientele_best)
        with self.assertRaises(UserError):
            run.action_apply()

    def test_thresholds_that_change_places(self):
        run = self.simulated()
        silver, gold = run.rule_ids[0].tier_ids
        silver.threshold, gold.threshold = 3000, 1000
        run.action_apply()
        self.env.flush_all()
        self.env.cr.execute("SET CONSTRAINTS ALL IMMEDIATE")
        self.assertEqual({tier.threshold: tier.rate for tier in self.rule.tier_ids}, {1000: 5, 3000: 3})

    def test_everything_of_a_rule(self):
        """LO4, SK7: scope, products, category, branches, minimums, accrual; the program's own settings, too."""
        run = self.simulated(period="year", tier_basis="including", requalify="never")
        run.rule_ids[1].write(
            {
                "scope": "product",
                "group_ids": [Command.clear()],
                "product_ids": self.cream.ids,
                "branch_ids": self.branch.ids,
                "mode": "unit",
                "minimum_qty": 2,
                "minimum_amount": 30,
                "minimum_amount_tax_mode": "excl",
            }
        )
        run.action_apply()
        rule, program = self.second, self.program
        self.assertEqual(
            (rule.clientele_scope, rule.product_ids, rule.clientele_group_ids.ids), ("product", self.cream, [])
        )
        self.assertEqual((rule.clientele_branch_ids, rule.reward_point_mode), (self.branch, "unit"))
        self.assertEqual((rule.minimum_qty, rule.minimum_amount, rule.minimum_amount_tax_mode), (2, 30, "excl"))
        self.assertEqual(rule.clientele_weight, 40)
        found = (program.clientele_period, program.clientele_tier_basis, program.clientele_requalify)
        self.assertEqual(found, ("year", "including", "never"))

    def test_a_new_rule_earns(self):
        run = self.simulated()
        run.rule_ids = [
            Command.create(
                {"scope": "product", "product_ids": self.cream.ids, "rate": 9, "tier_ids": self.tiers((10, 12))}
            )
        ]
        run.action_apply()
        rule = self.program.rule_ids - self.rule - self.second
        self.assertEqual((rule, rule.clientele_weight, rule.tier_ids.rate), (run.rule_ids[2].rule_id, 40, 12))
        self.make_order((self.cream, 100))
        self.assertEqual(self.points(self.program), 9)

    def test_removed_and_switched_off(self):
        """What nobody earned in is deleted; the rest is kept for its history, and does not come back."""
        self.make_order((self.cream, 100))
        run = self.simulated()
        run.rule_ids[0].active_rule = False
        run.rule_ids[1].unlink()
        run.action_apply()
        self.assertFalse(self.program.rule_ids)
        self.assertFalse(self.second.exists())
        self.assertEqual((self.rule.active, self.rule.clientele_removed_on), (False, self.today))
        self.program.active = False
        self.program.active = True
        self.assertFalse(self.program.rule_ids)

    def test_changed_meanwhile(self):
        """Who changed the program since the copy, and when, is told before that is replaced."""
        run = self.simulated()
        run.rule_ids[0].rate = 3
        self.env.flush_all()
        bob = self.make_user("admin")
        self.second.with_user(bob).clientele_rate = 6
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE loyalty_rule SET write_date = write_date + INTERVAL '1 minute' WHERE id = %s", self.second.ids
        )
        self.env.invalidate_all()
        self.assertIn("clientele_admin", run.outdated)
        with self.assertRaisesRegex(UserError, "clientele_admin.*Apply nevertheless"):
            run.action_apply()
        self.assertEqual((self.rule.clientele_rate, self.second.clientele_rate), (2, 6))
        run.action_apply_nevertheless()
        self.assertEqual((self.rule.clientele_rate, self.second.clientele_rate), (3, 4))

    def test_deleted_meanwhile(self):
        """A rule that somebody deleted comes back, one that somebody added goes."""
        run = self.simulated()
        self.second.unlink()
        self.program.rule_ids = [Command.create({"reward_point_mode": "money", "clientele_rate": 50})]
        self.assertTrue(run.outdated)
        run.action_apply_nevertheless()
        self.assertEqual(sorted(self.program.rule_ids.mapped("clientele_rate")), [2, 4])
        self.assertEqual((self.program.rule_ids - self.rule).clientele_group_ids, self.group)

    def test_a_job_is_no_change(self):
        """What the nights note in rules does not make a copy outdated."""
        run = self.simulated()
        self.env["clientele.tier.change"]._run(self.company)
        self.assertFalse(run.outdated)

    def test_all_or_nothing(self):
        """One rule that is refused leaves the whole program as it was."""
        foreign = self.env["clientele.group"].create(
            {"name": "Foreign", "company_id": self.env["res.company"].create({"name": "Other"}).id}
        )
        before = self.program._clientele_rule_facts()
        run = self.simulated(requalify="never")
        run.rule_ids[0].rate = 9
        run.rule_ids[1].group_ids = foreign
        with self.assertRaisesRegex(ValidationError, "another company"), self.env.cr.savepoint():
            run.action_apply()
        self.assertEqual(self.program._clientele_rule_facts(), before)

    def test_a_discount(self):
        """SK9: the groups' clients get the new discount."""
        program = self.make_program(clientele_benefit="discount", name="Discount")
        self.group.write({"loyalty_type": "discount", "program_id": program.id})
        run = self.simulated(program)
        run.rule_ids.write({"rate": 20, "tier_ids": self.tiers((1000, 30))})
        run.action_apply()
        self.assertEqual((program.rule_ids.clientele_rate, program.rule_ids.tier_ids.rate), (20, 30))
        self.assertEqual(set(program._clientele_percents(self.today)), {20, 30})

    def test_rights(self):
        """A branch manager simulates; who sets programs up applies."""
        run = self.simulated()
        run.rule_ids[0].rate = 3
        with self.assertRaises(AccessError):
            run.with_user(self.make_user("manager")).action_apply_nevertheless()
        run.with_user(self.make_user("admin")).action_apply()
        self.assertEqual(self.rule.clientele_rate, 3)
