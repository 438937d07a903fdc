from datetime import datetime, timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL

from ...models.visit.clientele_occupancy import SlotTaken
from ..common import ClienteleCase

TOMORROW = "2021-07-22"


def at(hour, minute=0, day=22):
    """A moment of July 2021 on the wall in Sofia, which is three hours ahead of UTC."""
    return datetime(2021, 7, day, hour, minute) - timedelta(hours=3)


class OccupancyCase(ClienteleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.practitioner.branch_ids = cls.branch
        cls.eva = cls.make_practitioner("Eva")
        cls.ann, cls.bob = cls.make_client("Ann"), cls.make_client("Bob")

    @classmethod
    def make_practitioner(cls, name, **values):
        values = {"is_practitioner": True, "resource_type": "user", "branch_ids": cls.branch.ids, **values}
        return cls.env["resource.resource"].create({"name": name, **values})

    @classmethod
    def book(cls, hour, minute=0, client=None, practitioner=None, **values):
        """A visit tomorrow: one haircut of an hour, by Maria unless told otherwise."""
        line = {"product_id": cls.service.id, "resource_id": (practitioner or cls.practitioner).id}
        visit = {"partner_id": (client or cls.ann).id, "branch_id": cls.branch.id, "start": at(hour, minute)}
        return cls.env["clientele.visit"].create({**visit, "line_ids": [Command.create(line)], **values})

    def taken(self, visits, resource=None):
        """:return: list of (start, stop) that the visits take, of one resource"""
        rows = visits.occupancy_ids.sorted("start")
        return [(row.start, row.stop) for row in rows if not resource or row.resource_id == resource]

    def assertNoOverlap(self):
        """The invariant of DESIGN 4, by SQL."""
        self.env.flush_all()
        overlaps = SQL(
            """SELECT a.id, b.id FROM clientele_occupancy a JOIN clientele_occupancy b ON a.resource_id = b.resource_id
                 AND a.id < b.id AND a.start < b.stop AND b.start < a.stop WHERE a.blocking AND b.blocking"""
        )
        self.assertEqual(self.env.execute_query(overlaps), [])


@tagged("post_install", "-at_install")
class TestOccupancy(OccupancyCase):
    """DESIGN 4: nobody is booked twice."""

    def tearDown(self):
        self.assertNoOverlap()
        super().tearDown()

    def test_visit_takes_its_time(self):
        visit = self.book(10)
        self.assertEqual(self.taken(visit), [(at(10), at(11))])
        row = visit.occupancy_ids
        self.assertEqual((row.kind, row.blocking, row.resource_id), ("visit", True, self.practitioner))
        self.assertEqual((row.branch_id, row.company_id), (self.branch, self.company))

    def test_second_visit_is_refused_in_words(self):
        self.book(10)
        for hour, minute in ((10, 0), (9, 1), (10, 59)):
            message = "Maria is not free on 07/22/2021: visit from 10:00 to 11:00"
            with self.subTest(hour=hour, minute=minute), self.assertRaisesRegex(SlotTaken, message):
                self.book(hour, minute, self.bob)
        self.book(9, 0, self.bob)
        self.book(11, 0, self.bob)
        self.book(10, 0, self.bob, self.eva)

    def test_nothing_is_half_saved(self):
        self.book(10)
        before = self.env["clientele.visit"].search_count([])
        with self.assertRaises(SlotTaken), self.env.cr.savepoint():
            self.book(10, 30, self.bob)
        self.assertEqual(self.env["clientele.visit"].search_count([]), before)

    def test_states_that_hold_and_release(self):
        visit = self.book(10)
        for state in ("confirmed", "arrived", "done"):
            visit.state = state
            self.assertEqual(self.taken(visit), [(at(10), at(11))], state)
        for state in ("no_show", "cancelled"):
            visit.state = "booked"
            visit.state = state
            self.assertEqual(self.taken(visit), [], state)
        self.book(10, 0, self.bob)
        with self.assertRaises(SlotTaken):
            visit.action_reopen()

    def test_past_takes_nobodys_time(self):
        """Reception records what has happened; today is the 21st, noon UTC (15:00 in Sofia)."""
        Visit = self.env["clientele.visit"]
        for client in (self.ann, self.bob):
            line = {"product_id": self.service.id, "resource_id": self.practitioner.id}
            values = {"partner_id": client.id, "start": at(14, 0, day=21), "line_ids": [Command.create(line)]}
            self.assertFalse(Visit.create(values).occupancy_ids)
        values["start"] = at(14, 1, day=21)
        self.assertTrue(Visit.create(values).occupancy_ids, "over at 15:01")

    def test_move(self):
        visit = self.book(10)
        visit.start = at(12)
        self.assertEqual((visit.line_ids.start, visit.stop), (at(12), at(13)))
        self.assertEqual(self.taken(visit), [(at(12), at(13))])
        visit.start = at(12, 30)  # overlaps itself
        visit.line_ids.resource_id = self.eva
        self.assertEqual(self.taken(visit, self.eva), [(at(12, 30), at(13, 30))])
        self.assertEqual(self.taken(visit, self.practitioner), [])
        self.book(15, 0, self.bob, self.eva)
        with self.assertRaises(SlotTaken):
            visit.start = at(14, 30)

    def test_stretch_and_line_start(self):
        visit = self.book(10)
        visit.stop = at(11, 30)
        self.assertEqual((visit.line_ids.duration, self.taken(visit)), (90, [(at(10), at(11, 30))]))
        visit.line_ids.start = at(9)
        self.assertEqual((visit.start, visit.stop, self.taken(visit)), (at(9), at(10, 30), [(at(9), at(10, 30))]))
        with self.assertRaisesRegex(ValidationError, "later than its start"), self.env.cr.savepoint():
            visit.line_ids.stop = at(8)
            self.env.flush_all()

    def test_swap(self):
        """Two visits change their places in one step, whoever is written first."""
        first, second = self.book(10), self.book(11, 0, self.bob)
        (first | second)._reschedule({first: at(11), second: at(10)})
        self.assertEqual((self.taken(first), self.taken(second)), ([(at(11), at(12))], [(at(10), at(11))]))

    def test_services_follow_each_other(self):
        beard = self.make_service("Beard", 10)
        beard.clientele_duration = 30
        lines = [
            {"product_id": self.service.id, "resource_id": self.practitioner.id},
            {"product_id": self.product.id},
            {"product_id": beard.id, "resource_id": self.eva.id},
        ]
        visit = self.book(10, line_ids=[Command.create(line) for line in lines])
        hair, shampoo, shave = visit.line_ids
        self.assertEqual((hair.start, shave.start, shave.stop), (at(10), at(11), at(11, 30)))
        self.assertEqual((shampoo.start, shampoo.stop, visit.stop), (at(10), at(10), at(11, 30)))
        hair.duration = 45
        self.assertEqual((shave.start, visit.stop), (at(10, 45), at(11, 15)))
        self.assertEqual(self.taken(visit, self.eva), [(at(10, 45), at(11, 15))])
        shave.start = at(9, 30)
        self.assertEqual((visit.start, hair.start, shave.start), (at(9, 30), at(10), at(9, 30)))
        shave.unlink()
        self.assertEqual(self.taken(visit), [(at(10), at(10, 45))])

    def test_one_person_cannot_do_both_at_once(self):
        visit = self.book(10)
        with self.assertRaisesRegex(UserError, "Maria cannot do Haircut and Haircut at the same time"):
            visit.line_ids.copy({"visit_id": visit.id, "offset": 30, "start_by_hand": True})

    def test_room_is_taken_too(self):
        room = self.env["resource.resource"].create(
            {"name": "Room 1", "resource_type": "material", "clientele_use": "room", "branch_ids": self.branch.ids}
        )
        visit, other = self.book(10), self.book(10, 0, self.bob, self.eva)
        visit.line_ids.room_id = room
        with self.assertRaisesRegex(SlotTaken, "Room 1 is not free"):
            other.line_ids.room_id = room

    def test_buffers_and_gaps(self):
        self.service.write({"clientele_buffer_before": 10, "clientele_buffer_after": 5})
        self.service.clientele_gap_ids = [Command.create({"start": 20, "duration": 20})]
        visit = self.book(10)
        self.assertEqual(self.taken(visit), [(at(9, 50), at(10, 20)), (at(10, 40), at(11, 5))])
        beard = self.make_service("Beard", 10)
        beard.clientele_duration = 20
        line = {"product_id": beard.id, "resource_id": self.practitioner.id}
        self.book(10, 20, self.bob, line_ids=[Command.create(line)])
        with self.assertRaises(SlotTaken):
            self.book(12, 14, self.bob)
            self.book(11, 1, self.bob)

    def test_overbooking_needs_right_and_reason(self):
        self.book(10)
        reception = self.make_user("receptionist")
        with self.assertRaises(SlotTaken):
            self.book(10, 0, self.bob)
        line = {"product_id": self.service.id, "resource_id": self.practitioner.id}
        values = {"partner_id": self.bob.id, "start": at(10), "overbook_reason": "VIP", "branch_id": self.branch.id}
        values["line_ids"] = [Command.create(line)]
        Visit = self.env["clientele.visit"]
        with self.assertRaisesRegex(UserError, "right to overbook"):
            Visit.with_user(reception).create(values)
        may = self.make_user("receptionist", "overbook")
        visit = Visit.with_user(may).create(values)
        self.assertTrue(visit.overbooked)
        self.assertEqual(visit.line_ids.mapped("overbooked"), [True])
        self.assertEqual(visit.sudo().occupancy_ids.mapped("blocking"), [False])
        visit.start = at(12)
        self.assertFalse(visit.overbooked, "its new time is free")
        self.assertEqual(visit.sudo().occupancy_ids.mapped("blocking"), [True])

    def test_overbooked_time_is_not_free_either(self):
        visit = self.book(10)
        self.book(10, 0, self.bob, overbook_reason="VIP")
        visit.action_cancel()
        with self.assertRaises(SlotTaken):
            self.book(10)

    def test_service_without_duration_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "has no duration"):
            line = {"product_id": self.service.id, "resource_id": self.practitioner.id, "duration": 0}
            self.book(10, line_ids=[Command.create(line)])

    def test_hold_expires_at_its_moment(self):
        """Noon UTC is now: a hold until noon is over, one minute later it is not."""
        Occupancy = self.env["clientele.occupancy"]
        hold = {"kind": "hold", "hold_key": "key", "resource_id": self.practitioner.id}
        hold.update(start=at(10), stop=at(11), expires_at=datetime(2021, 7, 21, 12, 1))
        row = Occupancy.create(hold)
        with self.assertRaises(SlotTaken):
            self.book(10)
        row.expires_at = datetime(2021, 7, 21, 12)
        self.book(10)
        self.assertFalse(row.exists())

    def test_hold_becomes_a_visit(self):
        hold = {"kind": "hold", "hold_key": "key", "resource_id": self.practitioner.id}
        hold.update(start=at(10), stop=at(11), expires_at=datetime(2021, 7, 21, 13))
        self.env["clientele.occupancy"].create(hold)
        Visit = self.env["clientele.visit"].with_context(clientele_hold_key="key")
        line = {"product_id": self.service.id, "resource_id": self.practitioner.id}
        Visit.create({"partner_id": self.ann.id, "start": at(10), "line_ids": [Command.create(line)]})

    def test_breaks_are_made_by_hand_nothing_else(self):
        reception = self.make_user("receptionist")
        Occupancy = self.env["clientele.occupancy"].with_user(reception)
        lunch = {"resource_id": self.practitioner.id, "start": at(13), "stop": at(14), "branch_id": self.branch.id}
        row = Occupancy.create({**lunch, "name": "Lunch"})
        with self.assertRaisesRegex(SlotTaken, "lunch from 13:00 to 14:00"):
            self.book(13, 30)
        visit = self.book(10)
        with self.assertRaises(SlotTaken), self.env.cr.savepoint():
            row.write({"start": at(10, 30), "stop": at(11, 30)})
        row.invalidate_recordset()
        row.write({"start": at(12)})
        hold = {"hold_key": "key", "expires_at": at(20)}
        for kind in ("visit", "class", "hold", "external"):
            with self.subTest(kind=kind), self.assertRaises(AccessError), self.env.cr.savepoint():
                Occupancy.create({**lunch, **hold, "kind": kind, "start": at(20), "stop": at(21)})
        for change in ({"stop": at(12)}, {"blocking": False}):
            with self.assertRaises(AccessError):
                visit.occupancy_ids.with_user(reception).write(change)
        with self.assertRaises(AccessError):
            visit.occupancy_ids.with_user(reception).unlink()
        row.unlink()

    def test_guard_exists_and_comes_back(self):
        """Odoo only logs a constraint that cannot be made: the job makes it again."""
        Occupancy = self.env["clientele.occupancy"]
        self.assertTrue(Occupancy._guarded())
        self.book(10)
        self.env.cr.execute("ALTER TABLE clientele_occupancy DROP CONSTRAINT clientele_occupancy_no_overlap")
        self.assertFalse(Occupancy._guarded())
        row = {"resource_id": self.practitioner.id, "start": at(10, 30), "stop": at(11), "kind": "external"}
        later = Occupancy.create(row)
        Occupancy._cron_check_guard()
        self.assertTrue(Occupancy._guarded())
        self.assertFalse(later.blocking)

    def test_long_time_is_seen(self):
        week = {
            "resource_id": self.practitioner.id,
            "start": at(0, 0, day=18),
            "stop": at(0, 0, day=25),
            "name": "Fair",
        }
        self.env["clientele.occupancy"].create(week)
        with self.assertRaisesRegex(SlotTaken, "fair"):
            self.book(10)
