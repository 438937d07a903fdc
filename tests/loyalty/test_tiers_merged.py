from datetime import date

from odoo.tests import tagged

from .loyalty_common import LoyaltyCase


@tagged("post_install", "-at_install")
class TestTiersMerged(LoyaltyCase):
    """LO7: of two clients who are merged, the one that is left has the highest tier that either had, on any day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program = cls.make_program({"tier_ids": cls.tiers()}, clientele_requalify="never")
        cls.rule = cls.program.rule_ids
        cls.silver, cls.gold = cls.rule.tier_ids
        cls.ann, cls.bob = cls.make_client("Ann"), cls.make_client("Bob")

    def night(self, day):
        env = self.on(day)
        env["clientele.client"]._verify(self.company.with_env(env))
        env.cr.precommit.data.pop("clientele.tiers", None)

    def two_histories(self):
        """Ann: gold since March 2019, and no deal for long. Bob: silver since June 2021."""
        self.make_turnover(3500, self.ann, "2019-03-01")
        self.night("2019-03-01")
        self.make_turnover(1500, self.bob, "2021-06-01")
        self.night("2021-06-01")

    def merge(self, gone, kept):
        self.env["base.partner.merge.automatic.wizard"].create({})._merge([gone.id, kept.id], kept)
        self.env.flush_all()
        self.env.cr.precommit.run()

    def history(self, client):
        rows = self.env["clientele.tier.change"].search([("partner_id", "=", client.id)], order="day, id")
        return [(row.day.isoformat(), row.threshold, row.reason, row.note or "") for row in rows]

    def tier_on(self, client, *days):
        return [client._clientele_tier_on(self.rule, date.fromisoformat(day)) for day in days]

    def test_the_kept_client_had_the_higher_one(self):
        self.two_histories()
        self.merge(self.bob, self.ann)
        self.assertEqual(
            self.history(self.ann),
            [
                ("2019-03-01", 3000, "reached", ""),
                ("2021-06-01", 1000, "reached", "Bob, merged"),
                ("2021-06-01", 3000, "merged", ""),
            ],
        )
        self.check_gold(self.ann)

    def test_the_other_had_the_higher_one(self):
        self.two_histories()
        self.merge(self.ann, self.bob)
        self.check_gold(self.bob)
        self.assertEqual(self.history(self.bob)[0], ("2019-03-01", 3000, "reached", "Ann, merged"))

    def check_gold(self, client):
        self.assertEqual(self.tier_on(client, "2019-02-28"), [self.gold.browse()])
        self.assertEqual(self.tier_on(client, "2019-03-01", "2021-06-01", "2021-07-21"), [self.gold] * 3)
        self.assertEqual(client.clientele_tier_ids, self.gold)
        now = self.rule._clientele_tier_now(client, self.company, self.today)
        self.assertEqual(now.id, self.gold.id)
        self.make_order(client=client)
        self.assertEqual(self.points(self.program, client), 5, "orders earn by it")
        before = self.history(client)
        self.night("2025-01-01")
        self.assertEqual(self.history(client), before, "never falls, and the night has nothing to say")

    def test_the_sum_of_both_reaches_more(self):
        """Two of silver who bought 1,700 each are a client of gold."""
        for client in (self.ann, self.bob):
            self.make_turnover(1700, client, "2021-06-01")
        self.night("2021-06-01")
        self.merge(self.bob, self.ann)
        self.assertEqual(self.history(self.ann)[-1][:3], ("2021-07-21", 3000, "reached"))
        self.assertEqual([row[2] for row in self.history(self.ann)], ["reached"] * 3)

    def test_falls_with_the_turnover(self):
        """Where tiers follow the turnover, the merged client has that of both, and what each had is still told."""
        self.program.clientele_requalify = "balance"
        self.two_histories()
        self.night("2021-07-21")
        self.merge(self.ann, self.bob)
        self.assertEqual(self.tier_on(self.bob, "2019-03-01", "2021-07-21"), [self.gold, self.silver])

    def test_set_by_hand(self):
        """It is kept as what it is, with its reason and its last day."""
        self.two_histories()
        self.program.clientele_requalify = "balance"
        self.env["clientele.tier.change"]._set_by_hand(
            self.gold, self.ann, date(2021, 5, 1), date(2021, 12, 31), "Wedding"
        )
        self.merge(self.ann, self.bob)
        self.assertEqual(self.history(self.bob)[-1], ("2021-06-01", 3000, "by_hand", "Wedding"))
        self.assertEqual(self.rule._clientele_tier_now(self.bob, self.company, self.today).id, self.gold.id)
        self.assertEqual(self.tier_on(self.bob, "2021-12-31", "2022-01-01"), [self.gold, self.silver])

    def test_one_history_is_only_moved(self):
        self.make_turnover(3500, self.ann, "2019-03-01")
        self.night("2019-03-01")
        self.merge(self.ann, self.bob)
        self.assertEqual(self.history(self.bob), [("2019-03-01", 3000, "reached", "Ann, merged")])
