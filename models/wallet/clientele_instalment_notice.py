from odoo import api, fields, models
from odoo.tools import format_amount, format_date


class ClienteleInstalment(models.Model):
    """What a client is told of a payment. The ``notice_…`` fields are the words, in the language of the context."""

    _name = "clientele.instalment"
    _inherit = ["clientele.instalment", "clientele.tells.client"]

    notice_plan = fields.Char(string="Plan in messages", compute="_compute_notice")
    notice_part = fields.Char(string="Part in messages", compute="_compute_notice")
    notice_amount = fields.Char(string="Amount in messages", compute="_compute_notice")
    notice_due = fields.Char(string="Day in messages", compute="_compute_notice")
    notice_opens = fields.Char(string="What it opens in messages", compute="_compute_notice")

    @api.depends("amount_due", "due_date", "number", "plan_id.name", "units")
    @api.depends_context("lang")
    def _compute_notice(self):
        for part in self:
            count = len(part.subscription_id.instalment_ids)
            part.notice_plan = part.plan_id.name
            part.notice_part = self.env._("part %(number)s of %(count)s", number=part.number, count=count)
            part.notice_amount = format_amount(self.env, part.amount_due, part.currency_id)
            part.notice_due = format_date(self.env, part.due_date, date_format="long")
            part.notice_opens = part.plan_id._count_text(part.units)

    def _client_thread(self):
        return self.subscription_id
