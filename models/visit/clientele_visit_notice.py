import babel.dates

from odoo import api, fields, models
from odoo.tools import format_date, format_datetime, format_time
from odoo.tools.misc import babel_locale_parse, get_lang

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


class ClienteleVisit(models.Model):
    """Tells the client of a visit something, by e-mail or SMS: always queued, and seen in the visit's chatter.

    The ``notice_…`` fields are the words of message templates: in the language of the context, by the branch's clock.
    """

    _name = "clientele.visit"
    _inherit = ["clientele.visit", "clientele.tells.client"]

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


def _plain(text):
    """:return: the text without narrow spaces, for which an SMS would cost twice"""
    return text.replace("\u202f", " ").replace("\xa0", " ")
