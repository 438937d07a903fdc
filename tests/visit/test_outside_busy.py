from datetime import datetime, timedelta

from odoo import Command
from odoo.tests import Form, new_test_user, tagged

from ...models.visit.clientele_occupancy import SlotTaken
from .calendar_common import CalendarCase
from .test_occupancy import at


class BusyCase(CalendarCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Occupancy = cls.env["clientele.occupancy"]

    def make_event(self, start=None, stop=None, user=None, **values):
        """An event that a user has made in the own calendar, by default tomorrow from 10 to 11."""
        event = {"name": "Dentist", "start": start or at(10), "stop": stop or at(11), **values}
        return self.Event.with_user(user or self.user).with_context(no_mail_to_attendees=True).create(event)

    def busy(self, resource=None):
        """:return: list of (start, stop) that are busy outside"""
        rows = self.Occupancy.search([("kind", "=", "external")])
        return [(row.start, row.stop) for row in rows if row.resource_id == (resource or self.practitioner)]


@tagged("post_install", "-at_install")
class TestOutsideBusy(BusyCase):
    """Issue 3: outside busy events block time."""

    def test_event_blocks_time(self):
        event = self.make_event()
        row = self.Occupancy.search([("kind", "=", "external")])
        self.assertEqual((row.resource_id, row.start, row.stop), (self.practitioner, at(10), at(11)))
        self.assertEqual((row.blocking, row.calendar_event_id.id, row.company_id), (False, event.id, self.company))
        with self.assertRaisesRegex(SlotTaken, "Maria is not free on 07/22/2021: busy elsewhere from 10:00 to 11:00"):
            self.book(10, 30)
        self.book(11)
        self.book(10, 0, self.bob, self.eva)

    def test_free_times(self):
        self.make_shift(self.practitioner, at(9), at(12))
        self.assertEqual(self.times(self.wish()), ["09:00", "09:30", "10:00", "10:30", "11:00"])
        event = self.make_event(at(10), at(10, 59) + timedelta(seconds=59))
        self.assertEqual(self.times(self.wish()), ["09:00", "11:00"])
        event.show_as = "free"
        self.assertEqual(len(self.times(self.wish())), 5)

    def test_nobody_learns_what_for(self):
        self.make_event(privacy="private")
        rows = self.Occupancy.search([("kind", "=", "external")])
        self.assertNotIn("Dentist", str(rows.read()))
        receptionist = self.make_user("receptionist")
        row = rows.with_user(receptionist)
        self.assertEqual(row.display_name, "Maria: Busy elsewhere")
        self.assertEqual(row.read(["calendar_event_id"])[0]["calendar_event_id"][1], "Busy")

    def test_what_is_free(self):
        event = self.make_event()
        attendee = event.attendee_ids
        for record, name, free, busy in (
            (event, "show_as", "free", "busy"),
            (event, "active", False, True),
            (attendee, "state", "declined", "tentative"),
            (attendee, "state", "declined", "needsAction"),
            (attendee, "state", "declined", "accepted"),
        ):
            with self.subTest(field=name, busy=busy):
                record[name] = free
                self.assertEqual(self.busy(), [])
                record[name] = busy
                self.assertEqual(self.busy(), [(at(10), at(11))])
        attendee.do_decline()
        self.assertEqual(self.busy(), [])

    def test_move_and_delete(self):
        event = self.make_event()
        event.write({"start": at(12), "stop": at(14)})
        self.assertEqual(self.busy(), [(at(12), at(14))])
        event.write({"start": at(12), "stop": at(12)})
        self.assertEqual(self.busy(), [], "a reminder takes no time")
        event.write({"start": at(12), "stop": at(13)})
        event.unlink()
        self.assertEqual(self.busy(), [])

    def test_invitations(self):
        boss = new_test_user(self.env, "boss", groups="base.group_user")
        event = self.make_event(user=boss)
        self.assertEqual(self.busy(), [])
        event.partner_ids = [Command.link(self.user.partner_id.id)]
        self.assertEqual(self.busy(), [(at(10), at(11))])
        event.start = at(12)
        event.partner_ids = [Command.unlink(self.user.partner_id.id)]
        self.assertEqual(self.busy(), [])
        self.make_event(user=boss, partner_ids=[Command.set((boss | self.user).partner_id.ids)])
        self.assertEqual(self.busy(), [(at(10), at(11))])

    def test_several_practitioners_of_one_user(self):
        other = self.make_practitioner("Maria in the spa", user_id=self.user.id, clientele_calendar_sync=True)
        self.make_event()
        self.assertEqual(self.busy(other), self.busy())
        other.clientele_calendar_sync = False
        self.assertEqual((self.busy(other), self.busy()), ([], [(at(10), at(11))]))

    def test_switch(self):
        old = self.make_event(at(10, day=1), at(11, day=1))
        event = self.make_event()
        self.practitioner.clientele_calendar_sync = False
        self.assertEqual(self.busy(), [])
        event.start, event.stop = at(12), at(13)
        self.assertEqual(self.busy(), [])
        self.practitioner.clientele_calendar_sync = True
        self.assertEqual(self.busy(), [(at(12), at(13))])
        self.assertTrue(old.exists())
        self.practitioner.user_id = new_test_user(self.env, "other_maria", groups="base.group_user")
        self.assertEqual(self.busy(), [])

    def test_recurring(self):
        """10:00 on the wall in summer and in winter: the clocks go back on October 31."""
        first = datetime(2021, 10, 25, 7)
        event = self.make_event(
            first,
            first + timedelta(hours=1),
            recurrency=True,
            rrule_type="weekly",
            mon=True,
            event_tz="Europe/Sofia",
            end_type="count",
            count=3,
        )
        winter = [datetime(2021, 11, day, 8) for day in (1, 8)]
        self.assertEqual([start for start, __ in self.busy()], [first, *winter])
        last = event.recurrence_id.calendar_event_ids.sorted("start")[-1]
        last.write(
            {"start": datetime(2021, 11, 9, 8), "stop": datetime(2021, 11, 9, 9), "recurrence_update": "self_only"}
        )
        self.assertEqual([start for start, __ in self.busy()], [first, winter[0], datetime(2021, 11, 9, 8)])
        second = event.recurrence_id.calendar_event_ids.sorted("start")[1]
        second.action_mass_deletion("future_events")
        self.assertEqual([start for start, __ in self.busy()], [first])
        event.action_mass_archive("all_events")
        self.assertEqual(self.busy(), [])

    def test_all_events_of_a_series_move(self):
        event = self.make_event(recurrency=True, rrule_type="daily", end_type="count", count=3, event_tz="Europe/Sofia")
        self.assertEqual(len(self.busy()), 3)
        event.write({"start": at(12), "stop": at(13), "recurrence_update": "all_events"})
        self.assertEqual(self.busy(), [(at(12, day=day), at(13, day=day)) for day in (22, 23, 24)])

    def test_long_event(self):
        self.make_event(at(10), at(10, day=26))
        for day in (22, 24, 26):
            with self.subTest(day=day), self.assertRaises(SlotTaken):
                self.book(9 if day == 26 else 11, start=at(9 if day == 26 else 11, day=day))
        self.book(10, start=at(10, day=26))

    def test_clash_makes_one_task(self):
        visit, other = self.book(10), self.book(12, client=self.bob)
        event = self.make_event(at(10, 30), at(11, 30))
        task = self.tasks(visit)
        self.assertEqual(task.summary, "Maria is busy outside at that time")
        self.assertEqual(task.date_deadline, self.today)
        self.assertFalse(self.tasks(other))
        event.write({"start": at(10), "stop": at(11)})
        self.make_event(at(10), at(11))
        self.assertEqual(self.tasks(visit), task, "not repeated")
        self.assertEqual((visit.state, self.taken(visit)), ("booked", [(at(10), at(11))]))
        visit.state = "confirmed"
        visit.start = at(14)
        with self.assertRaises(SlotTaken):
            visit.start = at(10)

    def test_no_task_for_what_is_no_clash(self):
        cancelled, done = self.book(10), self.book(12)
        cancelled.action_cancel()
        done.state = "done"
        earlier = self.book(9)
        self.make_event(at(10), at(13))
        self.assertFalse(self.tasks(cancelled | done | earlier))

    def test_switching_on_tells_of_clashes(self):
        self.practitioner.clientele_calendar_sync = False
        self.make_event()
        visit = self.book(10)
        self.practitioner.clientele_calendar_sync = True
        self.assertEqual(len(self.tasks(visit)), 1)


@tagged("post_install", "-at_install")
class TestAllDay(BusyCase):
    """All-day events are whole days on the branch's wall, 23 to 25 hours long."""

    def all_day(self, first, last=None):
        return self.make_event(
            datetime.fromisoformat(f"{first} 08:00"),
            datetime.fromisoformat(f"{last or first} 18:00"),
            allday=True,
            start_date=first,
            stop_date=last or first,
        )

    def hours(self):
        ((start, stop),) = self.busy()
        return f"{start:%m-%d %H}", (stop - start).total_seconds() / 3600

    def test_summer_day(self):
        self.all_day("2021-07-22")
        self.assertEqual(self.hours(), ("07-21 21", 24))
        with self.assertRaises(SlotTaken):
            self.book(23)
        self.book(0, start=at(0, day=23))

    def test_clock_changes(self):
        for day, expected in {"2021-10-31": ("10-30 21", 25), "2022-03-27": ("03-26 22", 23)}.items():
            with self.subTest(day=day):
                event = self.all_day(day)
                self.assertEqual(self.hours(), expected)
                event.unlink()

    def test_several_days(self):
        event = self.all_day("2021-07-22", "2021-07-24")
        self.assertEqual(self.hours(), ("07-21 21", 72))
        event.write({"start_date": "2021-07-23"})
        self.assertEqual(self.hours(), ("07-22 21", 48))
        event.write({"allday": False, "start": at(10), "stop": at(11)})
        self.assertEqual(self.busy(), [(at(10), at(11))])

    def test_typed_into_the_form(self):
        """Core writes to the form's record while somebody types: nothing is followed before it is saved."""
        event = self.all_day("2021-07-22")
        with Form(event.with_user(self.user)) as form:
            form.stop_date = "2021-07-25"
            form.start_date = "2021-07-24"
            self.assertEqual(self.hours(), ("07-21 21", 24))
        self.assertEqual(self.hours(), ("07-23 21", 48))

    def test_zone_of_the_branch(self):
        """Neither the zone of who makes the event nor of its attendee counts."""
        self.user.tz = "Asia/Tokyo"
        self.all_day("2021-07-22")
        self.branch.with_context(clientele_rewrite_days=True).tz = "Pacific/Honolulu"
        self.branch._rewrite_days()
        self.assertEqual(self.hours(), ("07-22 10", 24))
        north = self.env["clientele.branch"].create({"name": "North", "tz": "Asia/Kolkata"})
        self.practitioner.branch_ids = north
        ((start, __),) = self.busy()
        self.assertEqual(start, datetime(2021, 7, 21, 18, 30))


@tagged("post_install", "-at_install")
class TestCoreCalendar(BusyCase):
    """Who shares no calendar notices nothing."""

    def test_budget(self):
        boss = new_test_user(self.env, "boss", groups="base.group_user")
        events = [self.make_event(user=boss), self.make_event(user=boss)]

        def costs():
            start = at(12, day=23)
            self.env["resource.resource"]._clientele_shared_calendars()
            return (
                self.cost(lambda: self.make_event(user=boss)),
                self.cost(lambda: events[0].write({"start": start, "stop": start + timedelta(hours=1)})),
                self.cost(lambda: events[0].attendee_ids.write({"state": "tentative"})),
                self.cost(lambda: events.pop().unlink()),
            )

        costs()
        events = [self.make_event(user=boss), self.make_event(user=boss)]
        shared = costs()
        self.practitioner.clientele_calendar_sync = False
        events = [self.make_event(user=boss), self.make_event(user=boss)]
        alone = costs()
        for what, more, less in zip(("create", "write", "answer", "unlink"), shared, alone, strict=True):
            with self.subTest(what=what):
                self.assertLessEqual(more, less + 1)
        self.assertEqual(self.busy(), [])

    def test_series_in_few_queries(self):
        """Twenty events of a series take as many queries of ours as four."""

        def cost(count):
            series = {"recurrency": True, "rrule_type": "daily", "end_type": "count", "event_tz": "Europe/Sofia"}
            return self.cost(lambda: self.make_event(count=count, **series))

        cost(2)
        few, many = cost(4), cost(20)
        self.practitioner.clientele_calendar_sync = False
        self.assertLessEqual(few - cost(4), 25)
        self.assertLessEqual(many - few, 40)
