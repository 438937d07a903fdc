"""Clients are reminded of their visits by rules: when, whom, once each, in their language (booking G)."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time, timedelta
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2.errors import CheckViolation, UniqueViolation

from odoo import SUPERUSER_ID, Command, api, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, Form, get_db_name, tagged
from odoo.tools import mute_logger

from ..common import ClienteleCase


class ReminderCase(ClienteleCase):
    """Sofia in July: 18:00 on the wall is 15:00 UTC. The clock is set by ``at``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.email = "salon@example.com"
        cls.env["clientele.reminder"].with_context(active_test=False).search([]).unlink()
        cls.client = cls.make_client(email="ann@example.com", phone="+359 88 812 3456")

    def setUp(self):
        super().setUp()
        self.now = None
        self.patch(type(self.env["clientele.branch"]), "_now", lambda branch: self.now or datetime(2021, 7, 1, 12))

    @classmethod
    def make_rule(cls, **values):
        return cls.env["clientele.reminder"].create({"company_id": cls.company.id, **values})

    @classmethod
    def day_before(cls, **values):
        return cls.make_rule(timing="days_before", days=1, at_hour=18, **values)

    def make_booking(self, day="2021-07-22", at=time(10), client=None, **values):
        """A haircut by nobody in particular, so that any number fits into the day."""
        lines = [{"product_id": self.service.id}]
        return self.make_visit(client or self.client, day, **{"state": "booked", "at": at, "lines": lines, **values})

    def at(self, wall):
        """Set the clock: "2021-07-21 18:00" on the branch's wall."""
        moment = datetime.fromisoformat(wall)
        self.now = self.branch._utc_of(moment.date(), moment.time())

    def run_at(self, wall):
        """Let the job run at that time of the branch's wall."""
        self.at(wall)
        with self.enter_registry_test_mode():
            self.env.ref("clientele.clientele_cron_remind").method_direct_trigger()
        self.env.invalidate_all()

    def sent(self, *visits):
        """:return: list of (state, reason) of the visits' reminders"""
        ids = [visit.id for visit in visits]
        found = self.env["clientele.reminder.sent"].search([("visit_id", "in", ids)], order="id")
        return [(sent.state, sent.reason) for sent in found]

    def mails(self, *visits):
        ids = [visit.id for visit in visits]
        return self.env["mail.mail"].search([("model", "=", "clientele.visit"), ("res_id", "in", ids)])

    def sms(self, *visits):
        messages = self.env["clientele.visit"].concat(*visits).message_ids
        return self.env["sms.sms"].search([("mail_message_id", "in", messages.ids)])


@tagged("post_install", "-at_install")
class TestWhen(ReminderCase):
    def test_day_before(self):
        """Nothing at 17:59, one message from 18:00 on, none more later."""
        self.day_before()
        visit = self.make_booking()
        self.run_at("2021-07-21 17:59")
        self.assertFalse(self.sent(visit))
        self.run_at("2021-07-21 18:00")
        self.assertEqual(self.sent(visit), [("sent", False)])
        for wall in ("2021-07-21 18:00", "2021-07-21 18:10", "2021-07-22 09:50"):
            self.run_at(wall)
        self.assertEqual(len(self.mails(visit)), 1)

    def test_24_hours_before(self):
        self.make_rule(hours=24)
        visit = self.make_booking()
        self.run_at("2021-07-21 09:59")
        self.assertFalse(self.sent(visit))
        self.run_at("2021-07-21 10:00")
        self.assertEqual(self.sent(visit), [("sent", False)])

    def test_clocks_go_forward(self):
        """On the 28th of March 2027 24 hours before 10:00 are 09:00, and the day before at 18:00 is 18:00."""
        self.make_rule(hours=24)
        self.day_before()
        visit = self.make_booking("2027-03-28")
        for wall, count in [
            ("2027-03-27 08:59", 0),
            ("2027-03-27 09:00", 1),
            ("2027-03-27 17:59", 1),
            ("2027-03-27 18:00", 2),
        ]:
            with self.subTest(wall=wall):
                self.run_at(wall)
                self.assertEqual(len(self.sent(visit)), count)

    def test_clocks_go_back(self):
        self.make_rule(hours=24)
        self.day_before()
        visit = self.make_booking("2027-10-31")
        for wall, count in [
            ("2027-10-30 10:59", 0),
            ("2027-10-30 11:00", 1),
            ("2027-10-30 17:59", 1),
            ("2027-10-30 18:00", 2),
        ]:
            with self.subTest(wall=wall):
                self.run_at(wall)
                self.assertEqual(len(self.sent(visit)), count)

    def test_each_branch_by_its_own_wall(self):
        """18:00 comes to Tokyo six hours before it comes to Sofia."""
        self.day_before()
        tokyo = self.env["clientele.branch"].create({"name": "Tokyo", "tz": "Asia/Tokyo"})
        here = self.make_booking(at=time(12))
        there = self.make_booking(branch_id=tokyo.id, at=time(12))  # 18:00 in Tokyo
        self.run_at("2021-07-21 12:00")
        self.assertEqual((len(self.sent(here)), len(self.sent(there))), (0, 1))
        self.run_at("2021-07-21 18:00")
        self.assertEqual((len(self.sent(here)), len(self.sent(there))), (1, 1))

    def test_server_was_down(self):
        """Late, as long as the visit has not begun."""
        self.day_before()
        soon, begun = self.make_booking(at=time(10, 1)), self.make_booking(at=time(10))
        self.run_at("2021-07-22 10:00")
        self.assertEqual(self.sent(soon), [("sent", False)])
        self.assertFalse(self.sent(begun))

    def test_booked_after_the_moment(self):
        """Who booked when the moment had passed knows; the other rule still applies."""
        self.day_before()
        self.make_rule(hours=2)
        self.at("2021-07-21 18:01")
        visit = self.make_booking()
        self.run_at("2021-07-21 18:10")
        self.assertFalse(self.sent(visit))
        self.run_at("2021-07-22 08:00")
        self.assertEqual(self.sent(visit), [("sent", False)])

    def test_moved_to_another_day(self):
        self.day_before()
        visit = self.make_booking()
        self.run_at("2021-07-21 18:00")
        visit.start += timedelta(days=7)
        self.run_at("2021-07-21 18:10")
        self.assertEqual(len(self.sent(visit)), 1)
        self.run_at("2021-07-28 18:00")
        self.assertEqual(len(self.sent(visit)), 2)

    def test_moved_within_the_day(self):
        self.day_before()
        visit = self.make_booking()
        self.run_at("2021-07-21 18:00")
        visit.start += timedelta(hours=4)
        self.run_at("2021-07-21 18:10")
        self.assertEqual(len(self.sent(visit)), 1)

    def test_rule_changes(self):
        """Who was reminded is not reminded again because the rule has other hours."""
        rule = self.make_rule(hours=24)
        visit = self.make_booking()
        self.run_at("2021-07-21 10:00")
        rule.hours = 12
        self.run_at("2021-07-21 22:00")
        self.assertEqual(len(self.sent(visit)), 1)


@tagged("post_install", "-at_install")
class TestWhich(ReminderCase):
    def test_states(self):
        self.day_before()
        visits = {
            state: self.make_booking(state=state)
            for state, _label in self.env["clientele.visit"]._fields["state"].selection
        }
        self.run_at("2021-07-21 18:00")
        reminded = {state for state, visit in visits.items() if self.sent(visit)}
        self.assertEqual(reminded, {"booked", "confirmed"})

    def test_only_not_confirmed(self):
        self.day_before(visit_states="booked")
        booked, confirmed = self.make_booking(), self.make_booking(state="confirmed")
        self.run_at("2021-07-21 18:00")
        self.assertEqual((len(self.sent(booked)), len(self.sent(confirmed))), (1, 0))

    def test_reopened(self):
        """A visit that was cancelled at the moment and is booked again gets its reminder."""
        self.day_before()
        visit = self.make_booking(state="cancelled")
        self.run_at("2021-07-21 18:00")
        visit.state = "booked"
        self.run_at("2021-07-21 18:10")
        self.assertEqual(len(self.sent(visit)), 1)

    def test_rule_is_off(self):
        rule = self.day_before(active=False)
        visit = self.make_booking()
        self.run_at("2021-07-21 18:00")
        self.assertFalse(self.sent(visit))
        rule.active = True
        self.run_at("2021-07-21 18:10")
        self.assertEqual(len(self.sent(visit)), 1)

    def test_services(self):
        """One of the services, or one of a category or below it."""
        below = self.env["product.category"].create({"name": "Long hair", "parent_id": self.category.id})
        colouring, massage = self.make_service("Colouring", 50, below), self.make_service("Massage", 40)
        visits = [
            self.make_booking(lines=[{"product_id": product.id} for product in products])
            for products in ([self.service], [colouring], [massage], [massage, colouring])
        ]
        for values, expected in [
            ({"product_ids": [Command.set(massage.ids)]}, [0, 0, 1, 1]),
            ({"category_ids": [Command.set(self.category.ids)]}, [1, 1, 0, 1]),
            ({"product_ids": [Command.set(massage.ids)], "category_ids": [Command.set(below.ids)]}, [0, 1, 1, 1]),
        ]:
            with self.subTest(expected=expected):
                rule = self.day_before(**values)
                self.at("2021-07-21 18:00")
                self.assertEqual([visit in rule._due_visits() for visit in visits], [bool(one) for one in expected])

    def test_branches_and_companies(self):
        """A rule of a company is for its branch companies too, and for no other company."""
        child = self.env["res.company"].create({"name": "Branch company", "parent_id": self.company.id})
        other = self.env["res.company"].create({"name": "Other"})
        second = self.env["clientele.branch"].create({"name": "Second", "tz": "Europe/Sofia"})
        branches = [self.branch, second, child._clientele_default_branch(), other._clientele_default_branch()]
        child_branch = self.env["clientele.branch"].create(
            {"name": "Child's", "company_id": child.id, "tz": "Europe/Sofia"}
        )
        branches[2] = child_branch
        branches[3].with_context(clientele_rewrite_days=True).tz = "Europe/Sofia"
        visits = [self.make_booking(branch_id=branch.id) for branch in branches]
        self.at("2021-07-21 18:00")
        everywhere, one = self.day_before(), self.day_before(branch_ids=[Command.set(second.ids)])
        self.assertEqual([visit in everywhere._due_visits() for visit in visits], [True, True, True, False])
        self.assertEqual([visit in one._due_visits() for visit in visits], [False, True, False, False])


@tagged("post_install", "-at_install")
class TestHow(ReminderCase):
    def test_email(self):
        """Queued, from the branch's company to the client, noted in the visit's chatter."""
        self.day_before()
        visit = self.make_booking()
        self.run_at("2021-07-21 18:00")
        mail = self.mails(visit)
        self.assertEqual((mail.state, mail.recipient_ids), ("outgoing", self.client))
        self.assertEqual(mail.email_from, self.company.email_formatted)
        self.assertIn("salon@example.com", mail.reply_to)
        self.assertEqual(mail.subject, f"{self.company.name}: your visit on Thu, Jul 22 at 10:00 AM")
        self.assertEqual(visit.message_ids[0], visit.reminder_sent_ids.message_id)
        self.assertEqual(visit.reminder_sent_ids.outcome, "waiting")

    def test_sms(self):
        self.day_before(channel="sms")
        visit = self.make_booking()
        self.company.phone = "+359 2 111 22 33"
        self.run_at("2021-07-21 18:00")
        self.assertFalse(self.mails(visit))
        sms = self.sms(visit)
        self.assertEqual((sms.state, sms.number), ("outgoing", "+359888123456"))
        self.assertEqual(
            sms.body,
            f"{self.company.name}: we expect you on Thu, Jul 22 at 10:00 AM, Haircut. "
            "Cannot come? Call +359 2 111 22 33",
        )
        self.assertEqual(visit.reminder_sent_ids.message_id.message_type, "sms")
        self.assertEqual(visit.reminder_sent_ids.outcome, "waiting")

    def test_both_channels(self):
        self.day_before()
        self.day_before(channel="sms")
        visit = self.make_booking()
        self.run_at("2021-07-21 18:00")
        self.assertEqual((len(self.mails(visit)), len(self.sms(visit))), (1, 1))

    def test_language_of_the_client(self):
        """Everyone in the own language, whoever the job runs as; the branch's clock whatever the user's zone."""
        self.env["res.lang"]._activate_lang("bg_BG")
        self.client.lang = "bg_BG"
        self.env.ref("base.user_root").tz = "America/New_York"
        template = self.env.ref("clientele.clientele_mail_template_reminder")
        template.with_context(
            lang="bg_BG"
        ).subject = "Очакваме ви на {{ object.notice_date }}, {{ object.notice_time }}"
        self.day_before()
        ann, bob = self.make_booking(), self.make_booking(client=self.make_client("Bob", email="bob@example.com"))
        self.run_at("2021-07-21 18:00")
        self.assertEqual(self.mails(ann).subject, "Очакваме ви на четвъртък, 22 юли 2021 г., 10:00")
        self.assertIn("your visit on Thu, Jul 22 at 10:00 AM", self.mails(bob).subject)

    def test_own_template(self):
        own = self.env.ref("clientele.clientele_mail_template_reminder").copy(
            {"subject": "Come, {{ object.partner_id.name }}"}
        )
        self.day_before(template_id=own.id)
        visit = self.make_booking()
        self.run_at("2021-07-21 18:00")
        self.assertEqual(self.mails(visit).subject, "Come, Ann")

    def test_out_of_reach(self):
        """Who cannot be reached or refused the channel is skipped, with the reason, and not tried again."""
        self.env["mail.blacklist"]._add("no@example.com")
        self.env["phone.blacklist"].add("+359888999999")
        cases = [
            ("email", {"phone": "+359888123457"}, "no_email"),
            ("email", {"email": "nonsense"}, "no_email"),
            ("email", {"email": "No@example.com"}, "email_refused"),
            ("sms", {"email": "bob@example.com"}, "no_phone"),
            ("sms", {"phone": "12"}, "no_phone"),
            ("sms", {"phone": "0888 999 999", "country_id": self.env.ref("base.bg").id}, "sms_refused"),
        ]
        for channel, values, reason in cases:
            with self.subTest(channel=channel, reason=reason):
                self.at("2021-07-20 12:00")
                rule = self.day_before(channel=channel)
                visit = self.make_booking(client=self.make_client("Bob", **values))
                self.run_at("2021-07-21 18:00")
                self.run_at("2021-07-21 18:10")
                self.assertEqual(self.sent(visit), [("skipped", reason)])
                self.assertFalse(visit.message_ids.notification_ids)
                rule.active = False

    def test_outcome(self):
        """What the list shows and finds: in the queue, sent, failed with the reason, skipped with the reason."""
        self.day_before()
        visits = [self.make_booking() for _nr in range(3)]
        visits.append(self.make_booking(client=self.make_client("Bob")))
        self.run_at("2021-07-21 18:00")
        rows = [visit.reminder_sent_ids for visit in visits]
        rows[1].message_id.notification_ids.notification_status = "sent"
        rows[2].message_id.notification_ids.write({"notification_status": "bounce", "failure_type": "mail_bounce"})
        self.env.invalidate_all()
        receptionist = self.make_user("receptionist")
        for row, outcome in zip(rows, ("waiting", "sent", "failed", "skipped"), strict=True):
            with self.subTest(outcome=outcome):
                row = row.with_user(receptionist)
                self.assertEqual(row.outcome, outcome)
                self.assertEqual(row.search([("outcome", "=", outcome)]), row)
        self.assertEqual([row.why for row in rows], [False, False, "Bounce", "No e-mail address"])

    def test_other_channel_is_not_refused(self):
        """A number on the block list of SMS says nothing about e-mails."""
        self.env["phone.blacklist"].add("+359888123456")
        self.day_before()
        visit = self.make_booking()
        self.run_at("2021-07-21 18:00")
        self.assertEqual(self.sent(visit), [("sent", False)])

    @mute_logger(
        "odoo.addons.clientele.models.visit.clientele_tells_client", "odoo.addons.mail.models.mail_render_mixin"
    )
    def test_one_message_fails(self):
        """The others are sent; the one that failed says so, and is not tried for ever."""
        self.startPatcher(patch.object(type(self.env["mail.template"]), "_check_can_be_rendered"))
        template = self.env.ref("clientele.clientele_mail_template_reminder")
        template.subject = "{{ 1 / (object.partner_id.name != 'Bob') }}"
        self.day_before()
        visits = [
            self.make_booking(client=self.make_client(name, email="a@example.com")) for name in ("Al", "Bob", "Cy")
        ]
        self.run_at("2021-07-21 18:00")
        self.run_at("2021-07-21 18:10")
        self.assertEqual(
            [self.sent(visit) for visit in visits], [[("sent", False)], [("skipped", "failed")], [("sent", False)]]
        )
        self.assertEqual(len(self.mails(*visits)), 2)

    def test_many_in_batches(self):
        """More than a batch, each once; also when the job is stopped after its first batch and runs again."""
        rule = self.day_before()
        visits = [self.make_booking(at=time(9, nr)) for nr in range(25)]
        self.at("2021-07-21 18:00")
        with (
            self.enter_registry_test_mode(),
            patch.object(type(self.env["ir.cron"]), "_commit_progress", side_effect=[60, 0]),
        ):
            rule._cron_remind()
        self.assertEqual(len(self.sent(*visits)), 20)
        self.run_at("2021-07-21 18:10")
        self.assertEqual(len(self.sent(*visits)), 25)
        self.assertEqual(len(self.mails(*visits)), 25)


@tagged("post_install", "-at_install")
class TestQueries(ReminderCase):
    def count(self, action):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        action()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def test_looking_costs_the_same_for_any_number(self):
        """Visits that are not due, or that were reminded of, take no queries of their own."""
        rule = self.day_before()
        counts = []
        for size in (3, 30):
            for nr in range(size):
                self.make_booking("2021-07-23", at=time(9, nr))
            self.at("2021-07-21 18:00")
            rule._due_visits()
            counts.append(self.count(rule._due_visits))
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[1], 10)

    def test_a_reminder_has_its_price(self):
        """Ten times as many reminders take at most ten times as many queries."""
        rule = self.day_before()
        visits = [self.make_booking(at=time(9, nr)) for nr in range(22)]
        self.at("2021-07-21 18:00")
        self.count(lambda: rule._remind([visits[0].id]))
        two = self.count(lambda: rule._remind([visit.id for visit in visits[1:3]]))
        twenty = self.count(lambda: rule._remind([visit.id for visit in visits[2:]]))
        self.assertLessEqual(twenty, 10 * two)
        self.assertLessEqual(twenty, 20 * 40)


@tagged("post_install", "-at_install")
class TestRules(ReminderCase):
    def test_bad_input(self):
        """Refused with a sentence that says what to change."""
        foreign = self.env["res.company"].create({"name": "Other"})._clientele_default_branch()
        template = self.env["mail.template"].create(
            {"name": "Of contacts", "model_id": self.env.ref("base.model_res_partner").id}
        )
        for values, words in [
            ({"template_id": False}, "Choose the template"),
            ({"channel": "sms", "sms_template_id": False}, "Choose the template"),
            ({"template_id": template.id}, "“Of contacts” is not written for visits"),
            ({"branch_ids": [Command.set(foreign.ids)]}, "Other does not belong to"),
        ]:
            with self.subTest(words=words), self.assertRaisesRegex(ValidationError, words):
                self.make_rule(**values)

    def test_ranges(self):
        for values in (
            {"hours": 0},
            {"hours": -1},
            {"hours": 1441},
            {"timing": "days_before", "days": -1},
            {"timing": "days_before", "days": 61},
            {"timing": "days_before", "at_hour": 24},
            {"timing": "days_before", "at_hour": -0.5},
        ):
            with (
                self.subTest(values=values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.env.cr.savepoint(),
            ):
                self.make_rule(**values)
        self.make_rule(timing="days_before", days=0, at_hour=0, hours=0)
        self.make_rule(hours=1440, days=-5)

    def test_names(self):
        for values, name in [
            ({"hours": 24}, "24 hours before, E-mail"),
            ({"timing": "days_before", "days": 0, "at_hour": 7.5}, "The same day at 07:30, E-mail"),
            ({"timing": "days_before", "channel": "sms"}, "The day before at 18:00, SMS"),
            ({"timing": "days_before", "days": 3, "at_hour": 23.999}, "3 days before at 23:59, E-mail"),
            ({"name": "My own"}, "My own"),
        ]:
            with self.subTest(name=name):
                self.assertEqual(self.make_rule(**values).name, name)

    def test_every_company_has_the_usual_ones_switched_off(self):
        """Also companies that are made later, but not their branch companies; nothing is sent unasked."""
        company = self.env["res.company"].create({"name": "Later"})
        child = self.env["res.company"].create({"name": "Child", "parent_id": company.id})
        rules = self.env["clientele.reminder"].with_context(active_test=False).search([])
        own = rules.filtered(lambda rule: rule.company_id == company)
        self.assertEqual(
            own.mapped("name"),
            [
                "24 hours before, E-mail",
                "24 hours before, SMS",
                "The day before at 18:00, E-mail",
                "The day before at 18:00, SMS",
            ],
        )
        self.assertFalse(any(own.mapped("active")))
        self.assertFalse(rules.filtered(lambda rule: rule.company_id == child))
        own[1:].unlink()
        company._clientele_create_reminders()
        self.assertEqual(
            rules.search([("company_id", "=", company.id), ("active", "=", False)]), own[:1], "who has one keeps it"
        )

    def test_used_rule_stays(self):
        rule = self.day_before()
        self.make_booking()
        self.run_at("2021-07-21 18:00")
        with self.assertRaisesRegex(UserError, "Switch it off instead"):
            rule.unlink()
        self.assertEqual((rule.sent_count, rule.skipped_count), (1, 0))

    def test_rights(self):
        """Managers set the rules up, reception sees what was sent, a practitioner that of the own visits."""
        rule = self.day_before()
        visit = self.make_booking(lines=[{"product_id": self.service.id, "resource_id": self.practitioner.id}])
        self.run_at("2021-07-21 18:00")
        sent = self.env["clientele.reminder.sent"].search([("visit_id", "=", visit.id)])
        manager, receptionist, practitioner = map(self.make_user, ("manager", "receptionist", "practitioner"))
        rule.with_user(manager).hours = 12
        with self.assertRaises(AccessError):
            rule.with_user(receptionist).active = False
        self.assertTrue(sent.with_user(receptionist).search([]))
        self.assertEqual(sent.with_user(receptionist).outcome, "waiting")
        self.assertFalse(sent.with_user(practitioner).search([]))
        self.practitioner.user_id = practitioner
        self.assertEqual(sent.with_user(practitioner).search([]), sent)
        for user in (manager, self.make_user("admin")):
            with self.assertRaises(AccessError):
                sent.with_user(user).state = "skipped"

    def test_preview(self):
        """The next visit that the rule is for, as its client would get it, by who may see the address and who not."""
        rule = self.day_before()
        self.make_booking("2021-07-25")
        visit = self.make_booking("2021-07-23")
        self.make_booking("2021-07-22", state="cancelled")
        self.at("2021-07-21 12:00")
        Preview = self.env["clientele.reminder.preview"].with_user(self.make_user("manager", "contact_data"))
        preview = Form(Preview.with_context(default_reminder_id=rule.id))
        self.assertEqual(preview.visit_id, visit)
        self.assertEqual((preview.recipient, preview.due), ("ann@example.com", "7/22/21, 6:00\u202fPM"))
        self.assertIn("Fri, Jul 23", preview.subject)
        self.assertIn("Friday, July 23, 2021", preview.body_html)
        self.assertFalse(preview.hindrance)
        blind = Form(Preview.with_user(self.make_user("manager")).with_context(default_reminder_id=rule.id))
        self.assertFalse(blind.recipient)
        self.assertFalse(blind.hindrance)
        self.assertFalse(self.sent(visit), "a preview sends nothing")

    def test_preview_of_who_is_out_of_reach(self):
        rule = self.day_before(channel="sms")
        self.make_booking(client=self.make_client("Bob"))
        self.at("2021-07-21 12:00")
        preview = Form(self.env["clientele.reminder.preview"].with_context(default_reminder_id=rule.id))
        self.assertEqual(preview.hindrance, "no_phone")
        self.assertIn("we expect you on Thu, Jul 22", preview.body_text)

    def test_preview_without_visits(self):
        self.env["clientele.visit"].search([]).unlink()
        preview = self.env["clientele.reminder.preview"].with_context(default_reminder_id=self.day_before().id)
        with self.assertRaisesRegex(UserError, "no visit yet"):
            Form(preview)

    @mute_logger("odoo.sql_db")
    def test_once_is_held_by_the_database(self):
        rule = self.day_before()
        visit = self.make_booking()
        values = {
            "rule_id": rule.id,
            "visit_id": visit.id,
            "company_id": self.company.id,
            "day": visit.day,
            "channel": "email",
            "state": "sent",
            "sent_at": fields.Datetime.now(),
        }
        self.env["clientele.reminder.sent"].create(values)
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            self.env["clientele.reminder.sent"].create(values)


@tagged("post_install", "-at_install")
class TestTwoWorkers(BaseCase):
    """Two transactions that remind of the same visits at the same time: each client gets one message."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        cls.startClassPatcher(patch("odoo.service.model.random.uniform", return_value=0.01))
        cls.startClassPatcher(freeze_time("2021-07-21 15:00:00", tick=True))

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self.partner_id = env["res.partner"].create({"name": "Ann", "email": "ann@example.com"}).id
            self.rule_id = env["clientele.reminder"].create({"hours": 24}).id
            visits = [
                {
                    "partner_id": self.partner_id,
                    "start": f"2021-07-22 10:{nr:02d}:00",
                    "booked_at": "2021-07-01 10:00:00",
                }
                for nr in range(6)
            ]
            self.visit_ids = env["clientele.visit"].create(visits).ids
        self.addCleanup(self.clean_up)

    def clean_up(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["mail.mail"].search([("model", "=", "clientele.visit"), ("res_id", "in", self.visit_ids)]).unlink()
            env["clientele.visit"].browse(self.visit_ids).unlink()
            env["clientele.reminder"].browse(self.rule_id).unlink()
            env["res.partner"].browse(self.partner_id).unlink()

    def remind(self, env, ids=None):
        env["clientele.reminder"].browse(self.rule_id)._remind(ids or self.visit_ids)

    def request(self, action):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            retrying(lambda: action(env), env)

    def messages(self):
        """:return: numbers of (rows, e-mails) that were made for the visits"""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            mails = env["mail.mail"].search_count([("model", "=", "clientele.visit"), ("res_id", "in", self.visit_ids)])
            return env["clientele.reminder.sent"].search_count([("visit_id", "in", self.visit_ids)]), mails

    def test_second_leaves_what_the_first_has(self):
        """While the first is at work its visits are locked: the second takes the others and does not wait."""
        with self.registry.cursor() as cr:
            self.remind(api.Environment(cr, SUPERUSER_ID, {}), self.visit_ids[:4])
            self.request(self.remind)
            self.assertEqual(self.messages(), (2, 2))
        self.assertEqual(self.messages(), (6, 6))

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_second_began_before_the_first_ended(self):
        """The second does not see the first's rows: it is refused, begins again and finds nothing left."""
        attempts = []

        def remind_late(env):
            attempts.append(1)
            env.cr.execute("SELECT 1")  # from here on the request sees the database as it is now
            if len(attempts) == 1:
                self.request(self.remind)
            self.remind(env)

        self.request(remind_late)
        self.assertEqual(len(attempts), 2, "the first attempt must have been refused")
        self.assertEqual(self.messages(), (6, 6))

    @mute_logger("odoo.sql_db", "odoo.service.model", "odoo.addons.clientele.models.visit.clientele_reminder")
    def test_jobs_at_the_same_moment(self):
        start = threading.Barrier(3)

        def work(_nr):
            threading.current_thread().dbname = get_db_name()
            start.wait(timeout=20)
            with self.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                env["clientele.reminder"].browse(self.rule_id)._remind_and_commit(self.visit_ids)

        with ThreadPoolExecutor(max_workers=3) as pool:
            list(pool.map(work, range(3)))
        self.assertEqual(self.messages(), (6, 6))

    @mute_logger("odoo.sql_db")
    def test_cancelled_meanwhile(self):
        """The job listed the visit, reception cancels it before its batch: nothing is sent."""
        with self.registry.cursor() as cr:
            rule = api.Environment(cr, SUPERUSER_ID, {})["clientele.reminder"].browse(self.rule_id)
            due = rule._due_visits().ids
            self.assertEqual(set(self.visit_ids) - set(due), set())
            self.request(lambda env: env["clientele.visit"].browse(self.visit_ids).action_cancel())
            rule._remind_and_commit(due)
        self.assertEqual(self.messages(), (0, 0))
