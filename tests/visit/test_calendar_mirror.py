from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import new_test_user, tagged

from ...models.visit.clientele_occupancy import SlotTaken
from .calendar_common import CalendarCase
from .test_occupancy import at


@tagged("post_install", "-at_install")
class TestCalendarMirror(CalendarCase):
    """Issue 3: visits are shown in the calendar of practitioners who share theirs."""

    def test_event(self):
        self.branch.partner_id = self.env["res.partner"].create(
            {"name": "Salon", "street": "Shipka 6", "city": "Sofia"}
        )
        self.ann.write({"name": "Ann Petrova", "phone": "+359888123456"})
        visit = self.book(10)
        self.assertShown(visit)
        event = visit.line_ids.calendar_event_id
        self.assertEqual((event.name, event.location), ("Haircut · A. P.", "Shipka 6, Sofia"))
        self.assertEqual((event.start, event.stop, event.allday), (at(10), at(11), False))
        self.assertEqual((event.show_as, event.privacy), ("busy", "private"))
        self.assertEqual((event.partner_ids, event.attendee_ids.state), (self.user.partner_id, "accepted"))
        self.assertIn(f"model=clientele.visit&amp;res_id={visit.id}", event.description)
        self.assertNotIn("888123", f"{event.name}{event.description}{event.location}")
        self.assertFalse(event.res_model_id or event.activity_ids)
        self.assertFalse(visit.occupancy_ids.calendar_event_id, "the mirror is not busy time outside")

    def test_others_see_no_client(self):
        event = self.book(10).line_ids.calendar_event_id
        other = new_test_user(self.env, "colleague", groups="base.group_user")
        self.assertEqual(event.with_user(other).name, "Busy")
        event.invalidate_recordset()
        self.assertEqual(event.with_user(self.user).name, "Haircut · A.")

    def test_names(self):
        visit = self.book(10, client=self.make_client("Ann Petrova", phone="+359888123456"))
        event = visit.line_ids.calendar_event_id
        for names, title in {"name": "Haircut · Ann Petrova", "none": "Haircut", "initials": "Haircut · A. P."}.items():
            self.company.clientele_calendar_names = names
            self.run_job()
            self.assertEqual((visit.line_ids.calendar_event_id, event.name), (event, title))
        visit.partner_id = self.make_client("Eva Ivanova")
        self.assertEqual(event.name, "Haircut · E. I.")
        visit.line_ids.product_id = self.beard
        self.assertEqual(event.name, "Beard · E. I.")
        visit.line_ids.name = "Shave"
        self.assertEqual(event.name, "Shave · E. I.")

    @freeze_time("2021-07-21 12:00")
    def test_nobody_is_written_to(self):
        mails = self.env["mail.mail"].search_count([])
        visit = self.book(10)
        event = visit.line_ids.calendar_event_id
        visit.start = at(12)
        visit.line_ids.resource_id = self.eva
        self.assertFalse(event.exists())
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        about = [("model", "=", "calendar.event"), ("res_id", "=", event.id)]
        self.assertEqual(self.env["mail.message"].search_count(about), 0)

    def test_context_of_who_books_stays_out(self):
        context = {
            "active_model": "res.partner",
            "active_id": self.ann.id,
            "default_partner_ids": self.ann.ids,
            "default_res_model": "res.partner",
            "default_res_id": self.ann.id,
            "default_allday": True,
        }
        line = {"product_id": self.service.id, "resource_id": self.practitioner.id}
        values = {"partner_id": self.ann.id, "start": at(10), "line_ids": [Command.create(line)]}
        visit = self.env["clientele.visit"].with_context(**context).create(values)
        self.assertShown(visit)
        event = visit.line_ids.calendar_event_id
        self.assertEqual((event.partner_ids, event.res_id, event.allday), (self.user.partner_id, 0, False))
        self.assertFalse(self.ann.activity_ids)

    def test_move(self):
        visit = self.book(10)
        event = visit.line_ids.calendar_event_id
        visit.start = at(12)
        visit.line_ids.duration = 90
        self.assertShown(visit)
        self.assertEqual(visit.line_ids.calendar_event_id, event)
        self.assertEqual(event.attendee_ids.state, "accepted", "who moves it does not ask the practitioner")
        for state in ("confirmed", "arrived", "done"):
            visit.state = state
            self.assertEqual(visit.line_ids.calendar_event_id, event, state)
        self.assertFalse(self.tasks(visit))

    def test_cancelled_visits_leave_the_calendar(self):
        visit = self.book(10)
        for leave in ("action_cancel", "action_no_show"):
            getattr(visit, leave)()
            self.assertFalse(visit.line_ids.calendar_event_id)
            self.assertFalse(self.events())
            visit.action_reopen()
            self.assertShown(visit)

    def test_deleted_lines_and_visits(self):
        lines = [
            {"product_id": product.id, "resource_id": self.practitioner.id} for product in (self.service, self.beard)
        ]
        visit = self.book(10, line_ids=[Command.create(line) for line in lines])
        self.assertShown(visit)
        visit.line_ids[0].unlink()
        self.assertShown(visit)
        visit.unlink()
        self.assertFalse(self.events())

    def test_practitioner_changes(self):
        visit = self.book(10)
        visit.line_ids.resource_id = self.eva
        self.assertFalse(self.events() | visit.line_ids.calendar_event_id)
        other = new_test_user(self.env, "eva", groups="base.group_user")
        self.eva.user_id = other
        self.share(self.eva)
        self.assertShown(visit, other)
        visit.line_ids.resource_id = self.practitioner
        self.assertShown(visit)
        self.assertFalse(self.events(other))

    def test_what_is_not_shown(self):
        self.book(10, practitioner=self.eva)
        self.book(10, line_ids=[Command.create({"product_id": self.product.id, "resource_id": self.practitioner.id})])
        over = self.book(9)
        over.unlink()
        self.make_visit(self.ann, "2021-07-20")
        self.make_visit(self.ann, "2021-07-20", state="booked")
        self.assertFalse(self.events())

    def test_refused_visit_leaves_no_event(self):
        visit = self.book(10)
        with self.assertRaises(SlotTaken), self.env.cr.savepoint():
            self.book(10, 30, self.bob)
        self.assertShown(visit)

    def test_nothing_changes_the_second_time(self):
        self.book(10)
        self.env.flush_all()
        with patch.object(type(self.Event), "write") as write, patch.object(type(self.Event), "create") as create:
            self.run_job()
        self.assertFalse(write.called or create.called)


@tagged("post_install", "-at_install")
class TestCalendarSwitch(CalendarCase):
    """Issue 3: the mirror is optional."""

    def test_off_and_on(self):
        past, visit = self.book(10), self.book(12)
        old = past.line_ids.calendar_event_id
        tomorrow = self.practitioner.with_context(clientele_today="2021-07-22")  # noon UTC, 15:00 on the wall
        tomorrow.clientele_calendar_sync = False
        self.assertEqual(self.events(), old | visit.line_ids.calendar_event_id, "what is over stays")
        self.share(self.practitioner)
        self.practitioner.clientele_calendar_sync = False
        self.assertFalse(self.events())
        again = self.book(16)
        self.assertFalse(self.events())
        with patch.object(type(self.env["ir.cron"]), "_trigger") as trigger:
            self.practitioner.clientele_calendar_sync = True
        self.assertTrue(trigger.called)
        self.assertFalse(self.events(), "the job makes them")
        self.run_job()
        self.assertShown(past | visit | again)

    def test_needs_a_user(self):
        with self.assertRaisesRegex(ValidationError, "Eva has no user"), self.env.cr.savepoint():
            self.eva.clientele_calendar_sync = True
        with self.assertRaisesRegex(ValidationError, "Maria has no user"), self.env.cr.savepoint():
            self.practitioner.write({"user_id": False, "clientele_calendar_sync": True})

    def test_user_changes(self):
        visit = self.book(10)
        other = new_test_user(self.env, "other_maria", groups="base.group_user")
        self.practitioner.user_id = other
        self.run_job()
        self.assertFalse(self.events())
        self.assertShown(visit, other)
        self.practitioner.user_id = False
        self.assertFalse(self.practitioner.clientele_calendar_sync)
        self.assertFalse(self.events(other))

    def test_archived_practitioner(self):
        self.book(10).action_cancel()
        self.practitioner.active = False
        self.assertEqual(self.env["resource.resource"]._clientele_shared_calendars(), {})

    def test_deleted_practitioner(self):
        self.assertIn(self.user.partner_id.id, self.env["resource.resource"]._clientele_shared_calendars())
        self.practitioner.unlink()
        self.assertEqual(self.env["resource.resource"]._clientele_shared_calendars(), {})

    def test_status(self):
        self.practitioner.clientele_calendar_sync = False
        self.assertFalse(self.practitioner.clientele_calendar_status)
        self.book(10)
        self.practitioner.clientele_calendar_sync = True
        self.assertIn("1 more visits follow", self.practitioner.clientele_calendar_status)
        self.run_job()
        self.practitioner.invalidate_recordset(["clientele_calendar_status"])
        self.assertIn("Visits to come in the calendar: 1.", self.practitioner.clientele_calendar_status)

    def test_budget(self):
        """Ten visits take as many queries to show as one, and who shares no calendar costs nothing."""

        def cost(first, count):
            line = {"product_id": self.service.id, "resource_id": self.practitioner.id}
            values = {"partner_id": self.ann.id, "branch_id": self.branch.id, "line_ids": [Command.create(line)]}
            starts = [at(10) + timedelta(days=first + nr) for nr in range(count)]
            return self.cost(
                lambda: self.env["clientele.visit"].create([{**values, "start": start} for start in starts])
            )

        cost(1, 1)
        one, ten = cost(2, 1), cost(3, 10)
        self.share(self.practitioner, False)
        cost(30, 1)  # sharing empties caches, as does the first visit of all
        plain_one, plain_ten = cost(13, 1), cost(14, 10)
        self.assertLessEqual(one - plain_one, 30)
        self.assertLessEqual(ten - plain_ten, one - plain_one + 3)
        lines = self.book(16, practitioner=self.eva).line_ids
        self.share(self.practitioner)
        self.env.flush_all()
        self.env["resource.resource"]._clientele_shared_calendars()
        with self.assertQueryCount(0):
            lines._mirror()


@tagged("post_install", "-at_install")
class TestCalendarMoves(CalendarCase):
    """Issue 3: who moves the event asks for another time; the visit is the master."""

    def drag(self, visit, user=None, **values):
        event = visit.line_ids.calendar_event_id.with_user(user or self.user)
        event.write(values)
        return event

    def test_free_time(self):
        visit = self.book(10)
        event = self.drag(visit, start=at(12), stop=at(13, 30))
        self.assertEqual((visit.start, visit.stop, visit.line_ids.duration), (at(12), at(13, 30), 90))
        self.assertEqual(self.taken(visit), [(at(12), at(13, 30))])
        self.assertEqual(visit.line_ids.calendar_event_id.id, event.id)
        self.assertShown(visit)
        self.assertFalse(self.tasks(visit))
        self.assertIn("Maria moved Haircut in the calendar", visit.message_ids[0].body)

    def test_taken_time(self):
        visit, other = self.book(10), self.book(12, client=self.bob)
        receptionist = self.make_user("receptionist")
        self.drag(visit, start=at(12, 30), stop=at(13, 30))
        self.assertEqual((visit.start, self.taken(visit)), (at(10), [(at(10), at(11))]))
        self.assertShown(visit | other)
        task = self.tasks(visit)
        self.assertEqual(task.summary, "Maria asked for 07/22/2021 12:30 in the calendar, in vain")
        self.assertIn("Maria is not free on 07/22/2021", task.note)
        self.assertTrue(task.user_id.has_group("clientele.clientele_group_receptionist"))
        self.drag(visit, start=at(12, 30), stop=at(13, 30))
        self.assertEqual(len(self.tasks(visit)), 1, "once")
        self.assertNotEqual(receptionist, self.user)

    def test_task_is_of_who_booked(self):
        receptionist = self.make_user("receptionist")
        line = {"product_id": self.service.id, "resource_id": self.practitioner.id}
        values = {"partner_id": self.ann.id, "start": at(10), "line_ids": [Command.create(line)]}
        visit = self.env["clientele.visit"].with_user(receptionist).create(values).sudo()
        self.assertShown(visit)
        self.drag(visit, allday=True, start_date="2021-07-22", stop_date="2021-07-22")
        self.assertEqual(self.tasks(visit).user_id, receptionist)

    def test_what_is_no_time(self):
        visit = self.book(10)
        self.drag(visit, allday=True, start_date="2021-07-25", stop_date="2021-07-25")
        self.assertShown(visit)
        self.assertFalse(visit.line_ids.calendar_event_id.allday)
        self.assertIn("needs a time", self.tasks(visit).note)
        self.drag(visit, start=at(12), stop=at(12))
        self.assertShown(visit)
        self.assertEqual(visit.start, at(10))

    def test_visit_that_is_over(self):
        visit = self.book(10)
        visit.state = "done"
        self.drag(visit, start=at(12), stop=at(13))
        self.assertShown(visit)
        self.assertEqual(visit.start, at(10))

    def test_one_of_several_services(self):
        lines = [
            {"product_id": product.id, "resource_id": self.practitioner.id} for product in (self.service, self.beard)
        ]
        visit = self.book(10, line_ids=[Command.create(line) for line in lines])
        cut, shave = visit.line_ids
        shave.calendar_event_id.with_user(self.user).write({"start": at(13), "stop": at(13, 30)})
        self.assertEqual((cut.start, shave.start, visit.stop), (at(10), at(13), at(13, 30)))
        cut.calendar_event_id.with_user(self.user).write({"start": at(14), "stop": at(15)})
        self.assertEqual((cut.start, shave.start, visit.start), (at(14), at(13), at(13)))
        self.assertShown(visit)

    def test_who_may_move(self):
        """The calendar is no way round the rights on visits."""
        visit = self.book(10)
        colleague = new_test_user(self.env, "colleague", groups="base.group_user")
        receptionist = self.make_user("receptionist")
        event = visit.line_ids.calendar_event_id
        event.with_context(clientele_mirroring=True).privacy = "public"
        event.with_user(colleague).write({"start": at(12), "stop": at(13)})
        self.assertEqual(visit.start, at(10))
        self.assertShown(visit)
        self.assertIn("Only Maria and reception", self.tasks(visit).note)
        event.with_user(receptionist).write({"start": at(12), "stop": at(13)})
        self.assertEqual(visit.start, at(12))
        self.assertShown(visit)

    def test_other_changes_are_the_practitioners(self):
        visit = self.book(10)
        event = self.drag(visit, name="Ann, fringe!", show_as="free")
        self.assertEqual(event.name, "Ann, fringe!")
        self.assertEqual(self.tasks(visit).ids, [])
        visit.start = at(12)
        self.assertEqual(event.name, "Haircut · A.", "until the visit changes")

    def test_deleted_outside(self):
        visit = self.book(10)
        event = visit.line_ids.calendar_event_id
        event.with_user(self.user).unlink()
        self.assertShown(visit)
        self.assertNotEqual(visit.line_ids.calendar_event_id, event)
        self.assertEqual(visit.state, "booked")
        self.assertEqual(self.tasks(visit).summary, "Maria deleted the visit in the calendar")

    def test_archived_outside(self):
        """With Google, a deleted event is an archived one first."""
        visit = self.book(10)
        event = self.drag(visit, active=False)
        self.assertFalse(event.active)
        self.assertTrue(visit.line_ids.calendar_event_id.active)
        self.assertNotEqual(visit.line_ids.calendar_event_id.id, event.id)
        self.assertEqual(len(self.tasks(visit)), 1)
        event.active = True
        self.assertTrue(
            self.env["clientele.occupancy"].search([("calendar_event_id", "=", event.id)]), "it is the user's own now"
        )

    def test_made_recurrent(self):
        """The copies are the practitioner's own events; the first one stays the visit's."""
        visit = self.book(10)
        self.drag(visit, recurrency=True, rrule_type="daily", end_type="count", count=3)
        self.assertEqual(visit.start, at(10))
        own = self.events() - visit.line_ids.calendar_event_id
        rows = self.env["clientele.occupancy"].search([("kind", "=", "external")])
        self.assertEqual(rows.mapped("start"), [at(10) + timedelta(days=1), at(10) + timedelta(days=2)])
        self.assertEqual(rows.calendar_event_id, own.filtered("active"))

    def test_overbooked_visit(self):
        """What was overbooked once is not overbooked elsewhere by a practitioner who may not."""
        self.book(10)
        visit = self.book(10, client=self.bob, overbook_reason="Asked for it")
        other = self.book(14, client=self.bob)
        self.drag(visit, start=at(14), stop=at(15))
        self.assertEqual(visit.start, at(10))
        self.assertEqual(other.start, at(14))
        self.assertEqual(len(self.tasks(visit)), 1)

    def test_move_is_one_unit(self):
        visit = self.book(10)
        with patch.object(type(visit), "_schedule", side_effect=UserError("No")):
            self.drag(visit, start=at(12), stop=at(13))
        self.assertEqual((visit.start, visit.line_ids.start), (at(10), at(10)))
        self.assertShown(visit)
