from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    clientele_win_back = fields.Boolean(related="company_id.clientele_win_back", readonly=False)
    clientele_win_back_days = fields.Integer(related="company_id.clientele_win_back_days", readonly=False)
    clientele_win_back_user_id = fields.Many2one(related="company_id.clientele_win_back_user_id", readonly=False)
    clientele_win_back_funnel_id = fields.Many2one(related="company_id.clientele_win_back_funnel_id", readonly=False)
