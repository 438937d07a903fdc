from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    clientele_shift_months = fields.Integer(related="company_id.clientele_shift_months", readonly=False)
    clientele_calendar_names = fields.Selection(related="company_id.clientele_calendar_names", readonly=False)
