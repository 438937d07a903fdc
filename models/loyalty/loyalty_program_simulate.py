from odoo import models

# The settings of a program that a simulation copies: {field of the simulation: field of the program}.
COPIED = {
    "period": "clientele_period",
    "period_months": "clientele_period_months",
    "tier_basis": "clientele_tier_basis",
    "requalify": "clientele_requalify",
}


class LoyaltyProgram(models.Model):
    """Trying changed rules out before they hold."""

    _inherit = "loyalty.program"

    def action_clientele_simulate(self):
        """Open a copy of the rules, to see what the last months would have cost under other ones."""
        self.ensure_one()
        run = self.env["clientele.loyalty.simulation"]._copy_of(self)
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_loyalty_simulation_action")
        form = self.env.ref("clientele.clientele_loyalty_simulation_view_form").id
        return {**action, "res_id": run.id, "views": [(form, "form")]}

    def _clientele_simulated(self):
        """:return: values of a ``clientele.loyalty.simulation`` that say what this program says, without its rules"""
        best = self.company_id._clientele_root().clientele_best
        return {"best": best, **{name: self[field] for name, field in COPIED.items()}}

    def _clientele_own_rules(self):
        """:return: the rules that earn by themselves; those with a code are core's"""
        return self.rule_ids.filtered(lambda rule: rule.mode == "auto")

    def _clientele_rule_facts(self):
        """:return: all that is copied, as JSON: equal as long as nobody changed it, whatever the user's language"""
        rules = self.with_context(lang=None)._clientele_own_rules()
        return {**self._clientele_simulated(), "rules": {str(rule.id): rule._clientele_facts() for rule in rules}}

    def _clientele_last_edit(self):
        """:return: (user, time) of the last change of the program, its rules or tiers by a person; empty where none is
        known, as of a deleted rule"""
        rules = self.with_context(active_test=False).rule_ids
        edits = [
            (record.write_date, record.write_uid)
            for records in (self, rules, rules.tier_ids)
            for record in records
            if record.write_uid and not record.write_uid._is_superuser()
        ]
        when, user = max(edits, key=lambda edit: edit[0], default=(False, self.env["res.users"]))
        return user, when
