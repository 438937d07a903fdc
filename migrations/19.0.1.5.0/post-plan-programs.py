"""All plans get their programs, packages too, and what is left of them stands on their clients' cards."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False, "tracking_disable": True})
    env["clientele.plan"].search([])._clientele_make_programs()
    lots = env["clientele.lot"].search([("plan_id", "!=", False), ("card_id", "=", False), ("balance", ">", 0)])
    lots._put_on_cards()
    env.flush_all()
    lots.card_id._clientele_mirror()
    env.flush_all()
