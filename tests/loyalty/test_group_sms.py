from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from .loyalty_common import LoyaltyCase

PHONE = "+359888123456"


@tagged("post_install", "-at_install")
class TestGroupSms(LoyaltyCase):
    """SK5: a welcome, and an SMS after an order; once each, through core's queue."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program = cls.make_program()
        cls.group = cls.env["clientele.group"].create(
            {
                "name": "Friends",
                "is_default": True,
                "welcome_sms": True,
                "welcome_text": "{name|Dear client}, welcome!",
                "order_sms": True,
                "order_text": "{name|Dear client}: {points|no} points, {balance|0} in all, {tier|no tier}.",
            }
        )
        cls.client_anna.write({"phone": PHONE, "clientele_group_id": cls.group.id})
        cls.messages = cls.env["clientele.group.message"]

    def commit(self):
        self.env.flush_all()
        self.env.cr.precommit.run()

    def sent(self, client):
        """:return: what is in the queue for the client"""
        return self.env["sms.sms"].search([("partner_id", "=", client.id)], order="id").mapped("body")

    def test_welcome_once(self):
        client = self.make_client("Bob", phone=PHONE)
        self.commit()
        self.assertEqual(self.sent(client), ["Bob, welcome!"])
        client.clientele_group_id = False
        client.clientele_group_id = self.group
        self.env["clientele.client"]._note_for_welcome(client, self.company)
        self.commit()
        self.assertEqual(len(self.sent(client)), 1)

    def test_no_welcome_in_another_group(self):
        """The group is that at the commit."""
        other = self.env["clientele.group"].create({"name": "Other"})
        client = self.make_client("Bob", phone=PHONE, clientele_group_id=other.id)
        self.commit()
        self.assertFalse(self.sent(client))

    def test_imports_and_jobs_welcome_nobody(self):
        """YC6"""
        for context in ({"clientele_created_from": "import"}, {"ir_cron_progress_id": 1}):
            values = {"name": "Old", "is_client": True, "phone": PHONE}
            client = self.env["res.partner"].with_context(**context).create(values)
            self.commit()
            self.assertFalse(self.sent(client), context)

    def test_after_an_order(self):
        order = self.make_order((self.cream, 150))
        self.assertEqual(self.sent(self.client_anna), ["Anna: 3 points, 3 in all, no tier."])
        order._clientele_begin_points()
        self.assertEqual(len(self.sent(self.client_anna)), 1)
        self.make_order((self.cream, 100))
        self.assertEqual(self.sent(self.client_anna)[1:], ["Anna: 2 points, 5 in all, no tier."])

    def test_quotations_and_cancelled_orders_are_not_told(self):
        order = self.make_order(confirm=False)
        order._action_cancel()
        order._clientele_tell_points()
        self.assertFalse(self.sent(self.client_anna))

    def test_an_order_without_points(self):
        """SK3: a group without loyalty gets its messages; fallbacks say what is not there."""
        self.group.loyalty_type = "none"
        self.make_order()
        self.assertEqual(self.sent(self.client_anna), ["Anna: no points, 0 in all, no tier."])

    def test_who_cannot_be_reached(self):
        self.env["phone.blacklist"].add(PHONE)
        self.make_order()
        bob = self.make_client("Bob")
        self.make_order(client=bob)
        self.assertFalse(self.sent(self.client_anna) + self.sent(bob))
        found = self.env["clientele.group.message"].search([("source", "like", "points:%")], order="id")
        self.assertEqual(found.mapped("reason"), ["sms_refused", "no_phone"])

    def test_switched_off(self):
        self.group.write({"welcome_sms": False, "order_sms": False})
        client = self.make_client("Bob", phone=PHONE)
        self.commit()
        self.make_order(client=client)
        self.assertFalse(self.sent(client))

    def test_preview(self):
        """SK6: the number of SMS is known before anything is sent."""
        self.group.welcome_text = "{name|x} " + "я" * 65
        self.assertEqual((self.group.welcome_preview[:6], self.group.welcome_parts), ("Maria ", 2))

    def test_misspelt_placeholders(self):
        with self.assertRaises(ValidationError):
            self.group.welcome_text = "{nme}"
        with self.assertRaises(ValidationError):
            self.group.welcome_text = "{points}"

    def test_preview_says_the_cost(self):
        """SK6: parts and price of what is sent, not of the text with its placeholders."""
        self.company.write({"clientele_sms_price": 1.01, "clientele_sms_flat": True})
        self.group.welcome_text = "{name|x} " + "a" * 65
        self.assertEqual((self.group.welcome_parts, self.group.welcome_cost[:6]), (2, "2 SMS,"))
        self.assertIn("2.02", self.group.welcome_cost)
        with Form(self.group) as form:
            form.welcome_text = "{name|x} " + "a" * 64
            self.assertIn("1.01", form.welcome_cost)

    def test_log_keeps_parts_and_price_of_that_day(self):
        """SK6: a later price changes nothing of what was sent."""
        self.company.write({"clientele_sms_price": 0.0455, "clientele_sms_flat": True})
        self.group.order_text = "a" * 71
        self.make_order()
        self.company.clientele_sms_price = 3
        message = self.messages.search([("partner_id", "=", self.client_anna.id)])
        self.assertEqual((message.kind, message.parts, message.price, message.cost), ("order", 2, 0.0455, 0.091))
        self.assertEqual(message.sent_at, self.env["clientele.branch"]._now())

    def test_log_of_who_was_not_told_costs_nothing(self):
        self.company.clientele_sms_price = 1.01
        self.make_order(client=self.make_client("Bob"))
        message = self.messages.search([("reason", "=", "no_phone")])
        self.assertEqual((message.parts, message.cost, message.outcome), (0, 0, "skipped"))
        self.assertTrue(message.why)

    def test_log_says_what_became_of_it(self):
        """The state of core's SMS is read from the message, and found by it."""
        self.make_order()
        message = self.messages.search([("partner_id", "=", self.client_anna.id)])
        self.assertEqual(message.outcome, "waiting")
        notice = message.message_id.notification_ids
        for status, outcome in (("sent", "sent"), ("exception", "failed")):
            notice.write({"notification_status": status, "failure_type": outcome == "failed" and "sms_credit"})
            message.invalidate_recordset()
            self.assertEqual(message.outcome, outcome)
            self.assertEqual(self.messages.search([("outcome", "=", outcome)]), message)
        self.assertTrue(message.why)

    def test_log_from_group_and_client(self):
        """Reception reads what the clients of its base were told; branch companies, too. Nobody writes it."""
        self.make_order()
        message = self.messages.search([("partner_id", "=", self.client_anna.id)])
        receptionist = self.make_user("receptionist")
        for record, action in (
            (self.group, "action_open_messages"),
            (self.client_anna, "action_clientele_group_messages"),
        ):
            opened = getattr(record.with_user(receptionist), action)()
            self.assertEqual(self.messages.with_user(receptionist).search(opened["domain"]), message)
        self.assertEqual((self.group.message_count, self.client_anna.clientele_group_message_count), (1, 1))
        with self.assertRaises(AccessError):
            message.with_user(receptionist).body = "Changed"
        practitioner = self.make_user("practitioner")
        with self.assertRaises(AccessError):
            self.messages.with_user(practitioner).search([])

    def test_log_of_another_company(self):
        self.make_order()
        other = self.env["res.company"].create({"name": "Other"})
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        user = self.make_user("manager")
        for company, seen in ((other, 0), (branch, 1)):
            user.write({"company_ids": [Command.set(company.ids)], "company_id": company.id})
            found = self.messages.with_user(user).with_company(company).search_count([])
            self.assertEqual(found, seen)
