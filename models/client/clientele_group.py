from odoo import api, fields, models


class ClienteleGroup(models.Model):
    """One group per client and company (DF6, SK2); it may hold a standing discount."""

    _name = "clientele.group"
    _description = "Client Group"
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    description = fields.Text(translate=True)
    color = fields.Integer()
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company._clientele_root(),
    )
    is_default = fields.Boolean(string="For new clients", help="New and imported clients without a group get this one.")
    discount = fields.Float(string="Discount (%)", digits=(5, 2), help="Standing discount of its clients.")
    client_ids = fields.One2many("clientele.client", "group_id", string="Clients")
    client_count = fields.Integer(compute="_compute_client_count")

    _one_default = models.UniqueIndex(
        "(company_id) WHERE is_default AND active", "Only one group can be the group of new clients."
    )
    _discount_range = models.Constraint(
        "CHECK (discount >= 0 AND discount <= 100)", "A discount lies between 0 and 100 %."
    )

    @api.depends("client_ids")
    def _compute_client_count(self):
        counts = dict(
            self.env["clientele.client"]._read_group([("group_id", "in", self.ids)], ["group_id"], ["__count"])
        )
        for group in self:
            group.client_count = counts.get(group, 0)

    def action_open_clients(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_client_action")
        action["domain"] = [("clientele_listed", "=", True), ("clientele_group_id", "=", self.id)]
        action["context"] = {"default_is_client": True, "default_clientele_group_id": self.id}
        return action
