from odoo import api, fields, models
from odoo.tools import SQL

from ..visit.clientele_tells_client import UNREACHABLE


class ClienteleInstalmentReminder(models.Model):
    """That a client was reminded of a payment, or why not. The row is what keeps anyone from doing it twice."""

    _name = "clientele.instalment.reminder"
    _description = "Reminder of a Payment"
    _order = "sent_on desc, id desc"
    _rec_name = "instalment_id"
    _check_company_auto = True

    instalment_id = fields.Many2one(
        "clientele.instalment", required=True, readonly=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one("res.partner", string="Client", related="instalment_id.partner_id")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    kind = fields.Selection(
        [("before", "Before its day"), ("overdue", "Overdue")], string="Reminder", required=True, readonly=True
    )
    number = fields.Integer(readonly=True, required=True, help="Which reminder of the overdue payment.")
    due_date = fields.Date(string="Due", required=True, readonly=True, help="The instalment's day at that time.")
    sent_on = fields.Date(string="Reminded", required=True, readonly=True)
    state = fields.Selection([("sent", "Sent"), ("skipped", "Skipped")], required=True, readonly=True)
    reason = fields.Selection(UNREACHABLE, string="Why skipped", readonly=True)
    message_id = fields.Many2one("mail.message", index="btree_not_null", ondelete="set null", readonly=True)

    _once = models.UniqueIndex("(instalment_id, due_date, kind, number)")

    @api.model
    def _claim(self, part, kind, number):
        """:return: the row of a reminder that is to be sent now, none where somebody else has it"""
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO clientele_instalment_reminder
                       (instalment_id, company_id, kind, number, due_date, sent_on, state,
                        create_uid, create_date, write_uid, write_date)
                VALUES (%(part)s, %(company)s, %(kind)s, %(number)s, %(due)s, %(today)s, 'sent',
                        %(uid)s, %(at)s, %(uid)s, %(at)s)
                    ON CONFLICT (instalment_id, due_date, kind, number) DO NOTHING
             RETURNING id
                """,
                part=part.id,
                company=part.company_id.id,
                kind=kind,
                number=number,
                due=part.due_date,
                today=part.company_id._clientele_today(),
                uid=self.env.uid,
                at=self.env.cr.now(),
            )
        )
        part.invalidate_recordset(["reminder_ids"])
        return self.browse(nr for (nr,) in rows)
