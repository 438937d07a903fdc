from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    clientele_shift_months = fields.Integer(
        string="Shifts made ahead (months)",
        default=3,
        help="For so many months working calendars become shifts, so that visits can be booked.",
    )

    _clientele_shift_months_range = models.Constraint(
        "CHECK (clientele_shift_months IS NULL OR (clientele_shift_months >= 1 AND clientele_shift_months <= 24))",
        "Shifts can be made 1 to 24 months ahead.",
    )

    def write(self, vals):
        result = super().write(vals)
        if "clientele_shift_months" in vals:
            self.env.ref("clientele.clientele_cron_shifts")._trigger()
        return result
