import csv
import random
from datetime import time, timedelta

from odoo import api, models
from odoo.tools import SQL, file_open

SUMMARIES = (
    "Will call back after the holidays",
    "Wants an appointment on a Saturday",
    "Asked about prices of laser epilation",
    "Was not happy with the colour, offered a correction",
    "Reminded of the visit",
)


class ClienteleDemo(models.AbstractModel):
    """Makes the clients of clients.tsv and their histories, counted back from today."""

    _name = "clientele.demo"
    _description = "Demo Data of Clientele"

    @api.model
    def _make_history(self):
        demo = self.with_context(tracking_disable=True, mail_create_nolog=True, mail_notrack=True)
        with file_open("clientele/demo/clients.tsv") as file:
            rows = list(csv.DictReader(file, delimiter="\t"))
        partners = demo._make_clients(rows)
        for partner, row in zip(partners, rows, strict=True):
            demo._make_visits(partner, row, random.Random(row["name"]))
        demo._make_debts(partners)
        demo._age_clients()
        self.env["clientele.client"]._rebuild(self.env.ref("base.main_company"))

    def _ref(self, kind, name):
        return self.env.ref(f"clientele.demo_{kind}_{name}")

    def _today(self):
        return self._ref("branch", "centre")._today()

    # ---------------------------------------------------------------- clients

    def _make_clients(self, rows):
        partners = self.env["res.partner"].create([self._prepare_client(row) for row in rows])
        clients = self.env["clientele.client"]._ensure(partners, self.env.ref("base.main_company"))
        client_of = {client.partner_id: client for client in clients}
        for partner, row in zip(partners, rows, strict=True):
            client_of[partner].write(self._prepare_master(row))
        return partners

    def _prepare_client(self, row):
        loyal = int(row["visits"]) >= 10
        return {
            "name": row["name"],
            "phone": row["phone"],
            "email": row["email"],
            "gender": row["gender"] or False,
            "birthdate_date": row["birthday"] or False,
            "is_company": not row["gender"],
            "is_client": True,
            "created_from": row["origin"],
            "category_id": [(4, self._ref("tag", "loyal").id)] if loyal else [],
        }

    def _prepare_master(self, row):
        return {
            "group_id": self._ref("group", row["group"]).id,
            "branch_id": self._ref("branch", row["branch"]).id,
            "label_ids": [(4, self._ref("label", label).id) for label in row["labels"].split()],
            "vip": row["marks"] == "vip",
            "blocked": row["marks"] == "blocked",
        }

    # ---------------------------------------------------------------- visits

    def _make_visits(self, partner, row, chance):
        days = self._past_days(row, chance)
        visits = [self._prepare_visit(partner, row, day, "done", chance) for day in days]
        if row["next"]:
            day = self._today() + timedelta(days=int(row["next"]))
            visits.append(self._prepare_visit(partner, row, day, chance.choice(("booked", "confirmed")), chance))
        if len(days) > 4:
            day = days[2] + timedelta(days=7)
            visits.append(self._prepare_visit(partner, row, day, chance.choice(("no_show", "cancelled")), chance))
        for visit in self.env["clientele.visit"].create(visits).filtered(lambda visit: visit.state == "done"):
            visit.write({"amount_paid": visit.amount_total, "done_at": visit.stop})
        if days and chance.random() < 0.4:
            self._make_talk(partner, row, days[-1] + timedelta(days=chance.randint(1, 30)), chance)

    def _past_days(self, row, chance):
        """:return: list of dates from the first to the last visit, a gap apart give or take a tenth"""
        days, day = [], self._today() - timedelta(days=int(row["silent"]))
        gap = int(row["gap"]) or 40
        for _number in range(int(row["visits"])):
            days.insert(0, day)
            day -= timedelta(days=gap + chance.randint(-gap // 10, gap // 10))
        return days

    def _prepare_visit(self, partner, row, day, state, chance):
        branch = self._ref("branch", row["branch"])
        start = branch._utc_of(day, time(chance.randint(9, 17), chance.choice((0, 30))))
        return {
            "partner_id": partner.id,
            "branch_id": branch.id,
            "start": start,
            "booked_at": start - timedelta(days=chance.randint(1, 14)),
            "state": state,
            "source": chance.choice(("online", "phone", "back_office")),
            "cancel_reason": "Fell ill" if state == "cancelled" else False,
            "line_ids": [(0, 0, line) for line in self._prepare_lines(row, chance)],
        }

    def _prepare_lines(self, row, chance):
        practitioner = self._ref("practitioner", row["practitioner"])
        lines = [{"product_id": self._ref("service", row["service"]).id, "resource_id": practitioner.id}]
        if chance.random() < 0.15:
            lines.append({"product_id": self._ref("product", "shampoo").id})
        return lines

    def _make_talk(self, partner, row, day, chance):
        branch = self._ref("branch", row["branch"])
        self.env["clientele.contact"].create(
            {
                "partner_id": partner.id,
                "company_id": branch.company_id.id,
                "branch_id": branch.id,
                "user_id": self.env.ref("base.user_demo").id,
                "date": branch._utc_of(min(day, self._today())),
                "kind": chance.choice(("call", "message", "meeting")),
                "direction": chance.choice(("in", "out")),
                "summary": chance.choice(SUMMARIES),
            }
        )

    def _make_debts(self, partners):
        """Two clients left half of their last visit unpaid."""
        for partner in partners[4:8:3]:
            visit = self.env["clientele.visit"].search(
                [("partner_id", "=", partner.id), ("state", "=", "done")], order="day desc", limit=1
            )
            visit.amount_paid = visit.amount_total / 2

    def _age_clients(self):
        """Clients were added when they first booked, not today."""
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                """UPDATE res_partner p SET create_date = v.first FROM (
                       SELECT partner_id, min(booked_at) AS first FROM clientele_visit GROUP BY partner_id
                   ) v WHERE v.partner_id = p.id AND v.first < p.create_date"""
            )
        )
        self.env.invalidate_all()
