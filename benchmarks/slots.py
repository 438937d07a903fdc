"""What finding free times costs, against core's working intervals of the same people, leaves and visits.

./dev bench slots --visits 200000
"""

import argparse
import time
from collections import defaultdict
from datetime import date, datetime, timedelta

import pytz
from _measure import Meter
from _rows import execute, vacuum

from odoo import Command
from odoo.tools import SQL
from odoo.tools.intervals import Intervals

from odoo.addons.clientele.models.visit.slot_wish import Wish, WishedService

TODAY = date(2027, 3, 14)
FIRST, DAYS = TODAY + timedelta(days=1), 30  # the clock is put forward on the 28th
PEOPLE, DURATION, STEP = 20, 60, 15
A_DAY = 5  # visits of one practitioner
TIMES_FASTER = 10
SPLIT_DAY = ((8, 12), (13, 17)), ((9, 13), (14, 18)), ((10, 14), (14.5, 19)), ((8.5, 12.5), (13, 16.5))


def make_salon(env):
    """:return: (branch, practitioners) with a calendar each, split days, other days off, vacations, one holiday"""
    branch = env.company._clientele_default_branch()
    branch.with_context(clientele_rewrite_days=True).write({"tz": "Europe/Sofia", "slot_step": STEP})
    calendars = env["resource.calendar"].create([prepare_calendar(nr) for nr in range(PEOPLE)])
    people = env["resource.resource"].create(
        [
            {
                "name": f"Practitioner {nr}",
                "is_practitioner": True,
                "branch_ids": [Command.set(branch.ids)],
                "calendar_id": calendar.id,
            }
            for nr, calendar in enumerate(calendars)
        ]
    )
    env["resource.calendar.leaves"].create(
        [prepare_leave(TODAY + timedelta(days=21), 1)]
        + [
            prepare_leave(TODAY + timedelta(days=3 * nr - year * 365), 7, resource_id=person.id)
            for nr, person in enumerate(people)
            for year in range(6)
        ]
    )
    return branch, people


def prepare_calendar(number):
    hours = SPLIT_DAY[number % len(SPLIT_DAY)]
    days_off = {number % 7, (number + 1 + number // 7) % 7}
    rows = [
        {"name": "Work", "dayofweek": str(day), "hour_from": start, "hour_to": stop, "day_period": "morning"}
        for day in sorted(set(range(7)) - days_off)
        for start, stop in hours
    ]
    attendances = [Command.clear(), *(Command.create(row) for row in rows)]
    return {"name": f"Calendar {number}", "tz": "Europe/Sofia", "attendance_ids": attendances}


def prepare_leave(day, days, **values):
    """From midnight to a second before midnight in Sofia, as Odoo makes it in winter."""
    start = datetime.combine(day, datetime.min.time()) - timedelta(hours=2)
    stop = start + timedelta(days=days, seconds=-1)
    return {"name": "Away", "date_from": start, "date_to": stop, "resource_id": False, "calendar_id": False, **values}


def take_time(env, branch, people, visits):
    """Insert so many visits' times, day by day, up to two months ahead.

    :return: how many they are
    """
    last = datetime.combine(TODAY, datetime.min.time()) + timedelta(days=2 * DAYS)
    execute(env, SQL("SELECT setseed(0.42)"))
    execute(
        env,
        SQL(
            """INSERT INTO clientele_occupancy (resource_id, branch_id, company_id, start, stop, blocking, kind)
               SELECT person, %(branch)s, %(company)s, hour,
                      hour + (30 + 15 * floor(random() * 3)) * INTERVAL '1 minute', TRUE, 'visit'
                 FROM unnest(%(people)s) person,
                      generate_series(%(first)s::timestamp, %(last)s, '1 hour') hour
                WHERE extract(hour FROM hour) BETWEEN 5 AND 15 AND random() < %(a_day)s / 11.0
                ORDER BY hour""",
            branch=branch.id,
            company=branch.company_id.id,
            people=people.ids,
            first=last - timedelta(days=visits // (len(people) * A_DAY)),
            last=last,
            a_day=A_DAY,
        ),
    )
    vacuum(env, ("clientele_occupancy", "clientele_shift", "resource_calendar_leaves"))
    return env["clientele.occupancy"].search_count([])


def by_core(branch, people, last):
    """The same question by core's working intervals, one calendar after the other, and its Intervals.

    :return: sorted naive UTC datetimes
    """
    start, stop = (branch._utc_of(day, datetime.min.time()) for day in (FIRST, last + timedelta(days=1)))
    rows = branch.env.execute_query(
        SQL(
            """SELECT resource_id, start, stop FROM clientele_occupancy
                WHERE resource_id = ANY(%s) AND start < %s AND stop > %s AND start > %s""",
            people.ids,
            stop,
            start,
            start - timedelta(days=1),
        )
    )
    busy = defaultdict(list)
    for person, taken_from, taken_to in rows:
        busy[person].append((pytz.utc.localize(taken_from), pytz.utc.localize(taken_to), people.browse()))
    found = set()
    for person in people:
        work = person.calendar_id._work_intervals_batch(
            pytz.utc.localize(start), pytz.utc.localize(stop), resources=person, tz=branch._zone()
        )[person.id]
        for begin, end, __ in work - Intervals(busy[person.id]):
            found.update(on_the_grid(begin, end))
    return sorted(found)


def on_the_grid(begin, end):
    """Naive UTC datetimes; the salon's wall is whole hours ahead of UTC, so the quarters of the hour are the same."""
    begin, end = (moment.astimezone(pytz.utc).replace(tzinfo=None) for moment in (begin, end))
    moment = begin.replace(minute=begin.minute // STEP * STEP, second=0, microsecond=0)
    while moment < begin:
        moment += timedelta(minutes=STEP)
    while moment + timedelta(minutes=DURATION) <= end:
        yield moment
        moment += timedelta(minutes=STEP)


def measure(env, branch, people, meter):
    slots = env["clientele.slot"]
    services = env["product.product"].create(
        [
            {"name": f"Service {minutes}", "type": "service", "clientele_duration": minutes}
            for minutes in (DURATION, 30, 45)
        ]
    )
    last = FIRST + timedelta(days=DAYS - 1)
    one = Wish(branch, (WishedService(services[0]),))
    three = tuple(WishedService(service) for service in services)
    ours, theirs = slots._starts(one, FIRST, last), by_core(branch, people, last)
    assert ours == theirs, sorted(set(ours) ^ set(theirs))[:5]
    print(f"{PEOPLE} practitioners, {DAYS} days, every {STEP} minutes: {len(ours)} times are free")

    def cost(action):
        return meter.processor(action, rounds=15) * 1000

    def anew(action):
        """As a request finds it, with nothing in the ORM's cache."""
        env.invalidate_all()
        action()

    def free_times(wish=one, until=last):
        return slots._starts(wish, FIRST, until)

    base, mine = cost(lambda: by_core(branch, people, last)), cost(free_times)
    meter.line("core's working intervals", base, "ms")
    meter.line("free times", mine, "ms")
    meter.line("free times as a share of core's", mine / base, "x", target=1 / TIMES_FASTER)
    base, mine = cost(lambda: anew(lambda: by_core(branch, people, last))), cost(lambda: anew(free_times))
    meter.line("core's working intervals, empty cache of the ORM", base, "ms")
    meter.line("free times, empty cache of the ORM", mine, "ms")
    window = tuple(branch._utc_of(day, datetime.min.time()) for day in (FIRST, last + timedelta(days=1)))
    parts = slots._parts(one)
    meter.line("of the free times, the query and the board", cost(lambda: slots._board(one, parts, window)), "ms")
    meter.line("free times of one day", cost(lambda: free_times(until=FIRST)), "ms")
    for mode in ("sequence", "any_order", "parallel"):
        wish = Wish(branch, three, mode=mode)
        start = free_times(wish)[0]
        meter.line(f"three services, {mode}", cost(lambda wish=wish: free_times(wish)), "ms")
        meter.line("who comes at one of these", cost(lambda wish=wish, start=start: slots._plan(wish, start)), "ms")


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--visits", type=int, default=200_000)
    here = env(context={**env.context, "clientele_today": TODAY})
    branch, people = make_salon(here)
    started = time.perf_counter()
    here["clientele.shift"]._generate(people, TODAY, TODAY + timedelta(days=92))
    print(f"shifts of {PEOPLE} practitioners for three months: made in {time.perf_counter() - started:.1f} s")
    visits = take_time(here, branch, people, parser.parse_args().visits)
    print(f"{visits} visits take time", flush=True)
    meter = Meter(here)
    measure(here, branch, people, meter)
    meter.close()


main()
