from odoo import api, fields, models


class ClienteleCallPlanAdd(models.TransientModel):
    """Puts the selected clients into a call plan, a new one or one that is there (TR1, YC18)."""

    _name = "clientele.call.plan.add"
    _description = "Put Clients into a Call Plan"

    partner_ids = fields.Many2many("res.partner", string="Clients", required=True)
    client_count = fields.Integer(string="Number of clients", compute="_compute_client_count")
    plan_id = fields.Many2one("clientele.call.plan", string="Call plan")
    name = fields.Char(string="Name of a new plan")
    deadline = fields.Date(string="Call until", default=lambda self: self.env["clientele.branch"]._today())
    user_ids = fields.Many2many(
        "res.users",
        string="Who calls",
        domain=[("share", "=", False)],
        default=lambda self: self.env.user,
    )
    script = fields.Html(string="What to say")

    @api.depends("partner_ids")
    def _compute_client_count(self):
        for wizard in self:
            wizard.client_count = len(wizard.partner_ids)

    def action_add(self):
        """Make the calls, and show the plan."""
        self.ensure_one()
        plan = self.plan_id or self.env["clientele.call.plan"].create(self._prepare_plan())
        plan.check_access("write")
        plan._spread(self.partner_ids)
        return {
            "type": "ir.actions.act_window",
            "res_model": "clientele.call.plan",
            "res_id": plan.id,
            "views": [(False, "form")],
        }

    def _prepare_plan(self):
        return {
            "name": self.name or self.env._("Calls of %(day)s", day=self.env["clientele.branch"]._today()),
            "deadline": self.deadline,
            "user_ids": [fields.Command.set(self.user_ids.ids)],
            "script": self.script,
        }
