from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    clientele_best = fields.Boolean(related="company_id.clientele_best", readonly=False)
