"""SMS of groups say how many SMS they were; branch companies see those of their client base."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for message in env["clientele.group.message"].search([("reason", "=", False), ("parts", "=", 0)]):
        message.parts = message.company_id._clientele_sms_parts(message.body or "")
    env.ref(
        "clientele.clientele_group_message_rule_company"
    ).domain_force = "[('company_id', 'parent_of', company_ids)]"
