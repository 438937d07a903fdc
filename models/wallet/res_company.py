from datetime import timedelta

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    clientele_grace_days = fields.Integer(
        string="Days of grace",
        default=1,
        help="So many days after its last day a balance is still there for visits of that day that are closed late.",
    )

    _clientele_grace_days_range = models.Constraint(
        "CHECK (clientele_grace_days IS NULL OR (clientele_grace_days >= 0 AND clientele_grace_days <= 31))",
        "Balances can be kept 0 to 31 days after their last day.",
    )

    def _clientele_today(self):
        """:return: the day on the wall of the company's first branch"""
        return self._clientele_default_branch()._today()

    def _clientele_grace_from(self, today):
        """:return: the first day whose balances are still there"""
        return today - timedelta(days=self.sudo().clientele_grace_days)  # sudo: whoever sells may not read companies
