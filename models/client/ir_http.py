from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Tell the browser what an SMS of each company costs."""
        info = super().session_info()
        companies = info.get("user_companies", {}).get("allowed_companies", {})
        for company_id, told in companies.items():
            told["clientele_sms"] = self.env["res.company"].browse(company_id)._clientele_sms_terms()
        return info
