from odoo import fields, models


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    clientele_plan_ids = fields.One2many("clientele.plan", "program_id", string="Prepaid Plan", readonly=True)

    def _clientele_unit_kind(self):
        """What is given on the card of a plan is of the plan's kind."""
        return self._clientele_plan().kind or super()._clientele_unit_kind()

    def _clientele_plan(self):
        """:return: the plans (sudo) that these programs stand for, none for those of points"""
        programs = self.sudo().with_context(active_test=False)  # sudo: who buys may not read plans
        return programs.clientele_plan_ids
