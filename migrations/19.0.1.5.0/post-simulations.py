"""Simulations that were not applied get what they copy of their programs since this version."""

from odoo import SUPERUSER_ID, api

COPIED = ("product_ids", "product_category_id", "product_tag_id", "product_domain")
COPIED += ("minimum_qty", "minimum_amount", "minimum_amount_tax_mode")


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False, "tracking_disable": True})
    for run in env["clientele.loyalty.simulation"].search([("state", "!=", "applied")]):
        facts = run.program_id._clientele_simulated()
        run.write({**facts, "best": run.best, "copied": run.program_id._clientele_rule_facts()})
        for line in run.rule_ids.filtered("rule_id"):
            facts = line.rule_id._clientele_simulated()
            line.write({name: facts[name] for name in COPIED})
