from odoo import api, fields, models


class ClienteleContact(models.Model):
    """A logged talk with a client (TR5): not a mailing, not a visit."""

    _name = "clientele.contact"
    _description = "Talk with a Client"
    _order = "date desc, id desc"
    _rec_name = "summary"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner",
        string="Client",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("is_client", "=", True)],
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company._clientele_root(),
    )
    branch_id = fields.Many2one(
        "clientele.branch",
        index="btree_not_null",
        ondelete="set null",
        default=lambda self: self.env.company._clientele_default_branch(),
    )
    user_id = fields.Many2one(
        "res.users", string="Talked by", index=True, ondelete="restrict", default=lambda self: self.env.user
    )
    date = fields.Datetime(required=True, default=lambda self: self.env["clientele.branch"]._now())
    day = fields.Date(compute="_compute_day", store=True, index=True)
    kind = fields.Selection(
        [("call", "Call"), ("meeting", "In person"), ("message", "Personal message"), ("other", "Other")],
        required=True,
        default="call",
    )
    direction = fields.Selection([("in", "The client turned to us"), ("out", "We turned to the client")], default="out")
    summary = fields.Char(string="Result", required=True)
    note = fields.Text()
    task_id = fields.Many2one("clientele.task", readonly=True, ondelete="set null", copy=False)

    _task_day = models.UniqueIndex("(task_id, day) WHERE task_id IS NOT NULL")

    @api.depends("date", "branch_id")
    def _compute_day(self):
        for contact in self:
            branch = contact.branch_id or contact.company_id._clientele_default_branch()
            contact.day = branch._day_of(contact.date)
