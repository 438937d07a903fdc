from odoo import api, fields, models


class ClienteleContactLog(models.TransientModel):
    """Logs the same talk for all selected clients (YC7)."""

    _name = "clientele.contact.log"
    _description = "Log a Talk for Clients"

    partner_ids = fields.Many2many("res.partner", string="Clients", required=True)
    client_count = fields.Integer(string="Number of clients", compute="_compute_client_count")
    date = fields.Datetime(required=True, default=lambda self: self.env["clientele.branch"]._now())
    kind = fields.Selection(
        selection=lambda self: self.env["clientele.contact"]._fields["kind"]._description_selection(self.env),
        required=True,
        default="call",
    )
    direction = fields.Selection(
        selection=lambda self: self.env["clientele.contact"]._fields["direction"]._description_selection(self.env),
        default="out",
    )
    summary = fields.Char(string="Result", required=True)
    note = fields.Text()

    @api.depends("partner_ids")
    def _compute_client_count(self):
        for wizard in self:
            wizard.client_count = len(wizard.partner_ids)

    def action_log(self):
        """Log the talk on every client."""
        self.ensure_one()
        talk = {name: self[name] for name in ("date", "kind", "direction", "summary", "note")}
        self.env["clientele.contact"].create([{**talk, "partner_id": partner.id} for partner in self.partner_ids])
        return {"type": "ir.actions.client", "tag": "soft_reload"}
