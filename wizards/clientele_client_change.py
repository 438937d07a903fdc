from odoo import api, fields, models

YES_NO = [("yes", "Yes"), ("no", "No")]


class ClienteleClientChange(models.TransientModel):
    """Changes what the selected clients have in common; what is left empty stays as it is (YC7, YC12)."""

    _name = "clientele.client.change"
    _description = "Change Clients"

    partner_ids = fields.Many2many("res.partner", string="Clients", required=True)
    client_count = fields.Integer(string="Number of clients", compute="_compute_client_count")
    group_id = fields.Many2one("clientele.group")
    branch_id = fields.Many2one("clientele.branch", string="Own branch")
    add_label_ids = fields.Many2many(
        "clientele.label", "clientele_client_change_add_rel", string="Answer Yes to the labels"
    )
    remove_label_ids = fields.Many2many(
        "clientele.label", "clientele_client_change_remove_rel", string="Answer No to the labels"
    )
    vip = fields.Selection(YES_NO, string="VIP")
    blocked = fields.Selection(YES_NO, string="Block-list")
    inactive = fields.Selection(YES_NO)

    @api.depends("partner_ids")
    def _compute_client_count(self):
        for wizard in self:
            wizard.client_count = len(wizard.partner_ids)

    def action_apply(self):
        """Write the chosen values to all clients."""
        self.ensure_one()
        if values := self._prepare_values():
            rows = self.env["clientele.client"]._ensure(self.partner_ids, self.env.company)
            rows.sudo(False).write(values)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _prepare_values(self):
        values = {name: self[name].id for name in ("group_id", "branch_id") if self[name]}
        values |= {name: self[name] == "yes" for name in ("vip", "blocked", "inactive") if self[name]}
        if labels := self._prepare_labels():
            values["label_ids"] = labels
        return values

    def _prepare_labels(self):
        added = [fields.Command.link(label.id) for label in self.add_label_ids]
        return added + [fields.Command.unlink(label.id) for label in self.remove_label_ids]
