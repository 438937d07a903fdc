from ast import literal_eval

from odoo import api, fields, models
from odoo.fields import Domain

# An export by hand takes archived clients too, where these were selected.
ANY_ACTIVE = ("active", "in", [True, False])


class ClienteleExportWizard(models.TransientModel):
    """Chooses the fields of an export: of the clients selected in a list, or of all that its search found (YC13).

    Context: ``active_ids``, the clients selected; or ``clientele_domain``, the search that found them.
    """

    _name = "clientele.export.wizard"
    _description = "Export Clients"

    domain = fields.Char(required=True, readonly=True, default=lambda self: repr(self._asked_domain()))
    sort_by = fields.Char(readonly=True, default=lambda self: self.env.context.get("clientele_sort_by"))
    filter_words = fields.Char(string="Clients", compute="_compute_clients")
    client_count = fields.Integer(string="Number of clients", compute="_compute_clients")
    preset_id = fields.Many2one("clientele.export.preset", string="Saved fields")
    choices = fields.Json(compute="_compute_choices")
    field_names = fields.Json(string="Fields", default=lambda self: self._last_choice())
    file_format = fields.Selection([("xlsx", "Excel"), ("csv", "CSV")], string="Format", required=True, default="xlsx")
    email = fields.Char(string="Sent to", compute="_compute_email")

    @api.model
    def _asked_domain(self):
        context = self.env.context
        if "clientele_domain" in context:
            return list(context["clientele_domain"])
        return ["&", ("id", "in", context.get("active_ids", [])), ANY_ACTIVE]

    @api.model
    def _last_choice(self):
        """:return: list of the fields of the user's last export, else of the usual ones; both as far as allowed"""
        Partner = self.env["res.partner"]
        last = self.env["clientele.export"].search([("user_id", "=", self.env.uid)], limit=1)
        allowed = Partner._clientele_exported()
        usual = Partner._clientele_usually_exported()
        return [name for name in last.field_names or [] if name in allowed] or [
            name for name in allowed if name in usual
        ]

    @api.depends("domain")
    @api.depends_context("company", "uid")
    def _compute_clients(self):
        Partner = self.env["res.partner"]
        for wizard in self:
            domain = Domain(literal_eval(wizard.domain))
            wizard.filter_words = Partner._clientele_in_words(domain)
            wizard.client_count = Partner.search_count(domain & Domain("clientele_listed", "=", True))

    @api.depends_context("uid", "lang")
    def _compute_choices(self):
        """A list of {name, label}: what the user may export."""
        Partner = self.env["res.partner"]
        self.choices = [
            {"name": name, "label": Partner._clientele_export_label(name)} for name in Partner._clientele_exported()
        ]

    @api.depends_context("uid")
    def _compute_email(self):
        self.email = self.env.user.email

    @api.onchange("preset_id")
    def _onchange_preset_id(self):
        if self.preset_id:
            allowed = self.env["res.partner"]._clientele_exported()
            self.field_names = [name for name in self.preset_id.field_names if name in allowed]

    def action_export(self):
        """Ask for the export, and show it."""
        self.ensure_one()
        job = self.env["clientele.export"].create(
            {
                "domain": self.domain,
                "sort_by": self.sort_by,
                "field_names": self.field_names,
                "file_format": self.file_format,
            }
        )
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_export_action")
        form = (self.env.ref("clientele.clientele_export_view_form").id, "form")
        return {**action, "views": [form], "res_id": job.id}
