from odoo import api, models
from odoo.exceptions import UserError

from .res_partner_contact_data import ContactChar

# What may be exported of a client besides the fields of the facts row.
EXPORTED = (
    "complete_name",
    "phone",
    "email",
    "street",
    "street2",
    "zip",
    "city",
    "country_id",
    "gender",
    "birthdate_date",
    "created_from",
    "category_id",
    "lang",
    "ref",
)
USUAL = ("complete_name", "phone", "email")


class ResPartner(models.Model):
    """Clients leave the base only by an export of ours, which is logged and needs a right of its own (YC13)."""

    _inherit = "res.partner"

    def export_data(self, fields_to_export):
        """:raises UserError: for clients, with the way that is logged"""
        if not self.env.su and self._clientele_any_client():
            self._clientele_refuse_export()
        return super().export_data(fields_to_export)

    @api.model
    def _clientele_refuse_export(self):
        raise UserError(
            self.env._(
                "Clients are exported by Clientele only: open Clientele › Clients, and choose Export in the menu. "
                "A link to the file is sent to you by e-mail."
            )
        )

    def _clientele_any_client(self):
        partners = self.sudo().with_context(active_test=False)  # sudo: a plain mark
        return bool(partners.search_count([("id", "in", self.ids), ("is_client", "=", True)], limit=1))

    @api.model
    def _clientele_exported(self):
        """:return: list of the fields that the user may export of a client, in their order"""
        names = [*EXPORTED, *self._clientele_facts()]
        return [name for name in names if self._clientele_may_export(name)]

    def _clientele_may_export(self, name):
        field = self._fields[name]
        if isinstance(field, ContactChar) and not self._clientele_sees_contacts():
            return False
        return field.comodel_name != "res.currency" and self._has_field_access(field, "read")

    @api.model
    def _clientele_export_label(self, name):
        """:return: heading of a field, as in the list of clients"""
        return self.env._("Name") if name == "complete_name" else self._fields[name]._description_string(self.env)

    @api.model
    def _clientele_usually_exported(self):
        """:return: set of names that are proposed to who exports for the first time; higher domains add theirs"""
        return set(USUAL)
