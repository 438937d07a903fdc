from odoo import api, fields, models

KINDS = [("call", "Call"), ("message", "Message"), ("task", "Task")]


class ClienteleTask(models.Model):
    """Something to do: call a client, write to one, or a plain task for an employee (YC18)."""

    _name = "clientele.task"
    _description = "Task"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "deadline, priority desc, id"
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char(
        string="What", required=True, compute="_compute_name", store=True, readonly=False, precompute=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Client",
        index="btree_not_null",
        ondelete="cascade",
        domain=[("is_client", "=", True)],
        help="Empty: a task for an employee that is about no client.",
    )
    phone = fields.Char(related="partner_id.phone", groups="clientele.clientele_group_contact_data")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company._clientele_root(),
    )
    branch_id = fields.Many2one(
        "clientele.branch",
        compute="_compute_branch_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="set null",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Who",
        index="btree_not_null",
        ondelete="set null",
        tracking=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
    )
    kind = fields.Selection(KINDS, required=True, default="task")
    priority = fields.Selection([("0", "Normal"), ("1", "Urgent")], default="0")
    deadline = fields.Date(
        string="Due", index=True, tracking=True, default=lambda self: self.env["clientele.branch"]._today()
    )
    opened_on = fields.Date(
        string="Opened", readonly=True, copy=False, default=lambda self: self.env["clientele.branch"]._today()
    )
    remind_at = fields.Datetime(string="Remind at", help="Who has to do it is told at this moment, once.")
    reminded_at = fields.Datetime(string="Reminded", readonly=True, copy=False)
    description = fields.Text()
    note = fields.Text(string="What was said", copy=False)
    funnel_id = fields.Many2one(
        "clientele.funnel",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        compute="_compute_funnel_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    stage_id = fields.Many2one(
        "clientele.task.stage",
        compute="_compute_stage_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        domain="[('funnel_id', '=', funnel_id)]",
        group_expand="_group_expand_stages",
        copy=False,
    )
    plan_id = fields.Many2one(
        "clientele.call.plan", string="Call plan", ondelete="cascade", check_company=True, copy=False
    )
    win_back = fields.Boolean(
        string="Win-back", readonly=True, copy=False, help="Opened by itself when the client began to slip away."
    )
    state = fields.Selection(
        [("open", "To do"), ("done", "Done"), ("cancelled", "Cancelled")],
        required=True,
        default="open",
        readonly=True,
        copy=False,
        tracking=True,
    )
    result_id = fields.Many2one(
        "clientele.task.result",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        check_company=True,
        tracking=True,
        copy=False,
    )
    reached = fields.Boolean(readonly=True, copy=False, help="Someone talked to the client.")
    attempts = fields.Integer(string="Tries", readonly=True, copy=False)
    done_at = fields.Datetime(string="Closed", readonly=True, copy=False)
    done_by = fields.Many2one(
        "res.users", string="Closed by", index="btree_not_null", ondelete="set null", readonly=True, copy=False
    )
    contact_ids = fields.One2many("clientele.contact", "task_id", string="Logged talks", readonly=True)
    color = fields.Integer(string="Mark")

    _plan_client = models.UniqueIndex(
        "(plan_id, partner_id) WHERE plan_id IS NOT NULL", "This client is in the call plan already."
    )
    _one_win_back = models.UniqueIndex(
        "(company_id, partner_id) WHERE win_back AND state = 'open'", "This client has an open win-back task already."
    )
    _to_remind = models.Index("(remind_at) WHERE reminded_at IS NULL AND state = 'open'")
    _open_of_user = models.Index("(user_id, deadline) WHERE state = 'open'")
    _kept_of_client = models.Index("(partner_id, company_id) WHERE state <> 'cancelled'")

    @api.depends("kind")
    def _compute_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for task in self:
            if not task.name or task.name in kinds.values():
                task.name = kinds.get(task.kind)

    @api.depends("partner_id")
    def _compute_branch_id(self):
        for company, tasks in self.grouped("company_id").items():
            branches = {row.partner_id: row.branch_id for row in tasks.partner_id._clientele_rows(company)}
            own = self.env.user.clientele_branch_ids[:1]
            for task in tasks:
                task.branch_id = branches.get(task.partner_id._origin) or task.branch_id or own

    @api.depends("kind")
    def _compute_funnel_id(self):
        """Calls and messages go through the funnel of calls, tasks through theirs, unless another was chosen."""
        Funnel = self.env["clientele.funnel"]
        tasks, calls = (
            self.env.ref(f"clientele.clientele_funnel_{name}", raise_if_not_found=False) or Funnel
            for name in ("tasks", "calls")
        )
        for task in self:
            if task.funnel_id <= tasks | calls:
                task.funnel_id = tasks if task.kind == "task" else calls

    @api.depends("funnel_id")
    def _compute_stage_id(self):
        for task in self:
            if not task.stage_id or task.stage_id.funnel_id != task.funnel_id:
                task.stage_id = task.funnel_id._first_stage()

    @api.depends("name", "partner_id")
    def _compute_display_name(self):
        for task in self:
            task.display_name = ": ".join(filter(None, [task.name, task.partner_id.name]))

    @api.model
    def _group_expand_stages(self, stages, domain):
        """The board of one funnel shows all its stages, also those without a task."""
        funnel_id = self.env.context.get("default_funnel_id")
        funnels = self.env["clientele.funnel"].browse(funnel_id) if funnel_id else stages.funnel_id
        return funnels.stage_ids | stages

    # ---------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_closing(vals) for vals in vals_list])

    def write(self, vals):
        vals = self._with_closing(vals)
        if "remind_at" in vals:
            vals = {"reminded_at": False, **vals}
        return super().write(vals)

    @api.model
    def _with_closing(self, vals):
        """A stage with an outcome closes a task, and one without opens it again; note who closed it and when."""
        if vals.get("stage_id") and "state" not in vals:
            stage = self.env["clientele.task.stage"].browse(vals["stage_id"])
            vals = {**vals, "state": "open" if stage.outcome == "open" else "done"}
        if "state" not in vals or "done_at" in vals:
            return vals
        closed = vals["state"] != "open"
        now = self.env["clientele.branch"]._now() if closed else False
        return {**vals, "done_at": now, "done_by": self.env.uid if closed else False}

    # ---------------------------------------------------------------- actions

    def action_done(self):
        """Close the tasks, in the stage of their funnel for what is done if it has one."""
        for funnel, tasks in self.filtered(lambda task: task.state == "open").grouped("funnel_id").items():
            stage = funnel._done_stage()
            tasks.write({"state": "done", **({"stage_id": stage.id} if stage else {})})

    def action_cancel(self):
        """Say that nobody is to do the tasks any more."""
        self.filtered(lambda task: task.state == "open").write({"state": "cancelled"})

    def action_reopen(self):
        """Put closed tasks back on the list."""
        for funnel, tasks in self.filtered(lambda task: task.state != "open").grouped("funnel_id").items():
            ended = tasks.filtered(lambda task: task.stage_id.outcome not in ("open", False))
            ended.write({"state": "open", "stage_id": funnel._first_stage().id})
            (tasks - ended).write({"state": "open"})

    def action_open_client(self):
        """Open the card of the client."""
        self.ensure_one()
        row = self.partner_id._clientele_rows(self.company_id)
        return row.sudo(False).action_open_card()
