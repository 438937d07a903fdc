from odoo import models
from odoo.fields import Domain


class ClienteleBranch(models.Model):
    _inherit = "clientele.branch"

    def _online_domain(self):
        """:return: Domain of what begins here at a time that clients can book themselves"""
        first, end = self._bookable_from(online=True), self._bookable_until()
        return Domain("branch_id", "=", self.id) & Domain("start", ">=", first) & Domain("start", "<", end)
