from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from ..models.visit.clientele_tells_client import UNREACHABLE


class ClienteleReminderPreview(models.TransientModel):
    """Shows a reminder as the client of a visit gets it."""

    _name = "clientele.reminder.preview"
    _description = "Preview of a Reminder"

    reminder_id = fields.Many2one("clientele.reminder", required=True, ondelete="cascade", readonly=True)
    channel = fields.Selection(related="reminder_id.channel")
    visit_id = fields.Many2one(
        "clientele.visit",
        string="For the visit",
        required=True,
        ondelete="cascade",
        domain=[("kind", "=", "visit")],
        compute="_compute_visit_id",
        store=True,
        readonly=False,
    )
    recipient = fields.Char(string="To", compute="_compute_sending")
    due = fields.Char(compute="_compute_sending", help="By the clock of the visit's branch.")
    hindrance = fields.Selection(UNREACHABLE, string="Not sent", compute="_compute_sending")
    subject = fields.Char(compute="_compute_message")
    body_html = fields.Html(string="E-mail", compute="_compute_message")
    body_text = fields.Text(string="SMS", compute="_compute_message")

    @api.depends("reminder_id")
    def _compute_visit_id(self):
        """The next visit that the reminder is for, else the last one.

        :raises UserError: where there is no visit at all
        """
        now = self.env["clientele.branch"]._now()
        Visit = self.env["clientele.visit"]
        for preview in self:
            upcoming = [*preview.reminder_id._visits_domain(), ("start", ">", now)]
            any_visit = [("kind", "=", "visit")]
            preview.visit_id = Visit.search(upcoming, order="start", limit=1) or Visit.search(any_visit, limit=1)
            if not preview.visit_id:
                raise UserError(self.env._("There is no visit yet to show the reminder for. Record one first."))

    @api.depends("visit_id")
    def _compute_message(self):
        for preview in self:
            rule, visit = preview.reminder_id, preview.visit_id
            words = visit._words(rule._template()) if visit else {}
            preview.subject = words.get("subject")
            preview.body_html = words.get("body_html")
            preview.body_text = words.get("body")

    @api.depends("visit_id")
    def _compute_sending(self):
        for preview in self:
            rule, visit = preview.reminder_id, preview.visit_id
            client = visit.partner_id
            preview.recipient = client.email if rule.channel == "email" else client.phone
            preview.due = visit and format_datetime(
                self.env, rule._due_at(visit), tz=visit.branch_id.tz, dt_format="short"
            )
            # sudo: whether a client can be reached is no secret, the address is
            preview.hindrance = visit and visit.sudo()._unreachable_by(rule.channel)
