import json
from datetime import date, datetime, time, timedelta
from random import Random

from odoo import Command
from odoo.tests import tagged
from odoo.tools import SQL

from ...models.visit.slot_wish import Wish, WishedService
from ..common import ClienteleCase

# (zone, day in the middle): both changes of the clock, half and quarter hours, a change of half an hour, a plain day
PLACES = (
    ("Europe/Sofia", date(2027, 3, 28)),
    ("Europe/Sofia", date(2027, 10, 31)),
    ("America/New_York", date(2027, 3, 14)),
    ("America/New_York", date(2027, 11, 7)),
    ("Australia/Lord_Howe", date(2027, 4, 4)),
    ("Asia/Kathmandu", date(2027, 6, 16)),
)
DAYS = 3

# The same question to PostgreSQL: rows as they are stored, ranges instead of bitmaps, every way of every start.
ORACLE = """
WITH RECURSIVE
minutes AS (
    SELECT minute FROM generate_series(%(first)s::timestamp, %(last)s + INTERVAL '1 day', '1 minute') minute
),
grid AS (
    SELECT minute
      FROM minutes, LATERAL (SELECT minute AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s AS wall) clock
     WHERE wall >= %(first_day)s::date AND wall < %(last_day)s::date + 1 AND minute >= %(now)s
       AND (extract(hour FROM wall) * 60 + extract(minute FROM wall))::int %% %(step)s = 0
),
company AS (
    SELECT unnest(string_to_array(rtrim(parent_path, '/'), '/')::int[]) AS id
      FROM res_company WHERE id = %(company)s
),
away AS (
    SELECT r.id AS resource_id, tsrange(l.date_from, l.date_to) AS span
      FROM resource_calendar_leaves l, resource_resource r
     WHERE l.time_type = 'leave'
       AND (l.resource_id = r.id
            OR l.resource_id IS NULL AND l.company_id IN (SELECT id FROM company)
               AND COALESCE(l.calendar_id, r.calendar_id) IS NOT DISTINCT FROM r.calendar_id)
),
busy AS (
    SELECT resource_id, range_agg(span) AS spans
      FROM (SELECT resource_id, tsrange(start, stop) AS span
              FROM clientele_occupancy WHERE kind != 'hold' OR expires_at > %(now)s
            UNION ALL SELECT * FROM away) taken
     GROUP BY resource_id
),
work AS (
    SELECT resource_id, range_agg(tsrange(start, stop)) AS spans
      FROM clientele_shift WHERE branch_id = %(branch)s GROUP BY resource_id
),
free AS (
    SELECT id AS resource_id, tsmultirange(tsrange(NULL, NULL)) - COALESCE(spans, '{}') AS spans
      FROM resource_resource LEFT JOIN busy ON resource_id = id
),
option AS (
    SELECT part, resource_id, duration * INTERVAL '1 minute' AS duration, before * INTERVAL '1 minute' AS before,
           after * INTERVAL '1 minute' AS after, gap_from * INTERVAL '1 minute' AS gap_from,
           gap_to * INTERVAL '1 minute' AS gap_to, rooms, machines
      FROM jsonb_to_recordset(%(options)s::jsonb) AS o(
           part int, resource_id int, duration int, before int, after int, gap_from int, gap_to int,
           rooms int[], machines int[])
),
way AS (
    SELECT part, minute, minute + duration AS stop,
           array_remove(ARRAY[o.resource_id, room.resource_id, machine.resource_id], NULL) AS resources
      FROM option o
      JOIN work ON work.resource_id = o.resource_id
      JOIN free ON free.resource_id = o.resource_id
     CROSS JOIN minutes
      LEFT JOIN free room ON room.resource_id = ANY(o.rooms)
       AND room.spans @> tsrange(minute - before, minute + duration + after)
      LEFT JOIN free machine ON machine.resource_id = ANY(o.machines)
       AND machine.spans @> tsrange(minute - before, minute + duration + after)
     WHERE work.spans @> tsrange(minute, minute + duration)
       AND free.spans @> tsmultirange(tsrange(minute - before, minute + gap_from),
                                      tsrange(minute + gap_to, minute + duration + after))
       AND (room.resource_id IS NOT NULL OR cardinality(o.rooms) = 0)
       AND (machine.resource_id IS NOT NULL OR cardinality(o.machines) = 0)
),
visit AS (
    SELECT minute AS start, minute AS next, '{}'::int[] AS done, '{}'::int[] AS used FROM grid
     UNION
    SELECT start, CASE WHEN %(mode)s = 'parallel' THEN start ELSE stop END, done || part,
           CASE WHEN %(mode)s = 'parallel' THEN used || resources ELSE used END
      FROM visit
      JOIN way ON way.minute = visit.next AND NOT used && resources
           AND CASE WHEN %(mode)s = 'any_order' THEN part != ALL(done) ELSE part = cardinality(done) END
)
SELECT DISTINCT start FROM visit WHERE cardinality(done) = %(parts)s ORDER BY start
"""


@tagged("post_install", "-at_install")
class TestSlotOracles(ClienteleCase):
    """FC8: the slot engine against one SQL query over multiranges, on random shifts, leaves and occupied time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.child = cls.env["res.company"].create({"name": "Plovdiv", "parent_id": cls.company.id})
        cls.stranger = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.calendars = cls.env["resource.calendar"].create([{"name": name, "company_id": False} for name in "AB"])
        cls.branch = cls.child._clientele_default_branch()
        cls.other = cls.branch.create({"name": "Other", "company_id": cls.child.id, "tz": "UTC"})
        values = {"company_id": cls.child.id, "branch_ids": [Command.set((cls.branch | cls.other).ids)]}
        cls.people = cls.env["resource.resource"].create(
            [
                {**values, "name": f"P{nr}", "is_practitioner": True, "calendar_id": cls.calendars[nr % 2].id}
                for nr in range(4)
            ]
        )
        cls.rooms, cls.machines = (
            cls.env["resource.resource"].create(
                [{**values, "name": f"{use} {nr}", "resource_type": "material", "clientele_use": use} for nr in (1, 2)]
            )
            for use in ("room", "equipment")
        )

    def test_starts(self):
        """Every mode at every place; most of them must have something to compare."""
        found = []
        for seed in range(18):
            zone, day = PLACES[seed % len(PLACES)]
            mode = ("sequence", "any_order", "parallel")[seed // len(PLACES)]
            with self.subTest(seed=seed, zone=zone, day=day, mode=mode):
                starts = self.compare(Random(seed), zone, day, mode)
                found.append(len(starts))
        self.assertGreater(sum(map(bool, found)), 14)
        self.assertGreater(sum(found), 1000)

    def compare(self, random, zone, day, mode):
        self.clear()
        self.branch.with_context(clientele_rewrite_days=True).write(
            {"tz": zone, "slot_step": random.choice((5, 7, 15))}
        )
        days = [day + timedelta(days=nr) for nr in range(-1, DAYS - 1)]
        self.first = datetime.combine(days[0], time()) - timedelta(days=1)
        self.last = datetime.combine(days[-1], time()) + timedelta(days=2)
        self.env = self.on(days[0])
        self.make_shifts(random)
        self.make_leaves(random)
        self.make_occupancy(random)
        wanted = [self.make_random_service(random, nr) for nr in range(random.choice((1, 2, 2, 3)))]
        branch = self.branch.with_env(self.env)
        services = tuple(WishedService(product, people) for product, people, __ in wanted)
        wish = Wish(branch, services, mode=mode)
        slots = self.env["clientele.slot"]
        starts = slots._starts(wish, days[0], days[-1])
        expected = self.oracle(branch, mode, [options for *__, options in wanted], days)
        self.assertEqual(sorted(set(starts) ^ set(expected))[:5], [], "offered or expected, but not both")
        self.assertEqual(starts, sorted(set(starts)))
        for start in random.sample(starts, min(len(starts), 5)):
            self.assertTrue(slots._plan(wish, start), f"nobody comes at {start}")
        return starts

    def make_random_service(self, random, number):
        """:return: product, those of its performers who are wished, and the same as options of the oracle"""
        duration = random.choice((5, 8, 30, 45, 60))
        before, after = random.choice((0, 0, 10)), random.choice((0, 0, 5, 15))
        gap = random.choice(((), (2, 2), (20, 10), (10, 35)))
        gap = gap if gap and sum(gap) < duration else ()
        rooms = self.rooms if random.random() < 0.3 else self.rooms[:0]
        machines = self.machines[: random.choice((0, 0, 1, 2))]
        performers = self.people.browse(random.sample(self.people.ids, random.choice((2, 3, 4))))
        own = {person: random.choice((0, 0, sum(gap) + 20, 90)) for person in performers}
        product = self.env["product.product"].create(
            {
                "name": f"Service {number}",
                "type": "service",
                "clientele_duration": duration,
                "clientele_buffer_before": before,
                "clientele_buffer_after": after,
                "clientele_gap_ids": [Command.create({"start": gap[0], "duration": gap[1]})] if gap else [],
                "clientele_room_ids": [Command.set(rooms.ids)],
                "clientele_equipment_ids": [Command.set(machines.ids)],
                "clientele_practitioner_ids": [
                    Command.create({"resource_id": person.id, "duration": minutes}) for person, minutes in own.items()
                ],
            }
        )
        wished = performers[: random.choice((1, 4, 4))]
        options = [
            {
                "resource_id": person.id,
                "duration": own[person] or duration,
                "before": before,
                "after": after,
                "gap_from": gap[0] if gap else 0,
                "gap_to": sum(gap),
                "rooms": rooms.ids,
                "machines": machines.ids,
            }
            for person in wished
        ]
        return product, wished, options

    def oracle(self, branch, mode, parts, days):
        self.env.flush_all()
        options = [{"part": nr, **option} for nr, options in enumerate(parts) for option in options]
        query = SQL(
            ORACLE,
            first=self.first,
            last=self.last,
            first_day=days[0],
            last_day=days[-1],
            now=branch._now(),
            zone=branch.tz,
            step=branch.slot_step,
            company=branch.company_id.id,
            branch=branch.id,
            options=json.dumps(options),
            mode=mode,
            parts=len(parts),
        )
        return [start for (start,) in self.env.execute_query(query)]

    # ---------------------------------------------------------------- random data

    def clear(self):
        for name in ("clientele.occupancy", "resource.calendar.leaves", "clientele.shift"):
            self.env[name].sudo().search([]).unlink()

    def moment(self, random):
        return self.first + timedelta(minutes=random.randrange((self.last - self.first) // timedelta(minutes=1)))

    def make_shifts(self, random):
        """By day and by night; some touch, and some are in the other branch."""
        rows = []
        for person in self.people:
            start = self.first + timedelta(minutes=random.randrange(600))
            while start < self.last:
                stop = start + timedelta(minutes=random.choice((45, 240, 420, 600, 900)))
                branch = self.other if random.random() < 0.15 else self.branch
                rows.append({"resource_id": person.id, "branch_id": branch.id, "start": start, "stop": stop})
                start = stop + timedelta(minutes=random.choice((0, 0, 30, 60, 300)))
        self.env["clientele.shift"].create(rows)

    def make_leaves(self, random):
        """Of one, of a calendar, of everybody here or in the companies above; their ends have odd seconds."""
        owners = [{"resource_id": one.id} for one in (*self.people, *self.rooms, *self.machines)]
        owners += [{"calendar_id": one.id} for one in self.calendars]
        owners += [{"company_id": company.id} for company in (self.company, self.child, self.stranger)]
        rows, chosen = [], random.choices(owners, k=10)
        for owner in chosen:
            start = self.moment(random) - timedelta(minutes=random.choice((0, 0, 300)))
            stop = start + timedelta(minutes=random.choice((7, 60, 240))) - timedelta(seconds=random.choice((0, 1, 30)))
            kind = "other" if random.random() < 0.2 else "leave"
            rows.append({"name": "Away", "date_from": start, "date_to": stop, "time_type": kind, **owner})
        for leave, owner in zip(self.env["resource.calendar.leaves"].create(rows), chosen, strict=True):
            leave.company_id = owner.get("company_id", leave.company_id.id)

    def make_occupancy(self, random):
        """Breaks and visits, holds that ended before or do so later, and what overlaps because it does not block."""
        rows = []
        for resource in (*self.people, *self.rooms, *self.machines):
            start = self.moment(random) - timedelta(days=2)
            while start < self.last:
                stop = start + timedelta(minutes=random.choice((8, 30, 60, 125)))
                rows.append(self.occupied(random, resource, start, stop))
                start = stop + timedelta(minutes=random.choice((0, 20, 90, 400)))
        for resource in random.choices(self.people, k=4):
            minutes = random.choice((45, 100, 3000))
            start = self.moment(random) - timedelta(minutes=minutes // 2, seconds=random.choice((0, 30)))
            stop = start + timedelta(minutes=minutes)
            rows.append({**self.occupied(random, resource, start, stop), "kind": "external", "blocking": False})
        self.env["clientele.occupancy"].create(rows)

    def occupied(self, random, resource, start, stop):
        now = self.branch.with_env(self.env)._now()
        values = {"resource_id": resource.id, "start": start, "stop": stop, "company_id": self.child.id}
        if random.random() < 0.2:
            expiry = now + timedelta(minutes=random.choice((-5, 0, 5)))
            return {**values, "kind": "hold", "hold_key": "somebody", "expires_at": expiry}
        return {**values, "kind": random.choice(("visit", "break", "class"))}
