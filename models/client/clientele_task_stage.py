from odoo import api, fields, models


class ClienteleTaskStage(models.Model):
    """A stage of a funnel. What reaches a stage with an outcome is closed."""

    _name = "clientele.task.stage"
    _description = "Stage of Tasks"
    _order = "funnel_id, sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    funnel_id = fields.Many2one("clientele.funnel", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(
        "res.company", related="funnel_id.company_id", store=True, index="btree_not_null", ondelete="cascade"
    )
    outcome = fields.Selection(
        [("open", "Still to do"), ("done", "Done"), ("won", "Won"), ("lost", "Lost")],
        required=True,
        default="open",
        help="A task that comes here is closed, unless there is still something to do.",
    )
    fold = fields.Boolean(string="Folded in the board")

    @api.depends("name", "funnel_id.name")
    @api.depends_context("clientele_name_funnel")
    def _compute_display_name(self):
        """Where stages of several funnels stand together, each is named with its own."""
        with_funnel = self.env.context.get("clientele_name_funnel")
        for stage in self:
            stage.display_name = f"{stage.funnel_id.name}: {stage.name}" if with_funnel else stage.name
