import logging

import babel.dates
from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.tools import format_date, format_datetime, format_time
from odoo.tools.misc import babel_locale_parse, get_lang

_logger = logging.getLogger(__name__)

# What a client is told of a visit besides reminders, and in which words, by channel.
NOTICES = {
    "moved": {"email": "clientele.clientele_mail_template_moved", "sms": "clientele.clientele_sms_template_moved"},
    "cancelled": {
        "email": "clientele.clientele_mail_template_cancelled",
        "sms": "clientele.clientele_sms_template_cancelled",
    },
    "substituted": {
        "email": "clientele.clientele_mail_template_substituted",
        "sms": "clientele.clientele_sms_template_substituted",
    },
    "away": {"email": "clientele.clientele_mail_template_away", "sms": "clientele.clientele_sms_template_away"},
    "promoted": {
        "email": "clientele.clientele_mail_template_promoted",
        "sms": "clientele.clientele_sms_template_promoted",
    },
}
UNREACHABLE = [
    ("no_email", "No e-mail address"),
    ("email_refused", "Refuses e-mails"),
    ("no_phone", "No phone number that works"),
    ("sms_refused", "Refuses SMS"),
    ("failed", "The message could not be made"),
]


class ClienteleVisit(models.Model):
    """Tells the client of a visit something, by e-mail or SMS: always queued, and seen in the visit's chatter.

    The ``notice_…`` fields are the words of message templates: in the language of the context, by the branch's clock.
    """

    _inherit = "clientele.visit"

    notice_date = fields.Char(string="Date in messages", compute="_compute_notice_when")
    notice_day = fields.Char(string="Short date in messages", compute="_compute_notice_when")
    notice_time = fields.Char(string="Time in messages", compute="_compute_notice_when")
    notice_zone = fields.Char(string="Time zone in messages", compute="_compute_notice_when")
    notice_services = fields.Char(string="Services in messages", compute="_compute_notice_services")
    notice_practitioners = fields.Char(string="Practitioners in messages", compute="_compute_notice_services")
    notice_address = fields.Char(string="Address in messages", compute="_compute_notice_where")
    notice_phone = fields.Char(string="Phone in messages", compute="_compute_notice_where")
    notice_details = fields.Html(string="Details in messages", compute="_compute_notice_details", sanitize=False)

    reminder_sent_ids = fields.One2many("clientele.reminder.sent", "visit_id", string="Reminders", readonly=True)

    @api.depends("start", "day", "branch_id.tz")
    @api.depends_context("lang")
    def _compute_notice_when(self):
        locale = babel_locale_parse(get_lang(self.env).code)
        for visit in self:
            zone, start = visit.branch_id.tz or "UTC", visit.start
            day = visit.branch_id._day_of(start)
            visit.notice_date = _plain(format_date(self.env, day, date_format="full"))
            visit.notice_day = _plain(babel.dates.format_skeleton("MMMEd", day, locale=locale) if day else "")
            visit.notice_time = _plain(format_time(self.env, start, tz=zone, time_format="short"))
            visit.notice_zone = format_datetime(self.env, start, tz=zone, dt_format="OOOO, VVV") if start else ""

    @api.depends("line_ids.product_id", "line_ids.resource_id")
    @api.depends_context("lang")
    def _compute_notice_services(self):
        for visit in self:
            products = visit.line_ids.product_id.with_context(display_default_code=False)
            visit.notice_services = ", ".join(products.mapped("display_name"))
            visit.notice_practitioners = ", ".join(visit.line_ids.resource_id.mapped("name"))

    @api.depends("branch_id.partner_id", "company_id.partner_id")
    @api.depends_context("lang")
    def _compute_notice_where(self):
        for visit in self:
            place = visit.branch_id.partner_id or visit.company_id.partner_id
            visit.notice_address = place.contact_address_inline
            visit.notice_phone = place.phone or visit.company_id.phone

    @api.depends("start", "line_ids.product_id", "line_ids.resource_id", "branch_id.partner_id")
    @api.depends_context("lang")
    def _compute_notice_details(self):
        for visit in self:
            visit.notice_details = self.env["ir.qweb"]._render(
                "clientele.clientele_visit_notice_details", {"visit": visit}
            )

    def _notify_client(self, kind):
        """Queue a message to the clients of these visits: by e-mail, by SMS to those whom no e-mail can reach.

        A message that cannot be made does not hold up what the visits were changed for.

        :param kind: one of ``NOTICES``
        :return: the visits whose client is told; of the others someone has to call the client
        """
        names = NOTICES[kind]
        templates = {channel: self.env.ref(name, raise_if_not_found=False) for channel, name in names.items()}
        told = self.filtered(
            lambda visit: any(template and visit._tell(channel, template)[0] for channel, template in templates.items())
        )
        self._start_queue()
        return told

    def _ask_to_call(self):
        """:return: the notification that names the clients of these visits, whom no message reaches; None without"""
        if not self:
            return None
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "title": self.env._("Please call"),
                "message": self.env._(
                    "No message reaches %(clients)s.", clients=", ".join(self.partner_id.mapped("name"))
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _tell(self, channel, template):
        """Queue one message to the client of this visit.

        :param channel: "email" or "sms"
        :param template: mail.template or sms.template of visits
        :return: (mail.message, reason why there is none, one of ``UNREACHABLE``, or False)
        """
        visit = self.sudo().with_company(self.company_id)  # sudo: the company speaks, whoever made it speak
        template = template.sudo()  # sudo: as above
        reason = visit._unreachable_by(channel)
        if reason:
            return self.env["mail.message"], reason
        try:
            with self.env.cr.savepoint():
                return visit._queue_email(template) if channel == "email" else visit._queue_sms(template), False
        except OperationalError:
            # the transaction is lost; who owns it tries again
            raise
        except Exception:
            # anything can go wrong in a template that users write
            _logger.exception("No message about visit %s from %s", self.id, template)
            return self.env["mail.message"], "failed"

    def _unreachable_by(self, channel):
        """:return: why the client gets nothing by this channel (see ``UNREACHABLE``), else False"""
        client = self.partner_id
        if channel == "email":
            return (not client.email_normalized and "no_email") or (client.is_blacklisted and "email_refused")
        return (not client.phone_sanitized and "no_phone") or (client.phone_sanitized_blacklisted and "sms_refused")

    def _words(self, template):
        """:return: dict of what a template of this model says of this visit, in the language of its client"""
        names = ("body",) if template._name == "sms.template" else ("subject", "body_html", "email_from", "reply_to")
        return {name: template._render_field(name, self.ids, compute_lang=True)[self.id] for name in names}

    def _queue_email(self, template):
        """:return: the mail.message in the chatter, whose mail.mail waits in the queue"""
        words = self._words(template)
        return self._post_to_client(
            subject=words["subject"],
            body=words["body_html"],
            message_type="auto_comment",
            # a note would greet the client with "Internal communication"
            subtype_xmlid="mail.mt_comment",
            email_from=words["email_from"] or None,
            attachment_ids=template.attachment_ids.ids,
            mail_server_id=template.mail_server_id.id,
            notify_skip_followers=True,
            **({"reply_to": words["reply_to"]} if words["reply_to"] else {}),
        )

    def _queue_sms(self, template):
        """:return: the mail.message in the chatter, whose sms.sms waits in the queue"""
        client = self.partner_id
        return self._post_to_client(
            body=self._words(template)["body"],
            message_type="sms",
            # followers cannot be skipped here, because core would make an e-mail of it; by default nobody follows notes
            subtype_xmlid="mail.mt_note",
            sms_pid_to_number={client.id: client.phone_sanitized},
            put_in_queue=True,
        )

    def _post_to_client(self, **values):
        """Post in the chatter what the company says to the client."""
        return self.message_post(
            author_id=self.company_id.partner_id.id,
            partner_ids=self.partner_id.ids,
            email_add_signature=False,
            force_send=False,
            **values,
        )

    @api.model
    def _start_queue(self):
        """Have queued e-mails sent after the commit, not by core's job within the hour; SMS start theirs themselves."""
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()  # sudo: whoever made the company speak


def _plain(text):
    """:return: the text without narrow spaces, for which an SMS would cost twice"""
    return text.replace("\u202f", " ").replace("\xa0", " ")
