"""Books, moves, swaps, cancels and takes back visits at random, each change a transaction as a request makes it."""

import json
import os
import random
import sys
from collections import Counter
from datetime import date, time, timedelta
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import Command
from odoo.exceptions import ConcurrencyError, UserError
from odoo.service.model import retrying

from odoo.addons.clientele.models.visit.clientele_occupancy import SlotTaken

ids = json.loads(os.environ["IDS"])
chance = random.Random(int(sys.argv[1]))
branch = env["clientele.branch"].browse(ids["branch"])
nine = branch._utc_of(date.fromisoformat(ids["day"]), time(9))
Visit = env["clientele.visit"]
done = Counter(dict.fromkeys(("book", "move", "swap", "cancel", "reopen", "taken"), 0))


def any_time():
    return nine + timedelta(minutes=30 * chance.randrange(8))


def pick(count=1, states=("booked",)):
    visits = Visit.search([("state", "in", states), ("kind", "=", "visit")])
    return Visit.browse(chance.sample(visits.ids, count)) if len(visits) >= count else Visit


def book():
    line = {"product_id": ids["service"], "resource_id": chance.choice(ids["people"])}
    values = {"partner_id": chance.choice(ids["clients"]), "branch_id": branch.id, "start": any_time()}
    return Visit.create({**values, "line_ids": [Command.create(line)]})


def move():
    visit = pick()
    if visit:
        change = {"resource_id": chance.choice(ids["people"])}
        visit.write({"start": any_time(), "line_ids": [Command.update(visit.line_ids.id, change)]})
    return visit


def swap():
    visits = pick(2)
    if visits:
        first, second = visits
        visits._reschedule({first: second.start, second: first.start})
    return visits


def cancel():
    visit = pick()
    visit.action_cancel()
    return visit


def reopen():
    visit = pick(states=("cancelled",))
    visit.action_reopen()
    visit.write({"state": "booked"})
    return visit


ACTIONS = {"book": book, "move": move, "swap": swap, "cancel": cancel, "reopen": reopen}
patch("odoo.service.model.random.uniform", lambda _least, _most: chance.random() / 5).start()  # wait less
for _round in range(int(os.environ["ROUNDS"])):
    name = chance.choice(list(ACTIONS))
    try:
        done[name] += bool(retrying(ACTIONS[name], env))
    except SlotTaken:
        done["taken"] += 1
        env.cr.rollback()
    except (
        UserError,
        SerializationFailure,
        ConcurrencyError,
    ):  # its state changed meanwhile; or five tries were not enough
        env.cr.rollback()
    env.cr.commit()
sys.stdout.write(f"DONE {json.dumps(done)}\n")
