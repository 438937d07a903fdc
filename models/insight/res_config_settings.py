from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    clientele_factor = fields.Float(related="company_id.clientele_factor", readonly=False)
    clientele_losing_months = fields.Integer(related="company_id.clientele_losing_months", readonly=False)
    clientele_lost_months = fields.Integer(related="company_id.clientele_lost_months", readonly=False)
    clientele_never_losing_before = fields.Integer(related="company_id.clientele_never_losing_before", readonly=False)
    clientele_lost_needs_rhythm = fields.Boolean(related="company_id.clientele_lost_needs_rhythm", readonly=False)
    clientele_return_months = fields.Selection(related="company_id.clientele_return_months", readonly=False)
    clientele_check_band = fields.Integer(related="company_id.clientele_check_band", readonly=False)
    clientele_count_visits = fields.Boolean(related="company_id.clientele_count_visits", readonly=False)
    clientele_count_sales = fields.Boolean(related="company_id.clientele_count_sales", readonly=False)
    clientele_count_anonymous = fields.Boolean(related="company_id.clientele_count_anonymous", readonly=False)
