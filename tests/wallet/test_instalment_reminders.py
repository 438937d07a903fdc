from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from .common import WalletCase


@tagged("post_install", "-at_install")
class TestInstalmentReminders(WalletCase):
    """Clients are reminded before and after the day of an instalment, once each, where the company wants it."""

    def setUp(self):
        super().setUp()
        self.ann.write({"email": "ann@example.com", "lang": "en_US"})
        self.company.write({"clientele_pay_before": 3, "clientele_pay_every": 7, "clientele_pay_times": 2})
        self.subscription = self.sell(self.package, pay=0)
        self.first, self.second, self.third = self.subscription.instalment_ids.sorted("number")

    def remind(self, day):
        """Run the job on a day.

        :return: [(part, kind, number, state)] of what it did
        """
        before = self.env["clientele.instalment.reminder"].search([])
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=60):
            self.env["clientele.instalment"].with_env(self.on(day))._cron_remind()
        sent = self.env["clientele.instalment.reminder"].search([], order="id") - before
        return [(row.instalment_id, row.kind, row.number, row.state) for row in sent]

    def test_off_by_default(self):
        company = self.env["res.company"].create({"name": "Fresh"})
        self.assertEqual((company.clientele_pay_before, company.clientele_pay_every), (0, 0))
        self.company.write({"clientele_pay_before": 0, "clientele_pay_every": 0})
        for day in ("2021-07-28", "2021-09-13", "2021-09-22"):
            self.assertEqual(self.remind(day), [])

    def test_before_its_day(self):
        self.pay(self.first)
        self.assertEqual(self.remind("2021-09-11"), [])
        self.assertEqual(self.remind("2021-09-12"), [(self.second, "before", 1, "sent")])
        self.assertEqual(self.second.reminded_on, fields.Date.to_date("2021-09-12"))
        for day in ("2021-09-12", "2021-09-13", "2021-09-15"):
            self.assertEqual(self.remind(day), [], "once")

    def test_not_on_the_day_of_the_sale(self):
        self.assertEqual(self.remind(self.today), [])
        self.assertEqual(self.remind("2021-07-27"), [])

    def test_overdue(self):
        """Every 7 days, twice at most."""
        self.assertEqual(self.remind("2021-07-28"), [(self.first, "overdue", 1, "sent")])
        self.assertEqual(self.remind("2021-08-03"), [])
        self.assertEqual(self.remind("2021-08-04"), [(self.first, "overdue", 2, "sent")])
        for day in ("2021-08-05", "2021-08-11", "2021-08-18"):
            self.assertEqual(self.remind(day), [])

    def test_a_server_that_was_down(self):
        """It reminds once of what it missed, and goes on from there."""
        self.assertEqual(self.remind("2021-08-06"), [(self.first, "overdue", 2, "sent")])
        self.assertEqual(self.remind("2021-08-07"), [])

    def test_long_past_days_are_left_alone(self):
        """Sold long ago and recorded now: nobody is reminded of last year."""
        start = self.today - timedelta(days=400)
        self.sell(self.package, self.make_client("Bob", email="bob@example.com"), pay=0, start=start)
        self.assertEqual(self.remind(self.today), [])

    def test_paid_cancelled_and_frozen_are_not_reminded(self):
        self.pay(self.first)
        other = self.sell(self.package, self.make_client("Bob", email="bob@example.com"), pay=0)
        other.sudo().state = "frozen"
        third = self.sell(self.package, self.make_client("Eve", email="eve@example.com"), pay=0)
        third.sudo()._cancel_sale()
        self.assertEqual(self.remind("2021-07-28"), [])

    def test_a_day_that_moved_is_reminded_anew(self):
        self.remind("2021-07-28")
        self.first.sudo().due_date = "2021-08-01"
        self.assertEqual(self.remind("2021-08-08"), [(self.first, "overdue", 1, "sent")])

    def test_what_the_client_reads(self):
        self.pay(self.first, 150)
        self.remind("2021-07-28")
        message = self.first.reminder_ids.message_id
        self.assertEqual((message.model, message.res_id), ("clientele.subscription", self.subscription.id))
        self.assertEqual(message.author_id, self.company.partner_id)
        for words in ("Six laser sessions", "part 1 of 3", "250.00", "July 21, 2021", "2 visits"):
            self.assertIn(words, message.body)
        mail = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        self.assertEqual(mail.recipient_ids, self.ann)

    def test_in_the_clients_language(self):
        self.env["res.lang"]._activate_lang("bg_BG")
        self.ann.lang = "bg_BG"
        self.remind("2021-07-28")
        self.assertIn("21 юли 2021", self.first.reminder_ids.message_id.body)

    def test_reception_calls_whom_no_mail_reaches(self):
        desk = self.make_user("receptionist")
        desk.clientele_branch_ids = self.branch
        self.ann.email = False
        self.assertEqual(self.remind("2021-07-28"), [(self.first, "overdue", 1, "skipped")])
        self.assertEqual(self.first.reminder_ids.reason, "no_email")
        task = self.subscription.activity_ids
        self.assertIn("Remind Ann of", task.summary)
        self.assertTrue(task.user_id.has_group("clientele.clientele_group_receptionist"))
        self.remind("2021-08-04")
        self.assertEqual(len(self.subscription.activity_ids), 1, "one task is enough")

    def test_two_workers(self):
        """The row claims it: who comes second sends nothing."""
        Reminder = self.env["clientele.instalment.reminder"]
        self.assertTrue(Reminder._claim(self.first, "overdue", 1))
        self.assertFalse(Reminder._claim(self.first, "overdue", 1))
        self.first.with_env(self.on("2021-07-28"))._remind("overdue", 1)
        self.assertFalse(self.first.reminder_ids.message_id)
