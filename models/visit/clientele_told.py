from odoo import api, fields, models
from odoo.fields import Domain

from .clientele_tells_client import UNREACHABLE

DELIVERY = {
    "ready": "waiting",
    "process": "waiting",
    "pending": "waiting",
    "sent": "sent",
    "bounce": "failed",
    "exception": "failed",
    "canceled": "failed",
}


class ClienteleTold(models.AbstractModel):
    """For rows that say that a client was told something, or why not: what became of the message."""

    _name = "clientele.told"
    _description = "Message to a Client"

    reason = fields.Selection(UNREACHABLE, string="Why skipped", readonly=True)
    message_id = fields.Many2one("mail.message", index="btree_not_null", ondelete="set null", readonly=True)
    outcome = fields.Selection(
        [("waiting", "In the queue"), ("sent", "Sent"), ("failed", "Failed"), ("skipped", "Skipped")],
        compute="_compute_outcome",
        search="_search_outcome",
    )
    why = fields.Char(string="Why not", compute="_compute_outcome")

    @api.depends("reason", "message_id")
    def _compute_outcome(self):
        """What became of the e-mail or SMS; once the queue is done, its traces stay on the message."""
        reasons = dict(self._fields["reason"]._description_selection(self.env))
        for told in self:
            notice = told.message_id.sudo().notification_ids[:1]  # sudo: only what became of it is shown
            told.outcome = DELIVERY.get(notice.notification_status, "skipped" if told.reason else "sent")
            failure = notice.format_failure_reason() if told.outcome == "failed" else False
            told.why = reasons.get(told.reason, failure)

    def _search_outcome(self, operator, value):
        if operator != "in":
            return NotImplemented
        statuses = [status for status, outcome in DELIVERY.items() if outcome in value]
        # sudo: as for showing it
        notices = self.env["mail.notification"].sudo()._search([("notification_status", "in", statuses)])
        domain = Domain("message_id", "in", notices.subselect("mail_message_id"))
        if "skipped" in value:
            domain |= Domain("reason", "!=", False)
        return domain
