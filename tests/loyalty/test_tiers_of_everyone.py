import random
from datetime import date, timedelta
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from odoo.tests import tagged

from ...tools.tiers import ONE, POLICIES, Tier, kept, reached
from .loyalty_common import LoyaltyCase

THRESHOLDS = (0, 500, 1000, 3000)
PERIODS = (
    {"clientele_period_months": 12},
    {"clientele_period_months": 3},
    {"clientele_period": "year"},
    {"clientele_period": "all"},
)


@tagged("post_install", "-at_install")
class TestTiersOfEveryone(LoyaltyCase):
    """The SQL of the night against ``tools.tiers``, over any turnover, policy and period."""

    def test_any_history(self):
        rng = random.Random(6)
        clients = [self.make_client(f"Client {nr}") for nr in range(5)]
        programs = [self.random_program(policy, period) for policy in POLICIES for period in PERIODS]
        states = {}
        day = date(2021, 1, 1)
        for __ in range(9):
            for client in rng.sample(clients, 3):
                amount = rng.choice([100, 400, 500.01, 1000, 1500, 3000.01])
                self.make_turnover(amount, client, day)
            env = self.on(day)
            env["clientele.client"]._verify(self.company.with_env(env))
            for program in programs:
                for client in clients:
                    self.check(program, client, day, states)
            day += timedelta(days=rng.choice([1, 30, 90, 200, 366]))

    def random_program(self, policy, period):
        steps = [(threshold, nr + 3) for nr, threshold in enumerate(THRESHOLDS)]
        return self.make_program({"tier_ids": self.tiers(*steps)}, clientele_requalify=policy, **period)

    def check(self, program, client, day, states):
        """:param states: {(program, client): (tier, day of the last review)} by the plain rule"""
        rule = program.rule_ids
        tiers = [Tier(tier.id, Decimal(str(tier.threshold)), Decimal(str(tier.rate))) for tier in rule.tier_ids]
        held, since = states.get((program, client), (None, day))
        due = since + relativedelta(years=1) <= day
        now = reached(client._clientele_turnover(program, self.company, day), tiers)
        tier = kept(held, now, program.clientele_requalify, tiers, due)
        reviewed = due and held and program.clientele_requalify == ONE
        states[program, client] = (tier, day if tier != held or reviewed else since)
        found = client._clientele_tier_on(rule, day)
        words = (program.clientele_requalify, program.clientele_period, client.name, day)
        self.assertEqual(found.id, tier.id if tier else False, words)
        env = self.on(day)
        live = rule.with_env(env)._clientele_tier_now(client.with_env(env), self.company, day)
        self.assertEqual(live.id if live else False, found.id, words)
