from odoo import Command, api, fields, models

BONUS = ((1000, 3, "Silver"), (3000, 5, "Gold"))  # SK8
DISCOUNT = ((1000, 20, ""), (3000, 30, ""))  # SK9


class ClienteleDemo(models.AbstractModel):
    """A bonus program with tiers and rules of several scopes, a group whose discount follows the turnover, and a
    program that is applied by hand with the PIN 1234.
    """

    _inherit = "clientele.demo"

    @api.model
    def _make_loyalty(self):
        root = self.env.ref("base.main_company")
        demo = self.with_company(root).with_context(tracking_disable=True)
        demo._make_bonus(root)
        demo._make_discount(root)
        demo._make_by_hand(root)
        demo._earn_lately(root)

    def _earn_lately(self, root):
        """The program began two months ago: what was bought since has earned points."""
        since = fields.Date.subtract(root._clientele_today(), days=60)
        done = [("company_id", "child_of", root.id), ("state", "=", "done"), ("day", ">=", since)]
        visits = self.env["clientele.visit"].search(done, order="day, id")
        visits.points_begun = True
        for visit in visits:
            visit.with_context(clientele_today=visit.day)._clientele_begin_points()

    def _make_bonus(self, root):
        """Bonus 2, 3 and 5 %; more for students and for one branch, a fixed number for one service."""
        rules = [
            {"clientele_rate": 2, "tier_ids": self._tiers(BONUS)},
            {
                "clientele_scope": "group",
                "clientele_rate": 4,
                "clientele_group_ids": self._ref("group", "students").ids,
            },
            {
                "clientele_scope": "branch",
                "clientele_rate": 2.5,
                "clientele_branch_ids": self._ref("branch", "centre").ids,
            },
            {
                "clientele_scope": "product",
                "clientele_rate": 5,
                "reward_point_mode": "unit",
                "product_ids": self._ref("service", "massage").ids,
            },
        ]
        self._make_program(root, "Points", rules)

    def _make_discount(self, root):
        rules = [{"clientele_rate": 10, "tier_ids": self._tiers(DISCOUNT)}]
        program = self._make_program(root, "Friends of the house", rules, clientele_benefit="discount")
        group = self.env["clientele.group"].create(
            {
                "name": "Friends of the house",
                "company_id": root.id,
                "sequence": 4,
                "loyalty_type": "discount",
                "program_id": program.id,
                "description": "10 % off, 20 % above a turnover of 1000, 30 % above 3000.",
            }
        )
        in_base = [("company_id", "=", root.id), ("turnover", ">", 0)]
        clients = self.env["clientele.client"].search(in_base, order="turnover desc, id", limit=4)
        clients.write({"group_id": group.id})
        group._keep_some(root, clients.partner_id.ids)

    def _make_by_hand(self, root):
        values = {
            "clientele_by_hand": True,
            "clientele_pin": "1234",
            "clientele_description": "Ten percent in points, to make good for a wait or to thank for a friend.",
        }
        self._make_program(root, "With our thanks", [{"clientele_rate": 10}], **values)

    def _make_program(self, root, name, rules, **values):
        reward = {"reward_type": "discount", "discount": 1, "discount_mode": "per_point", "required_points": 1}
        return self.env["loyalty.program"].create(
            {
                "name": name,
                "program_type": "loyalty",
                "applies_on": "both",
                "trigger": "auto",
                "company_id": root.id,
                "currency_id": root.currency_id.id,
                "clientele_managed": True,
                "rule_ids": [Command.clear()]
                + [Command.create({"reward_point_mode": "money", **rule}) for rule in rules],
                "reward_ids": [Command.clear(), Command.create(reward)],
                **values,
            }
        )

    def _tiers(self, steps):
        return [Command.create({"threshold": threshold, "rate": rate, "name": name}) for threshold, rate, name in steps]
