from datetime import time
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import ClienteleCase


@tagged("post_install", "-at_install")
class TestNotices(ClienteleCase):
    """Clients are told what became of their visits (YC16): queued, in their language, by the branch's clock."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.email = "salon@example.com"
        cls.company.phone = "+359 2 111 22 33"
        cls.client = cls.make_client(email="ann@example.com", phone="+359 88 812 3456")
        cls.visit = cls.make_visit(cls.client, "2021-07-25", state="booked")

    def mails(self, visit):
        return self.env["mail.mail"].search([("model", "=", visit._name), ("res_id", "=", visit.id)])

    def sms(self, visit):
        return self.env["sms.sms"].search([("mail_message_id", "in", visit.message_ids.ids)])

    def test_email_is_queued(self):
        kinds = [("moved", "was moved"), ("cancelled", "was cancelled"), ("promoted", "place in the class")]
        for hour, (kind, words) in enumerate(kinds, start=12):
            with self.subTest(kind=kind):
                visit = self.make_visit(self.client, "2021-07-25", state="booked", at=time(hour))
                self.assertEqual(visit._notify_client(kind), visit)
                mail = self.mails(visit)
                self.assertEqual(mail.state, "outgoing")
                self.assertEqual(mail.recipient_ids, self.client)
                self.assertEqual(mail.email_from, self.company.email_formatted)
                self.assertIn(words, mail.body_html)
                self.assertFalse(self.sms(visit))

    def test_details(self):
        """Date, time with its zone, services, practitioner, place."""
        self.branch.partner_id = self.env["res.partner"].create(
            {"name": "Centre", "street": "ul. Shipka 1", "city": "Sofia", "phone": "+359 2 999"}
        )
        self.visit._notify_client("moved")
        mail = self.mails(self.visit)
        for words in (
            "Dear Ann,",
            "Sunday, July 25, 2021",
            "9:00 AM",
            "(GMT+03:00, Sofia)",
            "Haircut",
            "Maria",
            self.branch.name,
            "ul. Shipka 1, Sofia",
            "+359 2 999",
        ):
            with self.subTest(words=words):
                self.assertIn(words, mail.body_html)
        self.assertNotIn("Internal communication", mail.body_html)
        self.assertEqual(mail.subject, f"{self.company.name}: your visit was moved to Sun, Jul 25, 9:00 AM")

    def test_clock_of_the_branch(self):
        """The zone of the user does not matter; after the clocks went back the offset is another one."""
        self.env.user.tz = "America/New_York"
        winter = self.make_visit(self.client, "2027-10-31", state="booked")
        self.assertEqual(winter.notice_time, "9:00 AM")
        self.assertEqual(winter.notice_zone, "GMT+02:00, Sofia")
        self.assertEqual(self.visit.notice_zone, "GMT+03:00, Sofia")

    def test_language_of_the_client(self):
        """Date, names of services and the template are the client's, whoever wrote them."""
        self.env["res.lang"]._activate_lang("bg_BG")
        self.client.lang = "bg_BG"
        self.service.with_context(lang="bg_BG").name = "Подстригване"
        template = self.env.ref("clientele.clientele_mail_template_moved")
        template.with_context(lang="bg_BG").subject = "Преместено за {{ object.notice_date }}"
        self.visit._notify_client("moved")
        mail = self.mails(self.visit)
        self.assertEqual(mail.subject, "Преместено за неделя, 25 юли 2021 г.")
        self.assertIn("Подстригване", mail.body_html)
        self.assertNotIn("Haircut", mail.body_html)

    def test_sms_without_email(self):
        self.client.email = False
        self.assertEqual(self.visit._notify_client("cancelled"), self.visit)
        self.assertFalse(self.mails(self.visit))
        sms = self.sms(self.visit)
        self.assertEqual((sms.state, sms.number, sms.partner_id), ("outgoing", "+359888123456", self.client))
        self.assertEqual(
            sms.body,
            f"{self.company.name}: your visit on Sun, Jul 25 at 9:00 AM was cancelled, we are sorry. "
            "For another time call +359 2 111 22 33",
        )

    def test_sms_to_who_refused_emails(self):
        self.env["mail.blacklist"]._add("ann@example.com")
        self.assertEqual(self.visit._notify_client("cancelled"), self.visit)
        self.assertFalse(self.mails(self.visit))
        self.assertEqual(len(self.sms(self.visit)), 1)

    def test_out_of_reach(self):
        """Who could not be told is not in the result, so that someone calls."""
        silent = self.make_visit(self.make_client("Bob"), "2021-07-25", state="booked", at=time(12))
        self.assertEqual((self.visit + silent)._notify_client("moved"), self.visit)
        self.assertFalse(self.sms(silent))

    def test_only_the_client_is_told(self):
        """Staff who follow the visit get no copy, and the client does not become a follower."""
        colleague = self.make_user("receptionist").partner_id
        self.visit.message_subscribe(colleague.ids)
        self.visit._notify_client("moved")
        self.assertEqual(self.mails(self.visit).recipient_ids, self.client)
        self.assertNotIn(self.client, self.visit.message_partner_ids)

    def test_seen_in_the_chatter(self):
        self.visit._notify_client("moved")
        message = self.visit.message_ids[0]
        self.assertEqual(message.author_id, self.company.partner_id)
        self.assertEqual(message.notified_partner_ids, self.client)
        self.assertEqual(message.notification_ids.notification_status, "ready")

    def test_by_who_does_not_see_contact_data(self):
        """A receptionist without the right to see addresses moves a visit: the client is told all the same."""
        visit = self.visit.with_user(self.make_user("receptionist"))
        self.assertFalse(visit.partner_id.email)
        self.assertEqual(visit._notify_client("moved"), visit)
        self.assertEqual(self.mails(self.visit).recipient_ids, self.client)

    @mute_logger(
        "odoo.addons.clientele.models.visit.clientele_tells_client", "odoo.addons.mail.models.mail_render_mixin"
    )
    def test_broken_template(self):
        """The change of the visit stands; the client is told by the way that works, or by nobody."""
        self.startPatcher(patch.object(type(self.env["mail.template"]), "_check_can_be_rendered"))
        self.env.ref("clientele.clientele_mail_template_moved").subject = "{{ 1 / 0 }}"
        self.assertEqual(self.visit._notify_client("moved"), self.visit)
        self.assertEqual(len(self.sms(self.visit)), 1)
        self.env.ref("clientele.clientele_sms_template_moved").body = "{{ 1 / 0 }}"
        self.assertFalse(self.visit._notify_client("moved"))

    def test_deleted_template(self):
        self.env.ref("clientele.clientele_mail_template_moved").unlink()
        self.env.ref("clientele.clientele_sms_template_moved").unlink()
        self.assertFalse(self.visit._notify_client("moved"))

    def test_nothing_is_sent_within_the_transaction(self):
        with (
            patch.object(type(self.env["mail.mail"]), "send") as send_mail,
            patch.object(type(self.env["sms.sms"]), "_send") as send_sms,
        ):
            self.visit._notify_client("moved")
            self.client.email = False
            self.visit._notify_client("moved")
        send_mail.assert_not_called()
        send_sms.assert_not_called()

    def test_cancel_and_tell(self):
        """The dialog tells those who can be told and names the others; unasked it tells nobody."""
        silent, quiet = self.make_client("Bob"), self.make_client("Eve", email="eve@example.com")
        visits = self.visit + self.make_visit(silent, "2021-07-26", state="booked")
        cancel = self.env["clientele.visit.cancel"].create(
            {"visit_ids": visits.ids, "reason": "Maria is ill", "tell_client": True}
        )
        notification = cancel.action_cancel()
        self.assertEqual(notification["params"]["message"], "No message reaches Bob.")
        self.assertEqual(visits.mapped("state"), ["cancelled", "cancelled"])
        self.assertIn("was cancelled", self.mails(self.visit).subject)
        self.assertNotIn("Maria is ill", self.mails(self.visit).body_html)
        other = self.make_visit(quiet, "2021-07-27", state="booked")
        self.assertIsNone(
            self.env["clientele.visit.cancel"].create({"visit_ids": other.ids, "reason": "Ill"}).action_cancel()
        )
        self.assertFalse(self.mails(other))
