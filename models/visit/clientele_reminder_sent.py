from odoo import api, fields, models
from odoo.tools import SQL


class ClienteleReminderSent(models.Model):
    """That a rule reminded of a visit on a day, or why it did not. The row is what keeps anyone from doing it twice."""

    _name = "clientele.reminder.sent"
    _inherit = ["clientele.told"]
    _description = "Sent Reminder"
    _order = "sent_at desc, id desc"
    _rec_name = "rule_id"
    _check_company_auto = True

    visit_id = fields.Many2one("clientele.visit", required=True, ondelete="cascade", readonly=True)
    rule_id = fields.Many2one(
        "clientele.reminder", string="Reminder", required=True, index=True, ondelete="restrict", readonly=True
    )
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade", readonly=True)
    day = fields.Date(string="Day of the visit", required=True, readonly=True)
    partner_id = fields.Many2one("res.partner", string="Client", related="visit_id.partner_id")
    visit_start = fields.Datetime(string="Start of the visit", related="visit_id.start")
    channel = fields.Selection([("email", "E-mail"), ("sms", "SMS")], required=True, readonly=True)
    sent_at = fields.Datetime(string="Reminded", required=True, readonly=True)
    state = fields.Selection([("sent", "Sent"), ("skipped", "Skipped")], required=True, readonly=True)

    _once = models.UniqueIndex("(visit_id, rule_id, day)")

    @api.model
    def _claim(self, rule, visits):
        """Take the reminders of a rule for these visits, before anything is sent.

        Two that claim the same at once: the second waits for the first, then takes nothing, or has to begin again.

        :return: the new rows, one for each visit that nobody has reminded of yet, as sent
        """
        if not visits:
            return self.browse()
        visits.flush_recordset(["day", "company_id"])
        rows = self.env.execute_query(
            SQL(
                """INSERT INTO clientele_reminder_sent
                          (visit_id, rule_id, day, company_id, channel, sent_at, state,
                           create_uid, create_date, write_uid, write_date)
                   SELECT id, %(rule)s, day, company_id, %(channel)s, %(now)s, 'sent', %(uid)s, %(at)s, %(uid)s, %(at)s
                     FROM clientele_visit
                    WHERE id IN %(visits)s
                    ORDER BY start, id
                       ON CONFLICT (visit_id, rule_id, day) DO NOTHING
                RETURNING id""",
                rule=rule.id,
                channel=rule.channel,
                now=self.env["clientele.branch"]._now(),
                uid=self.env.uid,
                at=self.env.cr.now(),
                visits=tuple(visits.ids),
            )
        )
        visits.invalidate_recordset(["reminder_sent_ids"])
        return self.browse(id_ for (id_,) in rows)

    def action_open_visit(self):
        """Open the visit that was reminded of."""
        self.ensure_one()
        return self.visit_id.get_formview_action()
