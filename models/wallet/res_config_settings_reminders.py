from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    clientele_pay_before = fields.Integer(related="company_id.clientele_pay_before", readonly=False)
    clientele_pay_every = fields.Integer(related="company_id.clientele_pay_every", readonly=False)
    clientele_pay_times = fields.Integer(related="company_id.clientele_pay_times", readonly=False)
