from odoo.tests import tagged

from .loyalty_common import LoyaltyCase

LISTED = [("clientele_listed", "=", True)]


@tagged("post_install", "-at_install")
class TestTiersInList(LoyaltyCase):
    """LO7: the list of clients shows, finds and groups by the tier, as the history says it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program = cls.make_program({"tier_ids": cls.tiers((0, 2), (1000, 3), (3000, 5))})
        cls.low, cls.silver, cls.gold = cls.program.rule_ids.tier_ids
        cls.silver.name = "Silver"
        cls.partners = cls.env["res.partner"]
        cls.made = {}
        for name, amount in (("none", 0), ("low", 1000), ("silver", 3000), ("gold", 3000.01)):
            cls.made[name] = cls.make_client(name)
            if amount:
                cls.make_turnover(amount, cls.made[name])
        cls.everyone = cls.partners.concat(*cls.made.values())
        cls.run_night(cls.env)

    @classmethod
    def run_night(cls, env):
        env["clientele.client"]._verify(cls.company.with_env(env))

    def found(self, *domain):
        """:return: names of the clients made here that a domain finds"""
        return self.everyone.search([*LISTED, ("id", "in", self.everyone.ids), *domain], order="id").mapped("name")

    def groups(self):
        domain = [*LISTED, ("id", "in", self.everyone.ids)]
        found = self.partners.formatted_read_group(domain, ["clientele_tier_ids"], ["__count"])
        counted = {group["clientele_tier_ids"] and group["clientele_tier_ids"][0]: group["__count"] for group in found}
        for group in found:
            inside = self.partners.search_count([*domain, *group["__extra_domain"]])
            self.assertEqual(inside, group["__count"], "the group opens what it counts")
        return counted

    def test_found_by_tier(self):
        self.assertEqual(self.found(("clientele_tier_ids", "=", self.low.id)), ["low"])
        self.assertEqual(self.found(("clientele_tier_ids", "in", (self.silver | self.gold).ids)), ["silver", "gold"])
        self.assertEqual(self.found(("clientele_tier_ids", "not in", self.silver.ids)), ["none", "low", "gold"])
        self.assertEqual(self.found(("clientele_tier_ids", "=", False)), ["none"])
        self.assertEqual(self.found(("clientele_tier_ids", "!=", False)), ["low", "silver", "gold"])
        self.assertEqual(self.found(("clientele_tier_ids", "ilike", "silv")), ["silver"])
        self.assertEqual(self.found(("clientele_tier_ids.threshold", ">", 0)), ["silver", "gold"])

    def test_grouped_by_tier(self):
        self.assertEqual(self.groups(), {False: 1, self.low.id: 1, self.silver.id: 1, self.gold.id: 1})

    def test_shown_in_the_list(self):
        """In two queries for a page: the tiers of all its clients, and their names."""
        shown = {partner.name: partner.clientele_tier_ids for partner in self.everyone}
        expected = {"none": self.low.browse(), "low": self.low, "silver": self.silver, "gold": self.gold}
        self.assertEqual(shown, expected)
        self.env.invalidate_all()
        with self.assertQueryCount(1):
            self.everyone.mapped("clientele_tier_ids.id")

    def test_tier_that_is_lost(self):
        """Only the last change counts; of the days to come, none."""
        env = self.on("2022-07-21")
        self.run_night(env)
        self.everyone = self.everyone.with_env(env)
        self.assertEqual(self.found(("clientele_tier_ids", "!=", False)), [])
        self.assertFalse(self.everyone.clientele_tier_ids)
        self.everyone = self.everyone.with_env(self.env)
        self.env.invalidate_all()
        self.assertEqual(self.found(("clientele_tier_ids", "!=", False)), ["low", "silver", "gold"])

    def test_several_programs(self):
        """As with labels, the client stands in the group of each tier."""
        second = self.make_program({"tier_ids": self.tiers((100, 1))}, name="Second")
        self.run_night(self.env)
        tier = second.rule_ids.tier_ids
        self.assertEqual(self.made["gold"].clientele_tier_ids, self.gold | tier)
        self.assertEqual(self.groups()[tier.id], 3)
        self.assertEqual(sum(self.groups().values()), 7)

    def test_of_the_own_company_only(self):
        other = self.env["res.company"].create({"name": "Other"})
        partners = self.everyone.with_company(other)
        self.assertFalse(partners.mapped("clientele_tier_ids"))
        self.assertFalse(partners.search([("clientele_tier_ids", "!=", False)]))
