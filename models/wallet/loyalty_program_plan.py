from odoo import fields, models


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    clientele_plan_ids = fields.One2many("clientele.plan", "program_id", string="Prepaid Plan", readonly=True)

    def _clientele_plan(self):
        """:return: the plan (sudo) that these cards or rewards claim, none for a program of points"""
        program = self.sudo().with_context(active_test=False)  # sudo: who buys may not read plans
        return program.clientele_plan_ids[:1]
