from odoo import api, fields, models
from odoo.exceptions import UserError


class ClienteleTaskResult(models.Model):
    """What a call can end with, one click each (YC18)."""

    _name = "clientele.task.result"
    _description = "Result of a Call"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, copy=False, help="A short word that stays the same in every language.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", ondelete="cascade", help="Empty: every company uses it."
    )
    is_talk = fields.Boolean(
        string="Someone talked to the client", default=True, help="Logs a talk on the card of the client."
    )
    closes = fields.Boolean(string="Closes the task", default=True)
    repeat_days = fields.Integer(string="Again after (days)", help="The task stays open and is due in so many days.")
    stage_ids = fields.Many2many(
        "clientele.task.stage",
        "clientele_task_result_stage_rel",
        string="Moves to",
        help="At most one stage of each funnel.",
        check_company=True,
    )
    leave_alone = fields.Boolean(
        string="Leave the client alone", help="Takes the client out of all other calls that are still to make."
    )

    _code = models.UniqueIndex("(COALESCE(company_id, 0), code)", "Another result has this code.")
    _repeat_days_range = models.Constraint(
        "CHECK (repeat_days IS NULL OR repeat_days BETWEEN 0 AND 730)", "A task is repeated within two years."
    )

    @api.constrains("closes", "repeat_days")
    def _check_repeat(self):
        for result in self.filtered(lambda result: result.closes and result.repeat_days):
            raise UserError(
                self.env._(
                    "“%(result)s” cannot close the task and repeat it. Take out the days or the tick.",
                    result=result.name,
                )
            )

    def _stage_in(self, funnel):
        """:return: the stage of that funnel to which this result moves a task, empty for none"""
        return self.stage_ids.filtered(lambda stage: stage.funnel_id == funnel)[:1]
