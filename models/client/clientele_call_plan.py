from odoo import api, fields, models


class ClienteleCallPlan(models.Model):
    """A list of clients to call until a day, spread over those who call (YC18)."""

    _name = "clientele.call.plan"
    _description = "Call Plan"
    _inherit = ["mail.thread"]
    _order = "deadline desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company._clientele_root(),
    )
    kind = fields.Selection([("call", "Call"), ("message", "Message")], required=True, default="call")
    deadline = fields.Date(
        string="Call until", required=True, default=lambda self: self.env["clientele.branch"]._today()
    )
    script = fields.Html(string="What to say", help="Shown beside each call.")
    user_ids = fields.Many2many(
        "res.users",
        "clientele_call_plan_user_rel",
        string="Who calls",
        domain=[("share", "=", False)],
        default=lambda self: self.env.user,
        help="Clients are spread evenly over them. Nobody: the calls are there for everyone.",
    )
    funnel_id = fields.Many2one(
        "clientele.funnel",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        default=lambda self: self.env.ref("clientele.clientele_funnel_calls", raise_if_not_found=False),
    )
    task_ids = fields.One2many("clientele.task", "plan_id", string="Calls")
    task_count = fields.Integer(string="Clients", compute="_compute_counts")
    open_count = fields.Integer(string="Still to call", compute="_compute_counts")
    mine_count = fields.Integer(string="Mine to call", compute="_compute_counts")
    progress = fields.Float(compute="_compute_counts", help="Percent of the calls that are closed.")

    @api.depends("task_ids.state", "task_ids.user_id")
    @api.depends_context("uid")
    def _compute_counts(self):
        groups = self.env["clientele.task"]._read_group(
            [("plan_id", "in", self.ids), ("state", "!=", "cancelled")], ["plan_id", "state", "user_id"], ["__count"]
        )
        for plan in self:
            own = [(state, user, count) for found, state, user, count in groups if found == plan]
            plan.task_count = sum(count for __, __, count in own)
            plan.open_count = sum(count for state, __, count in own if state == "open")
            callers = (self.env.user, self.env["res.users"])
            plan.mine_count = sum(count for state, user, count in own if state == "open" and user in callers)
            closed = plan.task_count - plan.open_count
            plan.progress = 100 * closed / plan.task_count if plan.task_count else 0

    def write(self, vals):
        """Calls that are still to make follow the plan."""
        result = super().write(vals)
        followed = {name: vals[name] for name in ("deadline", "kind") if name in vals}
        if followed:
            open_tasks = self.env["clientele.task"].search([("plan_id", "in", self.ids), ("state", "=", "open")])
            open_tasks.with_context(tracking_disable=True).write(followed)
        return result

    # ---------------------------------------------------------------- actions

    def action_call(self):
        """Show the first client whom the user has to call."""
        self.ensure_one()
        return self.env["clientele.task"]._next_call(self)

    def action_open_tasks(self):
        """Open the calls of the plan by stage."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_task_all_action")
        views = {kind: view for view, kind in action["views"]}
        modes = ["kanban", *(kind for kind in views if kind != "kanban")]
        return {
            **action,
            "name": self.name,
            "domain": [("plan_id", "in", self.ids)],
            "context": {"default_plan_id": self.id, "default_funnel_id": self.funnel_id.id},
            "view_mode": ",".join(modes),
            "views": [(views[kind], kind) for kind in modes],
        }

    def action_close(self):
        """End the plan: cancel the calls that nobody made, and put it away."""
        open_tasks = self.env["clientele.task"].search([("plan_id", "in", self.ids), ("state", "=", "open")])
        open_tasks.with_context(tracking_disable=True).action_cancel()
        self.write({"active": False})
