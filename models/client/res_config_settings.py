from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    clientele_base_per_branch = fields.Boolean(related="company_id.clientele_base_per_branch", readonly=False)
    clientele_export_days = fields.Integer(related="company_id.clientele_export_days", readonly=False)
    clientele_sms_price = fields.Float(related="company_id.clientele_sms_price", readonly=False)
    clientele_sms_flat = fields.Boolean(related="company_id.clientele_sms_flat", readonly=False)
