from datetime import date, datetime, time, timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ...models.visit.clientele_occupancy import SlotTaken
from ...models.visit.slot_wish import Wish, WishedService
from .test_occupancy import OccupancyCase, at

DAY = date(2021, 7, 22)


class SlotCase(OccupancyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.beard = cls.make_service("Beard", 10)
        cls.beard.clientele_duration = 30
        cls.branch.slot_step = 30

    @classmethod
    def make_shift(cls, practitioner, start, stop, branch=None):
        branch = branch or cls.branch
        values = {"resource_id": practitioner.id, "branch_id": branch.id, "start": start, "stop": stop}
        return cls.env["clientele.shift"].create(values)

    def wish(self, *services, **values):
        """:param services: products, or (product, practitioners)"""
        wished = [service if isinstance(service, tuple) else (service,) for service in services or [self.service]]
        return Wish(self.branch, tuple(WishedService(*service) for service in wished), **values)

    def times(self, wish, first=DAY, last=None):
        """:return: wall times that are offered, as "10:30" """
        starts = self.env["clientele.slot"]._starts(wish, first, last or first)
        return [f"{self.branch._wall(start):%H:%M}" for start in starts]


@tagged("post_install", "-at_install")
class TestSlots(SlotCase):
    """Free times, found in shifts, leaves and occupied time (notes/booking.md F)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_shift(cls.practitioner, at(10), at(13))

    def test_times_of_a_day(self):
        self.assertEqual(self.times(self.wish()), ["10:00", "10:30", "11:00", "11:30", "12:00"])
        self.assertEqual(self.times(self.wish(), DAY + timedelta(days=1)), [])
        self.assertEqual(self.times(self.wish((self.service, self.eva))), [], "Eva does not work")

    def test_booked_time_is_not_offered(self):
        visit = self.book(10, 30)
        self.assertEqual(self.times(self.wish()), ["11:30", "12:00"])
        mine = tuple(visit.line_ids.ids)
        self.assertEqual(self.times(self.wish(but_lines=mine))[:2], ["10:00", "10:30"], "it may move a little")
        visit.action_cancel()
        self.assertEqual(len(self.times(self.wish())), 5)

    def test_overbooked_and_external_time_is_not_offered(self):
        row = {"resource_id": self.practitioner.id, "start": at(10), "stop": at(11), "blocking": False}
        self.env["clientele.occupancy"].create({**row, "kind": "external"})
        self.assertEqual(self.times(self.wish()), ["11:00", "11:30", "12:00"])

    def test_visit_at_another_branch_is_not_offered(self):
        other = self.env["clientele.branch"].create({"name": "North", "tz": "Europe/Sofia"})
        self.practitioner.branch_ids += other
        line = {"product_id": self.service.id, "resource_id": self.practitioner.id}
        values = {"partner_id": self.ann.id, "branch_id": other.id, "start": at(10)}
        self.env["clientele.visit"].create({**values, "line_ids": [Command.create(line)]})
        self.assertEqual(self.times(self.wish()), ["11:00", "11:30", "12:00"])
        self.assertEqual(self.times(Wish(other, self.wish().services)), [], "the shift is at the first branch")

    def test_every_offered_time_can_be_booked(self):
        """FC8: a beard and a haircut in any order, by whoever is there."""
        self.make_shift(self.eva, at(11), at(12))
        self.book(12, 0, self.bob)
        wish = self.wish(self.service, self.beard)
        times = self.env["clientele.slot"]._starts(wish, DAY, DAY)
        self.assertEqual([f"{self.branch._wall(start):%H:%M}" for start in times], ["10:00", "10:30"])
        for start in times:
            with self.subTest(start=start):
                visit = self.env["clientele.slot"]._book(wish, start, {"partner_id": self.ann.id})
                self.assertEqual((visit.start, visit.stop), (start, start + timedelta(minutes=90)))
                self.assertNoOverlap()
                visit.action_cancel()

    def test_union_of_two_people_is_no_time(self):
        """F12: A is free 10-11, B 11-12: nobody for two hours."""
        self.service.clientele_duration = 120
        ivo = self.make_practitioner("Ivo")
        self.make_shift(ivo, at(10), at(11))
        self.make_shift(self.eva, at(11), at(12))
        self.assertEqual(self.times(self.wish((self.service, ivo | self.eva))), [])
        self.service.clientele_duration = 60
        self.assertEqual(self.times(self.wish((self.service, ivo | self.eva))), ["10:00", "11:00"])

    def test_taken_meanwhile(self):
        wish, Slot = self.wish((self.service, self.practitioner)), self.env["clientele.slot"]
        Slot._book(wish, at(10), {"partner_id": self.ann.id})
        with self.assertRaisesRegex(SlotTaken, "just been taken"):
            Slot._book(wish, at(10), {"partner_id": self.bob.id})
        self.assertEqual(Slot._next_starts(wish, at(10), limit=2), [at(11), at(11, 30)])

    def test_fair_choice(self):
        """The least busy that day, then that week, then who was assigned longest ago."""
        Slot = self.env["clientele.slot"]
        self.make_shift(self.eva, at(10), at(13))
        wish = self.wish()
        people = []
        for hour in (10, 10, 12, 12):
            visit = Slot._book(wish, at(hour), {"partner_id": self.ann.id})
            people.append(visit.line_ids.resource_id)
        self.assertEqual(people, [self.eva, self.practitioner, self.eva, self.practitioner])
        ivo = self.make_practitioner("Ivo")
        self.make_shift(ivo, at(10), at(13))
        self.book(15, 0, practitioner=ivo)
        self.assertEqual(Slot._plan(self.wish(), at(11))[0].resource, ivo.id)

    def test_parallel_needs_two_people(self):
        wish = self.wish(self.service, self.beard, mode="parallel")
        self.assertEqual(self.times(wish), [])
        self.make_shift(self.eva, at(11), at(12))
        self.assertEqual(self.times(wish), ["11:00", "11:30"])
        visit = self.env["clientele.slot"]._book(wish, at(11), {"partner_id": self.ann.id})
        self.assertEqual(set(visit.line_ids.mapped("start")), {at(11)})
        self.assertEqual(len(visit.line_ids.resource_id), 2)

    def test_rooms(self):
        room = {"resource_type": "material", "clientele_use": "room", "branch_ids": self.branch.ids}
        first, second = self.env["resource.resource"].create([{**room, "name": "1"}, {**room, "name": "2"}])
        self.service.clientele_room_ids = first | second
        self.make_shift(self.eva, at(10), at(11))
        visits = [
            self.env["clientele.slot"]._book(self.wish(), at(10), {"partner_id": self.ann.id}) for _nr in range(2)
        ]
        self.assertEqual([visit.line_ids.room_id for visit in visits], [first, second])
        leave = {"resource_id": first.id, "date_from": at(11), "date_to": at(13)}
        self.env["resource.calendar.leaves"].create({**leave, "name": "Painting"})
        self.env["clientele.occupancy"].create({"resource_id": second.id, "start": at(11), "stop": at(12)})
        self.assertEqual(self.times(self.wish()), ["12:00"])
        first.branch_ids = second.branch_ids = self.env["clientele.branch"].create({"name": "North"})
        with self.assertRaisesRegex(UserError, "has no room or equipment for Haircut"):
            self.times(self.wish())

    def test_nobody_performs_it(self):
        ivo = self.make_practitioner("Ivo")
        self.service.clientele_practitioner_ids = [Command.create({"resource_id": ivo.id})]
        with self.assertRaisesRegex(UserError, "Nobody performs Haircut"):
            self.times(self.wish((self.service, self.practitioner)))

    def test_own_duration_of_a_practitioner(self):
        row = {"resource_id": self.practitioner.id, "duration": 150}
        self.service.clientele_practitioner_ids = [Command.create(row)]
        self.assertEqual(self.times(self.wish()), ["10:00", "10:30"])
        visit = self.env["clientele.slot"]._book(self.wish(), at(10), {"partner_id": self.ann.id})
        self.assertEqual((visit.line_ids.duration, visit.stop), (150, at(12, 30)))
        self.assertEqual(
            self.times(self.wish((self.service, self.practitioner, 180), but_lines=visit.line_ids._ids)), ["10:00"]
        )

    def test_buffers_need_not_fit_the_shift(self):
        """F14: 60 + 10 minutes at 12:00, the shift ends at 13:00."""
        self.service.clientele_buffer_after = 10
        self.assertIn("12:00", self.times(self.wish()))
        self.book(12, 0, self.bob)
        self.assertEqual(self.times(self.wish()), ["10:00", "10:30"], "11:00 would end at 12:10")

    def test_leave_that_ends_a_second_before_noon(self):
        """F4: the first start is 12:00."""
        leave = {"resource_id": self.practitioner.id, "date_from": at(0), "date_to": at(11, 59) + timedelta(seconds=59)}
        self.env["resource.calendar.leaves"].create({**leave, "name": "Ill"})
        self.assertEqual(self.times(self.wish()), ["12:00"])

    def test_lead_time_and_horizon(self):
        """F15: now is 15:00 on the 21st; the last day counts, reception is bound by neither."""
        self.make_shift(self.eva, at(15, 0, day=21), at(18, 0, day=21))
        today, online = date(2021, 7, 21), self.wish(online=True)
        self.assertEqual(self.times(self.wish(), today), ["15:00", "15:30", "16:00", "16:30", "17:00"])
        self.branch.lead_minutes = 60
        self.assertEqual(self.times(online, today), ["16:00", "16:30", "17:00"])
        self.branch.lead_minutes = 61
        self.assertEqual(self.times(online, today), ["16:30", "17:00"])
        self.branch.lead_minutes = 24 * 60
        self.assertEqual(self.times(online), [])
        self.branch.write({"lead_minutes": 0, "horizon_days": 1})
        self.assertEqual(len(self.times(online)), 5)
        self.branch.horizon_days = 0
        self.assertEqual(self.times(online), [])
        self.assertEqual(len(self.times(self.wish())), 5)

    def test_grid_follows_the_wall(self):
        """F13: anchored to midnight of the branch, not to the shift; Kolkata is half an hour off."""
        self.branch.slot_step = 60
        self.make_shift(self.eva, at(13, 20), at(16, 10))
        self.assertEqual(self.times(self.wish()), ["10:00", "11:00", "12:00", "14:00", "15:00"])
        india = self.env["clientele.branch"].create({"name": "Delhi", "tz": "Asia/Kolkata", "slot_step": 60})
        self.eva.branch_ids += india
        self.make_shift(self.eva, datetime(2021, 7, 23, 4), datetime(2021, 7, 23, 7), india)
        starts = self.env["clientele.slot"]._starts(
            Wish(india, self.wish().services), date(2021, 7, 23), date(2021, 7, 23)
        )
        self.assertEqual([f"{india._wall(start):%H:%M}" for start in starts], ["10:00", "11:00"])

    def test_night_shift_over_the_change_of_clocks(self):
        """F1: Sat 27 March 2027 22:00 to 6:00 has seven hours, 25 starts, none at three; autumn nine and 33."""
        self.branch.slot_step = 15
        for first, count, threes in ((date(2027, 3, 27), 25, 0), (date(2027, 10, 30), 33, 8)):
            with self.subTest(first=first):
                last = first + timedelta(days=1)
                start, stop = self.branch._utc_of(first, time(22)), self.branch._utc_of(last, time(6))
                self.make_shift(self.practitioner, start, stop)
                times = self.times(self.wish(), first, last)
                self.assertEqual((len(times), sum(time.startswith("03:") for time in times)), (count, threes))

    def test_warning_where_somebody_does_not_work(self):
        """It is allowed: reception knows best. What is past or closed needs no warning."""
        visit = self.book(10)
        self.assertFalse(visit.schedule_warning)
        visit.start = at(12)
        self.assertFalse(visit.schedule_warning, "until 13:00")
        visit.start = at(12, 30)
        self.assertEqual(visit.schedule_warning, "Maria does not work then at this branch.")
        self.make_shift(self.practitioner, at(13), at(14))
        visit.invalidate_recordset(["schedule_warning"])
        self.assertFalse(visit.schedule_warning, "the shifts touch")
        leave = {"resource_id": self.practitioner.id, "date_from": at(13), "date_to": at(23), "name": "Ill"}
        self.env["resource.calendar.leaves"].create(leave)
        visit.invalidate_recordset(["schedule_warning"])
        self.assertEqual(visit.schedule_warning, "Maria is away then.")
        visit.action_done()
        self.assertFalse(visit.schedule_warning)

    def test_hold(self):
        Slot, wish = self.env["clientele.slot"], self.wish()
        key = Slot._hold(wish, at(10))
        self.assertEqual(self.times(wish), ["11:00", "11:30", "12:00"])
        mine = self.wish(hold_key=key)
        self.assertEqual(self.times(mine)[0], "10:00")
        with self.assertRaises(SlotTaken):
            Slot._hold(wish, at(10))
        visit = Slot._book(mine, at(10), {"partner_id": self.ann.id})
        rows = self.env["clientele.occupancy"].search([("resource_id", "=", self.practitioner.id)])
        self.assertEqual(rows, visit.occupancy_ids)

    def test_queries_do_not_grow(self):
        """One query finds the times, however many people, services and visits there are."""
        Slot, wish = self.env["clientele.slot"], self.wish()
        self.env.flush_all()
        Slot._starts(wish, DAY, DAY)
        with self.assertQueryCount(1):
            Slot._starts(wish, DAY, DAY)
        for name in "ABCDEFGH":
            self.make_shift(self.make_practitioner(name), at(10), at(13))
            Slot._book(wish, at(10), {"partner_id": self.ann.id})
        self.env.flush_all()
        wish = self.wish(self.service, self.beard)
        Slot._starts(wish, DAY, DAY)
        with self.assertQueryCount(1):
            Slot._starts(wish, DAY, DAY + timedelta(days=30))
