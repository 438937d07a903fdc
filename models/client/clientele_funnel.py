from odoo import fields, models


class ClienteleFunnel(models.Model):
    """A way that tasks take, stage by stage: calls, win-back, or what the owner makes up (YC18)."""

    _name = "clientele.funnel"
    _description = "Funnel of Tasks"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", ondelete="cascade", help="Empty: every company uses it."
    )
    description = fields.Text(translate=True)
    win_days = fields.Integer(
        string="Won within (days)",
        help="A client who books or comes within so many days of the task moves it to the stage of what is won. "
        "0: bookings move nothing.",
    )
    stage_ids = fields.One2many("clientele.task.stage", "funnel_id", string="Stages", copy=True)
    task_count = fields.Integer(string="Open tasks", compute="_compute_task_count")

    _win_days_range = models.Constraint(
        "CHECK (win_days IS NULL OR win_days BETWEEN 0 AND 730)", "What is won is won within two years."
    )

    def _compute_task_count(self):
        groups = self.env["clientele.task"]._read_group(
            [("funnel_id", "in", self.ids), ("state", "=", "open")], ["funnel_id"], ["__count"]
        )
        counts = dict(groups)
        for funnel in self:
            funnel.task_count = counts.get(funnel, 0)

    def _first_stage(self):
        """:return: the stage in which tasks of this funnel begin, empty without stages"""
        return self.stage_ids.filtered(lambda stage: stage.outcome == "open")[:1] or self.stage_ids[:1]

    def _done_stage(self):
        """:return: the stage of what is done without being won or lost, empty for none"""
        return self.stage_ids.filtered(lambda stage: stage.outcome == "done")[:1]

    def _won_stage(self):
        """:return: the stage of what is won, empty for none"""
        return self.stage_ids.filtered(lambda stage: stage.outcome == "won")[:1]

    def action_open_tasks(self):
        """Open the tasks of this funnel by stage."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_task_all_action")
        views = {kind: view for view, kind in action["views"]}
        modes = ["kanban", *(kind for kind in views if kind != "kanban")]
        return {
            **action,
            "name": self.name,
            "domain": [("funnel_id", "=", self.id)],
            "context": {"default_funnel_id": self.id},
            "view_mode": ",".join(modes),
            "views": [(views[kind], kind) for kind in modes],
        }
