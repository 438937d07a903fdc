from odoo import api, models

WELCOMED = "clientele.welcome"


class ClienteleClient(models.Model):
    """Who becomes a client is welcomed, if the group says so (SK5)."""

    _inherit = "clientele.client"

    def _after_ensure(self, partners, root):
        result = super()._after_ensure(partners, root)
        self._note_for_welcome(partners, root)
        return result

    @api.model
    def _note_for_welcome(self, partners, root):
        """Before the commit the group is known. Imports, merges and jobs find clients who were there before (YC6)."""
        context = self.env.context
        quiet = context.get("clientele_created_from") == "import" or context.get("clientele_no_refresh")
        if quiet or context.get("ir_cron_progress_id") or not self.env["clientele.group"]._any_welcome():
            return
        noted = {(root.id, partner_id) for partner_id in partners.ids}
        self._before_commit(WELCOMED, noted, self.env["clientele.client"]._welcome_noted)

    @api.model
    def _welcome_noted(self):
        """Called before the commit."""
        noted = sorted(self.env.cr.precommit.data.pop(WELCOMED, ()))
        rows = self.sudo().search([("partner_id", "in", [partner_id for __, partner_id in noted])])  # sudo: any group's
        for row in rows.filtered(lambda row: (row.company_id.id, row.partner_id.id) in noted):
            if row.group_id.welcome_sms:
                source = f"welcome:{row.company_id.id}:{row.partner_id.id}"
                words = {"name": row.partner_id.name or ""}
                self.env["clientele.group.message"].sudo()._send(  # sudo: the company speaks
                    row.group_id, row.partner_id, source, "welcome", words
                )
