"""Many requests for the same time, through HTTP, against a server with several workers (issue 3)."""

import json
import subprocess
from collections import Counter

from devtools import databases, settings

from .common import SCRIPTS, LifecycleCase
from .web import Browser, Server

WORKERS, SEATS = 4, 5
PROCESSES, ROUNDS, MOST_SECONDS = 4, 40, 240
KINDS = {"book", "move", "swap", "cancel", "reopen", "taken"}
TEN = 10 * 60

OVERLAPS = """
    SELECT count(*) FROM clientele_occupancy a JOIN clientele_occupancy b
        ON a.resource_id = b.resource_id AND a.id < b.id AND a.start < b.stop AND b.start < a.stop
"""
# Every open visit holds exactly the time of its lines, and nothing else is held.
ASTRAY = """
    SELECT count(*) FROM (
        SELECT resource_id, start, stop FROM clientele_visit_line
         WHERE state IN ('booked', 'confirmed', 'arrived', 'done') AND resource_id IS NOT NULL AND is_service
        EXCEPT SELECT resource_id, start, stop FROM clientele_occupancy) missing
    UNION ALL
    SELECT count(*) FROM (
        SELECT resource_id, start, stop FROM clientele_occupancy WHERE kind = 'visit'
        EXCEPT SELECT resource_id, start, stop FROM clientele_visit_line
                WHERE state IN ('booked', 'confirmed', 'arrived', 'done')) surplus
"""


class TestBookingRace(LifecycleCase):
    def setUp(self):
        super().setUp()
        self.db = self.database(databases.addon_template())
        command = databases.script_command(self.db, SCRIPTS / "race_prepare.py")
        result = subprocess.run(command, env=settings.odoo_environment(), capture_output=True, text=True)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        ready = next(line for line in result.stdout.splitlines() if line.startswith("READY"))
        self.ids = json.loads(ready.removeprefix("READY"))
        self.server = self.enterContext(Server(self.db, WORKERS))
        self.browser = Browser(self.server, "reception")

    def test_one_time_is_sold_once(self):
        """50 clients want Practitioner 0 at ten: one gets it, the others hear so and see the next free times."""
        answers = self.browser.at_once(
            [self.booking(client, self.ids["people"][0], TEN) for client in self.ids["clients"]]
        )
        won = [answer for answer in answers if "visit_id" in answer]
        lost = [answer for answer in answers if "taken" in answer]
        self.assertEqual((len(won), len(lost)), (1, len(self.ids["clients"]) - 1))
        for answer in lost:
            self.assertTrue(answer["next"], "nothing else was offered")
            self.assertNotIn(TEN, [time["start"] for time in answer["next"]])
        self.assertEqual(self.count("SELECT count(*) FROM clientele_visit"), [1])
        self.check()

    def test_anyone_is_shared_out(self):
        """50 clients want anyone at ten: each of the four gets one client."""
        answers = self.browser.at_once([self.booking(client, 0, TEN) for client in self.ids["clients"]])
        self.assertEqual(sum("visit_id" in answer for answer in answers), len(self.ids["people"]))
        self.assertEqual(
            self.count("SELECT count(DISTINCT resource_id) FROM clientele_visit_line"), [len(self.ids["people"])]
        )
        self.check()

    def test_class_of_five(self):
        """50 clients want one of five seats: five have one, the others wait in an order without holes."""
        answers = self.browser.at_once(
            [("clientele.session", "action_book_seat", self.ids["session"], client) for client in self.ids["clients"]]
        )
        self.assertEqual(sorted(answer["seat"] for answer in answers), list(range(1, len(self.ids["clients"]) + 1)))
        self.assertEqual([answer["waiting"] for answer in answers], [answer["seat"] > SEATS for answer in answers])
        seats = databases.execute("SELECT seat_no, visit_id IS NOT NULL FROM clientele_seat", database=self.db)
        self.assertEqual(
            sorted(seats), [(number, number <= SEATS) for number in range(1, len(self.ids["clients"]) + 1)]
        )

    def test_hammer(self):
        """Several processes book, move, swap, cancel and take back at random, crowded into a few hours."""
        self.server.stop()
        command = databases.script_command(self.db, SCRIPTS / "hammer.py")
        environment = {**settings.odoo_environment(), "IDS": json.dumps(self.ids), "ROUNDS": str(ROUNDS)}
        workers = [
            subprocess.Popen([*command, str(seed)], env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
            for seed in range(PROCESSES)
        ]
        done: Counter[str] = Counter()
        for worker in workers:
            output, errors = worker.communicate(timeout=MOST_SECONDS)
            self.assertEqual(worker.returncode, 0, errors)
            done += Counter(json.loads(output.decode().split("DONE")[-1]))
        self.assertEqual(set(done), KINDS, "each kind of change was made, and was refused at times")
        self.check()

    def booking(self, client, person, start):
        """:return: the call that books a haircut"""
        service = {"product_id": self.ids["service"], "resource_id": person, "start": start, "minutes": 0}
        values = {"branch_id": self.ids["branch"], "day": self.ids["day"], "partner_id": client, "services": [service]}
        return "clientele.journal", "book", values

    def check(self):
        self.assertEqual(self.count(OVERLAPS), [0], "somebody is booked twice")
        self.assertEqual(self.count(ASTRAY), [0, 0], "visits and occupied time differ")

    def count(self, query):
        return [number for (number,) in databases.execute(query, database=self.db)]
