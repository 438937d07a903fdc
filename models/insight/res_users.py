from odoo import api, models


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model_create_multi
    def create(self, vals_list):
        users = super().create(vals_list)
        self.env["clientele.client"]._touch(users.sudo().partner_id.ids)  # sudo: facts are kept right for everyone
        return users

    def write(self, vals):
        result = super().write(vals)
        if "active" in vals or "partner_id" in vals:
            self.env["clientele.client"]._touch(self.sudo().partner_id.ids)  # sudo: as above
        return result

    def _update_last_login(self):
        result = super()._update_last_login()
        self.env["clientele.client"]._touch(self.sudo().partner_id.ids)  # sudo: as above
        return result
