from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .loyalty_common import LoyaltyCase


@tagged("post_install", "-at_install")
class TestBadRules(LoyaltyCase):
    """What cannot be meant is refused with a sentence that says what to change."""

    def test_a_scope_without_a_target(self):
        for scope in ("client", "group", "product", "category", "branch"):
            with self.assertRaisesRegex(ValidationError, "names none"):
                self.make_program({"clientele_scope": scope})

    def test_thresholds_rise(self):
        with self.assertRaisesRegex(ValidationError, "same turnover"):
            self.make_program({"tier_ids": self.tiers((1000, 2), (1000, 3))})

    @mute_logger("odoo.sql_db")
    def test_thresholds_rise_past_the_rule(self):
        """Who writes tiers by themselves meets the database when all is written."""
        rule = self.make_program({"tier_ids": self.tiers()}).rule_ids
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env["clientele.tier"].create({"rule_id": rule.id, "threshold": 1000, "rate": 4})
            self.env.flush_all()
            self.env.cr.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def test_thresholds_that_meet_on_the_way(self):
        """All thresholds rise in one save: each begins where the next one did."""
        rule = self.make_program({"tier_ids": self.tiers()}).rule_ids
        silver, gold = rule.tier_ids
        rule.tier_ids = [Command.update(silver.id, {"threshold": 3000}), Command.update(gold.id, {"threshold": 5000})]
        self.env.flush_all()
        self.env.cr.execute("SET CONSTRAINTS ALL IMMEDIATE")
        self.assertEqual(rule.tier_ids.mapped("threshold"), [3000, 5000])

    @mute_logger("odoo.sql_db")
    def test_no_rate_below_zero(self):
        for rule in ({"clientele_rate": -1}, {"tier_ids": self.tiers((1000, -0.01))}):
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self.make_program(rule)

    def test_another_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        foreign = self.env["clientele.group"].create({"name": "Foreign", "company_id": other.id})
        with self.assertRaisesRegex(ValidationError, "another company"):
            self.make_program({"clientele_scope": "group", "clientele_group_ids": [Command.set(foreign.ids)]})
        program = self.make_program()
        with self.assertRaisesRegex(ValidationError, "another company"):
            foreign.write({"loyalty_type": "bonus", "program_id": program.id})

    def test_another_currency(self):
        currency = self.env["res.currency"].with_context(active_test=False).search([("name", "=", "JPY")])
        currency.active = True
        with self.assertRaisesRegex(ValidationError, "currency"):
            self.make_program(currency_id=currency.id)

    @mute_logger("odoo.sql_db")
    def test_one_default_group(self):
        groups = self.env["clientele.group"]
        groups.search([]).is_default = False
        groups.create({"name": "One", "is_default": True})
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            groups.create({"name": "Two", "is_default": True})
