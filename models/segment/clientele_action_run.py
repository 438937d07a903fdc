from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

RECEPTIONIST = "clientele.clientele_group_receptionist"
MANAGER = "clientele.clientele_group_manager"
# What can be done with many clients, and who may; each has its method ``_apply_…`` (YC7, YC12, TR1).
KINDS = {
    "label_add": ("Set label", RECEPTIONIST),
    "label_remove": ("Remove label", RECEPTIONIST),
    "group": ("Set group", MANAGER),
    "discount": ("Set personal discount", MANAGER),
    "inactive": ("Mark inactive", RECEPTIONIST),
    "active": ("Mark active", RECEPTIONIST),
    "archive": ("Archive", MANAGER),
    "unarchive": ("Unarchive", MANAGER),
    "call_plan": ("Call plan", RECEPTIONIST),
}
OPPOSITE = {
    "label_add": "label_remove",
    "label_remove": "label_add",
    "group": "group",
    "discount": "discount",
    "inactive": "active",
    "active": "inactive",
    "archive": "unarchive",
    "unarchive": "archive",
}
STATES = [
    ("queued", "Waiting"),
    ("running", "Running"),
    ("done", "Done"),
    ("stopped", "Stopped"),
    ("failed", "Failed"),
]
OPEN = ("queued", "running")
AT_ONCE = 200  # clients that are dealt with while the user waits


class ClienteleActionRun(models.Model):
    """Something done with many clients: what, on whom, by whom, and what came of it (YC7).

    The clients are frozen at the start, so the set does not change under the run; what came of each stands on its row.
    A run is the log of itself: nobody writes it but these methods.
    """

    _name = "clientele.action.run"
    _description = "Action on Clients"
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(string="What", compute="_compute_name")
    kind = fields.Selection([(kind, label) for kind, (label, __) in KINDS.items()], required=True, readonly=True)
    label_id = fields.Many2one(
        "clientele.label", readonly=True, index="btree_not_null", ondelete="restrict", check_company=True
    )
    group_id = fields.Many2one(
        "clientele.group", readonly=True, index="btree_not_null", ondelete="restrict", check_company=True
    )
    discount = fields.Float(string="Discount (%)", digits=(5, 2), readonly=True)
    plan_id = fields.Many2one(
        "clientele.call.plan",
        string="Call plan",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )
    company_id = fields.Many2one(
        "res.company", string="Client base", required=True, readonly=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one("res.users", string="By", readonly=True, index=True, ondelete="set null")
    segment_id = fields.Many2one(
        "clientele.segment", readonly=True, index="btree_not_null", ondelete="set null", check_company=True
    )
    words = fields.Char(string="On whom", readonly=True, help="Which clients were chosen, in words.")
    asked_at = fields.Datetime(string="Started", required=True, readonly=True)
    finished_at = fields.Datetime(string="Finished", readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True, default="queued", index=True)
    error = fields.Char(readonly=True, help="What stopped it, and what to do.")
    row_count = fields.Integer(string="Clients", readonly=True)
    totals = fields.Json(readonly=True, help="Number of clients by outcome, once the run is done.")
    done_count = fields.Integer(string="Handled", compute="_compute_counts")
    changed_count = fields.Integer(string="Done", compute="_compute_counts")
    skipped_count = fields.Integer(string="Skipped", compute="_compute_counts")
    failed_count = fields.Integer(string="Refused", compute="_compute_counts")
    progress = fields.Float(compute="_compute_counts")
    undone_id = fields.Many2one(
        "clientele.action.run", string="Undoes", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    undo_ids = fields.One2many("clientele.action.run", "undone_id", string="Undone by")
    can_undo = fields.Boolean(compute="_compute_can_undo")
    client_ids = fields.One2many("clientele.action.run.client", "run_id", string="What came of each client")

    _one_undo = models.UniqueIndex("(undone_id) WHERE undone_id IS NOT NULL", "This is being undone already.")

    @api.depends("kind", "label_id", "group_id", "discount", "plan_id", "undone_id")
    @api.depends_context("lang")
    def _compute_name(self):
        for run in self:
            name = f"{run._kind_words()}{run._object_words()}"
            run.name = self.env._("Undo: %(what)s", what=run.undone_id.name) if run.undone_id else name

    def _kind_words(self):
        return dict(self._fields["kind"]._description_selection(self.env)).get(self.kind, "")

    def _object_words(self):
        """:return: what is set, with a colon before it; empty for kinds without"""
        if self.kind in ("label_add", "label_remove"):
            return f": {self.label_id.name}"
        if self.kind == "group":
            return f": {self.group_id.name or self.env._('none')}"
        if self.kind == "discount":
            return f": {self.discount:g} %"
        if self.kind == "call_plan":
            return f": {self.plan_id.name or ''}"
        return ""

    @api.depends("state", "row_count")
    def _compute_counts(self):
        """Counted from the rows until the end: were the numbers kept on the run while it goes on, who stops it would
        fight with each of its batches."""
        for run in self:
            totals = run.totals or run._totals()
            run.changed_count = totals.get("done", 0)
            run.skipped_count = totals.get("skipped", 0)
            run.failed_count = totals.get("failed", 0)
            run.done_count = run.changed_count + run.skipped_count + run.failed_count
            run.progress = min(100 * run.done_count / run.row_count, 100) if run.row_count else 0

    def _totals(self):
        """:return: {outcome: number of clients}"""
        rows = self.env["clientele.action.run.client"].sudo()  # sudo: numbers of the run
        return dict(rows._read_group([("run_id", "=", self._origin.id)], ["outcome"], ["__count"]))

    @api.depends("state", "undo_ids")
    def _compute_can_undo(self):
        for run in self:
            over = run.state in ("done", "stopped") and not run.undone_id and not run.undo_ids
            run.can_undo = over and run.kind in OPPOSITE and run.changed_count > 0

    # ---------------------------------------------------------------- start

    @api.model
    def _launch(self, select, **values):
        """Do something with the clients that an SQL selects: few at once, many in the background.

        :param select: SQL of ids of res.partner, each once
        :param values: ``kind``, what belongs to it, ``words`` and ``segment_id``
        :return: the run
        :raises AccessError: the user may not do that
        """
        self._check_right(values["kind"])
        root = self.env.company._clientele_root()
        run = self.sudo().create(  # sudo: nobody writes runs, this is where they are made
            {
                "company_id": root.id,
                "user_id": self.env.uid,
                "asked_at": self.env["clientele.branch"]._now(),
                **values,
            }
        )
        run.row_count = run._freeze(select)
        run = run.sudo(False)
        if run.row_count <= AT_ONCE:
            run._work_now()
        else:
            run._trigger()
        return run

    @api.model
    def _check_right(self, kind):
        """:raises AccessError: the user may not do that with clients"""
        label, group = KINDS[kind]
        if not (self.env.su or self.env.user.has_group(group)):
            label = dict(self._fields["kind"]._description_selection(self.env)).get(kind, label)
            raise AccessError(
                self.env._("You may not do “%(what)s”. Ask a branch manager for it.", what=label),
            )

    def _freeze(self, select):
        """Note whom the run is about.

        :return: number of clients
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """INSERT INTO clientele_action_run_client (run_id, partner_id, outcome)
                   SELECT %s, found.id, 'queued' FROM (%s) AS found(id) ORDER BY found.id""",
                self.id,
                select,
            )
        )
        return self.env.cr.rowcount

    def _trigger(self):
        self.env.ref("clientele.clientele_cron_action")._trigger()

    # ---------------------------------------------------------------- actions

    def action_stop(self):
        """Stop after the clients that are being dealt with; what is done stays done, and the run can go on later."""
        for run in self._steered(*OPEN):
            run._end("stopped")

    def action_resume(self):
        """Go on with the clients that are left."""
        for run in self._steered("stopped", "failed"):
            run.write({"state": "queued", "error": False, "finished_at": False})
            run._trigger()

    def action_undo(self):
        """Put back what the run changed, but for the clients who were changed once more since."""
        self.ensure_one()
        run = self._steered("done", "stopped")
        if not run.can_undo:
            raise UserError(self.env._("There is nothing to undo, or it was undone already."))
        changed = SQL(
            "SELECT partner_id FROM clientele_action_run_client WHERE run_id = %s AND outcome = 'done'", run.id
        )
        undo = self._launch(
            changed,
            kind=OPPOSITE[run.kind],
            label_id=run.label_id.id,
            undone_id=run.id,
            company_id=run.company_id.id,
            segment_id=run.segment_id.id,
            words=run.words,
        )
        return undo._open_form()

    def action_open_rows(self):
        """Open what came of each client, those of the context key ``outcome`` first."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_action_run_client_action")
        outcome = self.env.context.get("outcome")
        context = {f"search_default_{outcome}": 1} if outcome else {}
        return {**action, "domain": [("run_id", "=", self.id)], "context": context}

    def _open_form(self):
        """:return: action that shows the run"""
        view = self.env.ref("clientele.clientele_action_run_view_form").id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Action on clients"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(view, "form")],
        }

    def _steered(self, *states):
        """:return: these runs (sudo), if they are the user's or the user is a manager
        :raises AccessError: they are not
        :raises UserError: a run is elsewhere by now
        """
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group(MANAGER) and self.user_id != self.env.user:
            raise AccessError(self.env._("Only who started an action, or a branch manager, can do this."))
        runs = self.sudo()  # sudo: nobody writes runs but these methods
        for run in runs:
            if run.state not in states:
                label = dict(self._fields["state"]._description_selection(self.env))[run.state]
                raise UserError(self.env._("This action is at “%(state)s” now. Reload the page.", state=label))
        return runs

    def _end(self, state, error=False, totals=None):
        now = self.env["clientele.branch"]._now()
        self.write({"state": state, "error": error, "finished_at": now, "totals": totals})
