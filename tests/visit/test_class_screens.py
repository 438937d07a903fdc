from datetime import date, datetime

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .test_classes import ClassCase
from .test_occupancy import at


@tagged("post_install", "-at_install")
class TestClassScreens(ClassCase):
    """Booking into a class by name or phone, and repeating it."""

    def ask(self, action):
        """:return: the form of the wizard that an action opens"""
        return Form(self.env[action["res_model"]].with_context(**action["context"]))

    # ---------------------------------------------------------------- add a client

    def test_add_client_by_phone(self):
        self.ann.phone = "+359 888 123 456"
        session = self.make_class(capacity=1)
        form = self.ask(session.action_add_client())
        form.client_phone = "0888 123 456"
        self.assertEqual(form.partner_id, self.ann)
        self.assertEqual(form.save().action_book()["type"], "ir.actions.act_window_close")
        self.assertEqual(self.who(session), ({1: "Ann"}, []))

    def test_add_new_client_who_waits(self):
        session = self.make_class(capacity=1)
        self.fill(session, self.ann)
        form = self.ask(session.action_add_client())
        self.assertEqual(form.fullness, "full")
        form.client_name = "Zoe"
        answer = form.save().action_book()
        self.assertEqual(answer["params"]["message"], "Zoe waits: the class is full.")
        self.assertEqual(self.who(session)[1], ["Zoe"])
        self.assertTrue(session.seat_ids[-1].partner_id.is_client)

    def test_add_several(self):
        session = self.make_class()
        form = self.ask(session.action_add_client())
        form.partner_id = self.ann
        form = self.ask(form.save().action_book_and_next())
        with self.assertRaisesRegex(UserError, "Choose a client"):
            form.save().action_book()
        form.partner_id = self.ann
        form.allow_more = True
        form.save().action_book()
        self.assertEqual(self.who(session), ({1: "Ann", 2: "Ann"}, []))

    def test_leave_the_waiting_list(self):
        session = self.make_class(capacity=1)
        ann, bob, _eve = self.fill(session, self.ann, self.bob, self.eve)
        self.assertFalse(bob.action_give_up())
        self.assertEqual(self.who(session), ({1: "Ann"}, ["Eve"]))
        self.assertEqual(ann.action_give_up()["res_model"], "clientele.visit.cancel")

    # ---------------------------------------------------------------- repeat

    def repeat(self, session, until, **values):
        """:return: the wizard; 22 July 2021 is a Thursday"""
        form = self.ask({"res_model": "clientele.session.repeat", "context": {"default_session_id": session.id}})
        form.until = date.fromisoformat(until)
        for name, value in values.items():
            form[name] = value
        return form

    def classes(self, session):
        return self.env["clientele.session"].search([("product_id", "=", session.product_id.id)], order="start")

    def test_every_week(self):
        session = self.make_class(capacity=4, name="Yoga for beginners", note="Mats are here")
        self.fill(session, self.ann)
        form = self.repeat(session, "2021-08-05", monday=True)
        self.assertEqual((form.thursday, form.count), (True, 4))
        form.save().action_repeat()
        made = self.classes(session) - session
        self.assertEqual(
            [str(day) for day in made.mapped("day")], ["2021-07-26", "2021-07-29", "2021-08-02", "2021-08-05"]
        )
        self.assertEqual(set(made.mapped("name")), {"Yoga for beginners"})
        self.assertEqual(set(made.mapped("capacity")), {4})
        self.assertEqual(made[0].occupancy_ids.mapped("start"), [at(18, day=26)])
        self.assertFalse(made.seat_ids)

    def test_same_hour_after_the_clocks_changed(self):
        """The clocks go back on 31 October 2021."""
        session = self.make_class(at(18, day=22))
        session.start = datetime(2021, 10, 28, 15)
        self.repeat(session, "2021-11-04").save().action_repeat()
        self.assertEqual(self.classes(session)[-1].start, datetime(2021, 11, 4, 16))

    def test_skipped_days_are_named(self):
        """A leave, a holiday of everybody, somebody who is taken, a class that is there: each with its reason."""
        session = self.make_class()
        Leave = self.env["resource.calendar.leaves"]
        Leave.create({"resource_id": self.practitioner.id, "date_from": at(0, day=29), "date_to": at(23, day=29)})
        Leave.create({"name": "Feast", "date_from": datetime(2021, 8, 5), "date_to": datetime(2021, 8, 5, 20, 59, 59)})
        line = {"product_id": self.service.id, "resource_id": self.practitioner.id}
        visit = {"partner_id": self.ann.id, "start": datetime(2021, 8, 12, 15, 30), "line_ids": [Command.create(line)]}
        self.env["clientele.visit"].create(visit)
        session.copy({"start": datetime(2021, 8, 19, 15)})
        form = self.repeat(session, "2021-08-26")
        reasons = [line.partition(": ")[2] for line in form.skipped.splitlines()]
        off = "Maria is off (leave or holiday)"
        self.assertEqual(reasons, [off, off, "Maria is taken", "it is held already"])
        self.assertEqual(form.count, 1)
        form.save().action_repeat()
        self.assertEqual(str(self.classes(session)[-1].day), "2021-08-26")
        self.assertIn("Maria is taken", session.message_ids[0].body)
        with self.assertRaisesRegex(UserError, "no day to repeat"):
            self.repeat(session, "2021-08-26").save().action_repeat()

    def test_bad_end_is_refused(self):
        session = self.make_class()
        for until in ("2021-07-22", "2022-07-24"):
            with self.subTest(until=until), self.assertRaisesRegex(ValidationError, "at most a year"):
                self.repeat(session, until).save()

    def test_copy_is_a_week_later(self):
        session = self.make_class()
        self.assertEqual(session.copy().start, at(18, day=29))
