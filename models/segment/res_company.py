from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    clientele_flag_run_on = fields.Date(
        string="Changes of flags written until", readonly=True, help="What changes after this day makes work."
    )
    clientele_win_back = fields.Boolean(
        string="Open win-back tasks", default=True, help="When a client begins to slip away."
    )
    clientele_win_back_days = fields.Integer(string="Win-back tasks are due in (days)", default=3)
    clientele_win_back_user_id = fields.Many2one(
        "res.users",
        string="Win-back by default",
        index="btree_not_null",
        ondelete="set null",
        domain=[("share", "=", False)],
        help="Where neither the last practitioner nor the reception of the branch has a user.",
    )
    clientele_win_back_funnel_id = fields.Many2one(
        "clientele.funnel", string="Funnel of win-back", index="btree_not_null", ondelete="set null"
    )

    _clientele_win_back_days_range = models.Constraint(
        "CHECK (clientele_win_back_days IS NULL OR clientele_win_back_days BETWEEN 0 AND 365)",
        "A win-back task is due within a year.",
    )
