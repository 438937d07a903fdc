from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import split_every

from ...tools.reminders import payment_reminder
from ..client.batches import commit_batch

BATCH = 20
ACTIVITY = "clientele.clientele_activity_type_payment"
TEMPLATES = {
    "before": "clientele.clientele_mail_template_payment_due",
    "overdue": "clientele.clientele_mail_template_payment_overdue",
}


class ClienteleInstalment(models.Model):
    """Reminds clients of what they have to pay, by the company's settings; reception calls whom no e-mail reaches."""

    _inherit = "clientele.instalment"

    reminder_ids = fields.One2many("clientele.instalment.reminder", "instalment_id", string="Reminders", readonly=True)
    reminded_on = fields.Date(readonly=True, help="The last day on which the client was reminded of it.")

    # ---------------------------------------------------------------- cron

    @api.model
    def _cron_remind(self):
        """Remind of what is due, batch by batch. Where it stops, the next run goes on: it sees who was reminded."""
        roots = self.env["res.company"].search([("parent_id", "=", False)])
        batches = [(root, ids) for root in roots for ids in split_every(BATCH, self._to_remind(root).ids)]
        seconds = self.env["ir.cron"]._commit_progress(remaining=sum(len(ids) for __, ids in batches))
        for root, ids in batches:
            if not seconds:
                break
            seconds = commit_batch(self.env, lambda root=root, ids=ids: self._remind_batch(root, ids))

    @api.model
    def _remind_batch(self, root, ids):
        """:return: dict, what ``commit_batch`` counts"""
        parts = self._to_remind(root, [("id", "in", ids)]).try_lock_for_update(allow_referencing=True)
        for part in parts:
            part._remind(*part._reminder())
        self.env["clientele.tells.client"]._start_queue()
        return {"processed": len(ids)}

    @api.model
    def _to_remind(self, root, domain=()):
        """:return: instalments of a company whose client is to be reminded now and was not yet, most urgent first"""
        today, longest = root._clientele_today(), root.clientele_pay_every * (root.clientele_pay_times + 1)
        near = Domain("due_date", ">=", today - timedelta(days=longest))
        near &= Domain("due_date", "<=", today + timedelta(days=root.clientele_pay_before))
        owed = Domain([("company_id", "=", root.id), ("state", "=", "due"), ("amount_due", ">", 0)])
        living = Domain("subscription_id.state", "in", ("active", "used"))
        return self.search(owed & near & living & Domain(domain)).filtered(lambda part: part._reminder())

    # ---------------------------------------------------------------- one of them

    def _reminder(self):
        """:return: (kind, number) of the reminder that is to be sent today, None for none; who buys knows what to pay
        on the first day, so nobody is reminded before that
        """
        company = self.company_id
        wanted = payment_reminder(
            self.due_date,
            company._clientele_today(),
            company.clientele_pay_before if self.due_date > self.subscription_id.start_date else 0,
            company.clientele_pay_every,
            company.clientele_pay_times,
        )
        sent = {(row.kind, row.number) for row in self.reminder_ids if row.due_date == self.due_date}
        return None if any(wanted and wanted[0] == kind and wanted[1] <= number for kind, number in sent) else wanted

    def _remind(self, kind, number):
        """Remind the client of this payment, once; whom no e-mail reaches, reception calls."""
        claimed = self.env["clientele.instalment.reminder"]._claim(self, kind, number)
        if not claimed:
            return
        message, reason = self._tell("email", self.env.ref(TEMPLATES[kind]))
        claimed.write({"message_id": message.id, "reason": reason, "state": "skipped" if reason else "sent"})
        self.reminded_on = claimed.sent_on
        if reason:
            self._ask_to_remind()

    def _ask_to_remind(self):
        """Give reception the task to call the client, unless it has it already."""
        subscription = self.subscription_id.with_context(mail_activity_quick_update=True)
        user = self.branch_id._who_decides(self.company_id)
        about = subscription.with_context(lang=user.lang)
        summary = about.env._(
            "Remind %(client)s of %(amount)s, due on %(day)s",
            client=self.partner_id.name,
            amount=self.with_env(about.env).notice_amount,
            day=self.with_env(about.env).notice_due,
        )
        if not about.activity_search([ACTIVITY], additional_domain=[("summary", "=", summary)]):
            about.activity_schedule(
                ACTIVITY, date_deadline=self.company_id._clientele_today(), summary=summary, user_id=user.id
            )
