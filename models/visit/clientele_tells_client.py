import logging

from psycopg2 import OperationalError

from odoo import api, models

_logger = logging.getLogger(__name__)

UNREACHABLE = [
    ("no_email", "No e-mail address"),
    ("email_refused", "Refuses e-mails"),
    ("no_phone", "No phone number that works"),
    ("sms_refused", "Refuses SMS"),
    ("failed", "The message could not be made"),
]


class ClienteleTellsClient(models.AbstractModel):
    """For models with a client, ``partner_id``, and a company about which the client is told something.

    Messages are always queued, and seen in the chatter.
    """

    _name = "clientele.tells.client"
    _description = "Tells the Client"

    def _tell(self, channel, template):
        """Queue one message to the client.

        :param channel: "email" or "sms"
        :param template: mail.template or sms.template of this model
        :return: (mail.message, reason why there is none, one of ``UNREACHABLE``, or False)
        """
        about = self.sudo().with_company(self.company_id)  # sudo: the company speaks, whoever made it speak
        template = template.sudo()  # sudo: as above
        reason = about._unreachable_by(channel)
        if reason:
            return self.env["mail.message"], reason
        try:
            with self.env.cr.savepoint():
                return about._queue_email(template) if channel == "email" else about._queue_sms(template), False
        except OperationalError:
            # the transaction is lost; who owns it tries again
            raise
        except Exception:
            # anything can go wrong in a template that users write
            _logger.exception("No message about %s from %s", self, template)
            return self.env["mail.message"], "failed"

    def _unreachable_by(self, channel):
        """:return: why the client gets nothing by this channel (see ``UNREACHABLE``), else False"""
        client = self.partner_id
        if channel == "email":
            return (not client.email_normalized and "no_email") or (client.is_blacklisted and "email_refused")
        return (not client.phone_sanitized and "no_phone") or (client.phone_sanitized_blacklisted and "sms_refused")

    def _words(self, template):
        """:return: dict of what a template of this model says of this record, in the language of its client"""
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
        return self._client_thread().message_post(
            author_id=self.company_id.partner_id.id,
            partner_ids=self.partner_id.ids,
            email_add_signature=False,
            force_send=False,
            **values,
        )

    def _client_thread(self):
        """:return: the record in whose chatter it is posted"""
        return self

    @api.model
    def _start_queue(self):
        """Have queued e-mails sent after the commit, not by core's job within the hour; SMS start theirs themselves."""
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()  # sudo: whoever made the company speak
