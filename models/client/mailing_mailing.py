from odoo import api, fields, models


class MailingMailing(models.Model):
    """How many get the SMS, so that its cost can be shown before it is sent (SK6)."""

    _inherit = "mailing.mailing"

    clientele_recipients = fields.Integer(string="Recipients of the SMS", compute="_compute_clientele_recipients")

    @api.depends("mailing_domain", "mailing_model_id", "contact_list_ids", "ab_testing_enabled", "ab_testing_pc")
    def _compute_total(self):
        """Core's number follows whom the mailing is for, while that is chosen."""
        return super()._compute_total()

    @api.depends("mailing_type", "total")
    def _compute_clientele_recipients(self):
        for mailing in self:
            counts = mailing.mailing_type == "sms" and mailing.mailing_model_real
            mailing.clientele_recipients = mailing.total if counts else 0
