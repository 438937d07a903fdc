from odoo import api, fields, models
from odoo.exceptions import UserError


class ClienteleExportPreset(models.Model):
    """A choice of fields that somebody keeps for the next exports, or shares (YC13)."""

    _name = "clientele.export.preset"
    _description = "Saved Fields of Exports"
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    user_id = fields.Many2one(
        "res.users", string="Whose", index=True, ondelete="cascade", default=lambda self: self.env.user
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company._clientele_root(),
    )
    field_names = fields.Json(string="Names of fields", required=True)

    @api.constrains("field_names")
    def _check_field_names(self):
        known = self.env["res.partner"]._fields
        for preset in self:
            if not isinstance(preset.field_names, list) or any(name not in known for name in preset.field_names):
                raise UserError(self.env._("Choose fields of clients."))
