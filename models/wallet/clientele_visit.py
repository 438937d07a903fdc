from odoo import api, models


class ClienteleVisit(models.Model):
    """A visit that is closed takes what pays its lines from the client's wallet; reopened, it gives it back."""

    _inherit = "clientele.visit"

    def write(self, vals):
        if "partner_id" in vals:
            others = self.filtered(lambda visit: visit.partner_id.id != (vals["partner_id"] or False))
            others.line_ids._return_prepaid()
        result = super().write(vals)
        if not {"state", "partner_id", "start", "branch_id"}.isdisjoint(vals):
            self.line_ids._settle_prepaid()
        return result

    def unlink(self):
        self.line_ids._return_prepaid()
        return super().unlink()

    @api.depends("line_ids.prepaid")
    def _compute_amount_due(self):
        return super()._compute_amount_due()

    def _amount_to_pay(self):
        """What was prepaid is not owed."""
        prepaid = sum(line.amount for line in self.line_ids if line.prepaid)
        return self.currency_id.round(super()._amount_to_pay() - prepaid)
