"""Spends, gives back, sells, refunds, expires and merges at random on three wallets, in processes that are forked as
the server forks its workers; prints the keys of what was done."""

import json
import multiprocessing
import os
import random
import sys
from decimal import Decimal
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api, sql_db
from odoo.exceptions import UserError
from odoo.service.model import retrying

ids = json.loads(os.environ["IDS"])
KINDS = ("visits", "credits")
NAMES = ("spend", "spend", "spend", "spend", "back", "back", "earn", "refund", "expire", "merge")
REPEATED = ("spend", "back")  # what takes its key only, is called again


class Hammer:
    """One process. ``chosen`` is what a call is about, so that it can be made again."""

    def __init__(self, env, seed):
        self.env, self.seed, self.chance, self.chosen = env, seed, random.Random(seed), {}
        self.ledger, self.lots = env["clientele.ledger"], env["clientele.lot"]
        self.done = {kind: [] for kind in {*NAMES, "refused"}}

    def run(self, rounds):
        for number in range(rounds):
            name, key = self.chance.choice(NAMES), f"hammer:{self.seed}:{number}"
            try:
                for _repeat in range(1 + (name in REPEATED)):
                    retrying(lambda name=name, key=key: getattr(self, name)(key), self.env)
                self.done[name].append(key)
            except (UserError, IndexError, SerializationFailure):  # too late, nothing there, or five tries in vain
                self.done["refused"].append(key)
                self.env.cr.rollback()

    def wallet(self):
        client = self.chance.choice(ids["clients"])
        kind = self.chance.choice(KINDS)
        return self.lots.search([("partner_id", "=", client), ("balance", ">", 0), ("kind", "=", kind)])

    def spend(self, key):
        """The last units, too: who comes too late is refused."""
        if key not in self.chosen:
            mine = self.wallet()
            left = sum((lot._free() for lot in mine), Decimal(0))
            self.chosen[key] = mine, min(Decimal(self.chance.choice((1, 2, 700))), left) or Decimal(1)
        self.ledger._use(key, *self.chosen[key])

    def back(self, key):
        if key not in self.chosen:
            taken = self.env["clientele.move"].search([("kind", "=", "use")])
            self.chosen[key] = self.chance.choice(taken.mapped("operation"))
        if not self.ledger._give_back(key, self.chosen[key]):
            raise IndexError(self.chosen[key])  # it has come back already

    def earn(self, key):
        client = self.env["res.partner"].browse(self.chance.choice(ids["clients"]))
        plan = self.env["clientele.plan"].browse(ids["plan"])
        part = self.env["clientele.subscription"]._sell(plan, client, price=7.77).instalment_ids
        for __ in range(2):
            part._receive(part.amount, key)

    def refund(self, key):
        parts = self.wallet().instalment_id
        part = self.env["clientele.instalment"].browse(self.chance.choice(parts.ids))
        worth = sum(lot._worth_of_free() for lot in part.lot_ids if lot._free() > 0)
        for __ in range(2):
            part._refund(float(worth), key)

    def expire(self, key):
        lot = self.chance.choice(list(self.wallet()))
        self.ledger._withdraw(key, lot, lot._free(), "expire")

    def merge(self, key):
        """Somebody who is there twice, with a wallet of her own."""
        target = self.env["res.partner"].browse(self.chance.choice(ids["clients"]))
        twin = self.env["res.partner"].create({"name": "Twin", "is_client": True})
        plan = self.env["clientele.plan"].browse(ids["plan"])
        part = self.env["clientele.subscription"]._sell(plan, twin, price=5).instalment_ids
        part._receive(part.amount, key)
        self.env["base.partner.merge.automatic.wizard"].create({})._merge([twin.id, target.id], target)


def run(seed, results):
    sql_db._Pool = None  # connections are not shared with the process that forked this one
    env.registry._db = sql_db.db_connect(env.cr.dbname)
    patch("odoo.service.model.random.uniform", lambda _least, _most: random.random() / 5).start()  # wait less
    with env.registry.cursor() as cr:
        hammer = Hammer(api.Environment(cr, SUPERUSER_ID, {}), seed)
        hammer.run(int(os.environ["ROUNDS"]))
    results.put(hammer.done)


forking = multiprocessing.get_context("fork")
results = forking.Queue()
env.cr.rollback()
processes = [forking.Process(target=run, args=(seed, results)) for seed in range(int(os.environ["PROCESSES"]))]
for process in processes:
    process.start()
done = [results.get(timeout=240) for _process in processes]
for process in processes:
    process.join()
sys.stdout.write(f"DONE {json.dumps(done)}\n")
