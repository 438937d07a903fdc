from odoo import api, fields, models

from .res_company_release import NEEDED

FIELDS = ("clientele_release_entries", *NEEDED)
SHARED = {"compute": "_compute_clientele_release", "inverse": "_inverse_clientele_release"}


class ResConfigSettings(models.TransientModel):
    """They are written together, so that they are checked together, and on the root company, whose plans they book."""

    _inherit = "res.config.settings"

    clientele_root_id = fields.Many2one("res.company", compute="_compute_clientele_release")
    clientele_release_entries = fields.Boolean(string="Book what was earned of prepaid plans", **SHARED)
    clientele_release_journal_id = fields.Many2one("account.journal", string="Journal", **SHARED)
    clientele_deferred_account_id = fields.Many2one("account.account", string="Deferred revenue", **SHARED)
    clientele_earned_account_id = fields.Many2one("account.account", string="Income of what is used", **SHARED)
    clientele_unused_account_id = fields.Many2one("account.account", string="Income of what nobody used", **SHARED)

    @api.depends("company_id")
    def _compute_clientele_release(self):
        for settings in self:
            root = settings.company_id._clientele_root()
            settings.clientele_root_id = root
            for name in FIELDS:
                settings[name] = root[name]

    def _inverse_clientele_release(self):
        for settings in self:
            root = settings.company_id._clientele_root()
            values = {name: root._fields[name].convert_to_write(settings[name], root) for name in FIELDS}
            if values != {name: root._fields[name].convert_to_write(root[name], root) for name in FIELDS}:
                root.write(values)

    @api.onchange("clientele_release_entries")
    def _onchange_clientele_release_entries(self):
        """Switched on, it proposes what there is."""
        if self.clientele_release_entries and not self.clientele_release_journal_id:
            root = self.clientele_root_id
            general = [("type", "=", "general"), ("company_id", "=", root.id)]
            self.clientele_release_journal_id = self.env["account.journal"].search(general, limit=1)
            self.clientele_earned_account_id = self.clientele_earned_account_id or root.income_account_id

    def action_clientele_book(self):
        """Book what was earned up to today."""
        return self.env["clientele.release"]._book_now()
