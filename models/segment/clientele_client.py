from odoo import api, models

TOUCHED = "clientele.assigned"
# Master data that segments ask for; facts report themselves by ``_touch``.
MASTER = {
    "group_id",
    "branch_id",
    "label_ids",
    "vip",
    "blocked",
    "inactive",
    "importance_manual",
    "personal_discount",
    "card_number",
}


class ClienteleClient(models.Model):
    """Clients whose facts or master data changed are looked at by the assignment rules before the commit."""

    _inherit = "clientele.client"

    @api.model_create_multi
    def create(self, vals_list):
        clients = super().create(vals_list)
        self._note_for_rules(clients.partner_id.ids)
        return clients

    def write(self, vals):
        result = super().write(vals)
        if MASTER & set(vals):
            self._note_for_rules(self.partner_id.ids)
        return result

    @api.model
    def _touch(self, partner_ids):
        partner_ids = list(partner_ids)
        result = super()._touch(partner_ids)
        self._note_for_rules(partner_ids)
        return result

    @api.model
    def _note_for_rules(self, partner_ids):
        """Remember clients for the rules; those of an import wait for the night."""
        context = self.env.context
        if context.get("clientele_no_refresh") or context.get("clientele_created_from") == "import":
            return
        ids = {partner_id for partner_id in partner_ids if partner_id}
        if not ids or not self.env["clientele.assignment"]._any_rule():
            return
        self._before_commit(TOUCHED, ids, self.env["clientele.client"]._assign_touched)

    @api.model
    def _assign_touched(self):
        """Called before the commit."""
        touched = self.env.cr.precommit.data.pop(TOUCHED, None)
        if touched:
            # sudo: rules hold for everyone's clients, whoever changed them
            self.env["clientele.assignment"].sudo()._assign_touched(sorted(touched))
