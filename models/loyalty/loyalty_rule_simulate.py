from odoo import fields, models
from odoo.fields import Command

# What a rule says besides its tiers: {field of a simulated rule: field of the rule}.
COPIED = {
    "scope": "clientele_scope",
    "weight": "clientele_weight",
    "mode": "reward_point_mode",
    "rate": "clientele_rate",
    "partner_ids": "clientele_partner_ids",
    "group_ids": "clientele_group_ids",
    "branch_ids": "clientele_branch_ids",
    "product_ids": "product_ids",
    "product_category_id": "product_category_id",
    "product_tag_id": "product_tag_id",
    "product_domain": "product_domain",
    "minimum_qty": "minimum_qty",
    "minimum_amount": "minimum_amount",
    "minimum_amount_tax_mode": "minimum_amount_tax_mode",
}


def plain(record, name):
    """:return: a field's value as JSON: sorted ids of many, the id of one"""
    field, value = record._fields[name], record[name]
    if field.type == "many2many":
        return sorted(value.ids)
    return value.id if field.type == "many2one" else value


class LoyaltyRule(models.Model):
    """A rule as it is copied into a simulation, and what becomes of one that a simulation left out."""

    _inherit = "loyalty.rule"

    clientele_removed_on = fields.Date(
        string="Removed on",
        readonly=True,
        copy=False,
        help="Kept for the history only: it does not come back with its program.",
    )

    def write(self, vals):
        removed = self.filtered("clientele_removed_on") if vals.get("active") else self.browse()
        return super(LoyaltyRule, self - removed).write(vals)

    def _clientele_facts(self):
        """:return: what the rule says, as JSON"""
        facts = {name: plain(self, field) for name, field in COPIED.items()}
        return {**facts, "tiers": [tier._simulated() for tier in self.tier_ids]}

    def _clientele_simulated(self):
        """:return: values of a ``clientele.loyalty.simulation.rule`` that say what this rule says"""
        facts = self._clientele_facts()
        tiers = facts.pop("tiers")
        return {**facts, "rule_id": self.id, "tier_ids": [Command.create(tier) for tier in tiers]}

    def _clientele_remove(self):
        """Delete rules; those in which something was earned, or somebody had a tier, are archived for good."""
        awards = self.env["clientele.award"].sudo()  # sudo: the history is kept whoever removes a rule
        changes = self.env["clientele.tier.change"].sudo()  # sudo: as above
        for rule in self:
            of_rule = [("rule_id", "=", rule.id)]
            if awards.search_count(of_rule, limit=1) or changes.search_count(of_rule, limit=1):
                rule.write({"active": False, "clientele_removed_on": rule.program_id.company_id._clientele_today()})
            else:
                rule.unlink()
