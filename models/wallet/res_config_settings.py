from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    clientele_grace_days = fields.Integer(related="company_id.clientele_grace_days", readonly=False)
