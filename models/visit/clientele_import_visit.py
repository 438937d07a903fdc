import uuid
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.import_matching import Person
from ...tools.import_rows import DealReader
from ...tools.import_values import RowKeys
from ..client import set_wise
from .clientele_import import DEAL_FIELDS
from .clientele_visit import OPEN_STATES

IDENTITY = ("client_ref", "name", "first_name", "last_name", "phone", "email", "birthday", "gender")
# Stored computed fields that are written here, or the same for every imported deal; see set_wise.compute_others.
VISIT_COMPUTES = {"company_id", "stop", "day", "amount_total", "amount_service", "amount_product", "amount_due"}


class ClienteleImportVisit(models.AbstractModel):
    """Rows that are visits and sales, or lines of them."""

    _name = "clientele.import.visit"
    _description = "Import of Visits: Rows"
    _inherit = ["clientele.import.handler"]

    @api.model
    def _columns(self):
        return (*IDENTITY, *(name for name, __ in DEAL_FIELDS), "branch", "note")

    @api.model
    def _check_columns(self, mapped):
        if "date" not in mapped:
            raise UserError(self.env._("Say which column holds the date."))
        return super()._check_columns(mapped)

    @api.model
    def _reader(self, settings):
        return DealReader(settings)

    @api.model
    def _key(self, keys, data):
        return keys.document(data["document"]) if data.get("document") else None

    @api.model
    def _title(self, data):
        if not data:
            return False
        line = data["line"]
        parts = [data["day"], super()._title(data["client"]), line.get("service"), line["amount"]]
        return ", ".join(filter(None, parts))

    # ---------------------------------------------------------------- plan

    @api.model
    def _plan(self, job, rows, memory):
        keys, policy = RowKeys(job.source), job.duplicates
        live = [row for row in rows if row.outcome != "refused"]
        known = self._imported_before(job, [row.key for row in live])
        live = [(row, self._person(keys, row)) for row in live if not self._is_known(row, known)]
        self._look_up(job, [person for __, person in live], memory.clients)
        for row, person in live:
            self._settle(row, person, memory, policy)
            if row.outcome != "decide" and row.data.get("document"):
                self._join_document(row, memory)

    @api.model
    def _person(self, keys, row):
        """A client that the file knows by name only gets the name as its number."""
        client = row.data["client"]
        name = client["name"] if client["named"] else None
        key = keys.client(client["ref"]) if client.get("ref") else None
        by_name = not (key or client.get("e164") or client.get("normal"))
        if by_name:
            key = keys.name(client["name"])
        return Person(key, client.get("e164"), client.get("normal"), name, by_name)

    @api.model
    def _imported_before(self, job, keys):
        """:return: the keys of deals that are there already"""
        query = SQL(
            "SELECT import_key FROM clientele_visit WHERE company_id = ANY(%s) AND import_key = ANY(%s)",
            job.company_id._clientele_tree().ids,
            keys,
        )
        return {row[0] for row in self.env.execute_query(query)}

    @api.model
    def _is_known(self, row, known):
        if row.key not in known:
            return False
        row.outcome = "same"
        return True

    @api.model
    def _join_document(self, row, memory):
        """A second row with the same document number is another line of the deal, if it fits."""
        data = row.data
        first = memory.documents.setdefault(row.key, row)
        if first is row:
            return
        row.client, row.client_outcome = first.client, None
        where = {"number": data["document"], "row": first.number}
        if first.data["day"] != data["day"] or first.data["client"]["name"] != data["client"]["name"]:
            row.outcome = "refused"
            row.problem = self.env._("Document %(number)s stands in row %(row)s with another client or day.", **where)
        elif not data["line"].get("service") and first.data["line"] == data["line"]:
            row.outcome = "same"
        elif not data["line"].get("service"):
            row.outcome = "refused"
            row.problem = self.env._("Document %(number)s stands in row %(row)s already.", **where)
        else:
            row.outcome = "line"

    @api.model
    def _partners_of(self, job, rows):
        query = SQL(
            "SELECT import_key, partner_id FROM clientele_visit WHERE company_id = ANY(%s) AND import_key = ANY(%s)",
            job.company_id._clientele_tree().ids,
            rows.mapped("key"),
        )
        return dict(self.env.execute_query(query))

    # ---------------------------------------------------------------- write

    @api.model
    def _write(self, job, rows):
        self._make_clients(job, [row for row in rows if row.outcome == "new"])
        heads = {row.key: row for row in rows if row.outcome == "new"}
        lines_of = {key: [row.data["line"]] for key, row in heads.items()}
        for row in rows:
            if row.outcome == "line":
                row.client = heads[row.key].client
                lines_of[row.key].append(row.data["line"])
        catalogue = self.env["clientele.import.catalogue"]
        items = catalogue._services(job, [line for lines in lines_of.values() for line in lines])
        staff = catalogue._practitioners(
            job, [line.get("practitioner") for lines in lines_of.values() for line in lines]
        )
        self._insert(job, heads, lines_of, items, staff)

    @api.model
    def _make_clients(self, job, rows):
        """Make the clients of new deals, and set all clients' ids."""
        maker = self.env["clientele.import.maker"]
        new = {}
        for row in rows:
            if row.client < 0:
                maker._complete(new.setdefault(row.client, dict(row.data["client"])), row.data["client"])
                new[row.client].setdefault("branch", row.data["branch"])
        ids = maker._make(job, new)
        for row in rows:
            row.client = ids.get(row.client, row.client)
        maker._ensure(job, [row.client for row in rows])
        keys = RowKeys(job.source)
        maker._note_keys(job, [(self._person(keys, row).key, row.client) for row in rows])

    @api.model
    def _insert(self, job, heads, lines_of, items, staff):
        """Insert visits and lines, each by one statement.

        :param heads: {key: row}
        :param lines_of: {key: lines}
        :param items: {service: Item}
        :param staff: {name: practitioner}
        """
        if not heads:
            return
        Visit = self.env["clientele.visit"].sudo()  # sudo: who may import may record visits of every branch
        Line = self.env["clientele.visit.line"].sudo()  # sudo: as above
        models_of = self._prototype(job, next(iter(heads.values())).client)
        now = self.env.cr.now()
        companies = {branch.id: branch.company_id for branch in self._branches(job)}
        terms = cache(lambda product, practitioner: product._clientele_terms(practitioner))
        visits, lines = [], []
        for (key, row), visit_id in zip(heads.items(), set_wise.new_ids(Visit, len(heads)), strict=True):
            company, own = companies[row.data["branch"]], []
            for line in lines_of[key]:
                item, practitioner = items[line.get("service")], staff.get(line.get("practitioner"))
                columns = self._line_row(row.data, line, item)
                columns.update(self._earned_row(line, item, practitioner, terms, company))
                own.append({**columns, "visit_id": visit_id, "partner_id": row.client, "company_id": company.id})
            visit = self._visit_row(row, own, self._follow_each_other(row.data["start"], own, job.deal_kind))
            visits.append({**visit, "id": visit_id, "import_key": key, "company_id": company.id})
            lines += own
        logged = {"create_date": now, "write_date": now}
        set_wise.insert(Visit, {**models_of[Visit._table], **logged, "kind": job.deal_kind}, visits)
        set_wise.insert(Line, {**models_of[Line._table], **logged}, lines)
        set_wise.compute_others(Visit.browse([visit["id"] for visit in visits]), VISIT_COMPUTES)
        Visit.invalidate_model()
        Line.invalidate_model()
        self._take_time(Visit.browse([visit["id"] for visit in visits if visit["state"] in OPEN_STATES]))

    @api.model
    def _take_time(self, bookings):
        """Imported bookings that are still to come keep their time free; where two clash, the later one is marked."""
        coming = bookings.filtered(lambda visit: visit.stop > visit.branch_id._now())
        coming._schedule_anyway(self.env._("Imported"))

    @api.model
    def _branches(self, job):
        Branch = self.env["clientele.branch"].sudo().with_context(active_test=False)  # sudo: of the whole client base
        return Branch.search([("company_id", "in", job.company_id._clientele_tree().ids)])

    @api.model
    def _prototype(self, job, partner_id):
        """:return: {table: {column: value}} of a visit with a line as the ORM stores them"""
        product = self.env.ref("clientele.product_imported_sale")
        return set_wise.prototype(
            self.env["clientele.visit"].sudo(),  # sudo: as in _insert
            {
                "partner_id": partner_id,
                "branch_id": job.branch_id.id,
                "state": "done",
                "source": "import",
                "start": fields.Datetime.now(),
                "line_ids": [Command.create({"product_id": product.id})],
            },
            ["line_ids"],
        )

    @api.model
    def _line_row(self, data, line, item):
        """:return: columns of a line; money is text of a decimal number"""
        return {
            "product_id": item.product.id,
            "name": item.name,
            "is_service": item.is_service,
            "state": data["state"],
            "day": data["day"],
            "duration": item.minutes,
            "quantity": line.get("quantity", "1"),
            "price_unit": line.get("price", line["amount"]),
            "discount": line.get("discount", "0"),
            "amount": line["amount"],
        }

    @api.model
    def _earned_row(self, line, item, practitioner, terms, company):
        """:return: columns of a line that say who earned what

        :param terms: function of product and practitioner that gives the ServiceTerms
        """
        base = earned = 0
        if practitioner:
            amount, quantity = Decimal(line["amount"]), Decimal(line.get("quantity", "1"))
            its_terms = terms(item.product, practitioner)
            base, earned = item.product._clientele_commission(its_terms, amount, quantity, company)
        return {
            "resource_id": practitioner.id if practitioner else None,
            "commission_base": str(base),
            "commission_amount": str(earned),
        }

    @api.model
    def _follow_each_other(self, start, lines, kind):
        """Set when each line begins and ends: one after another, at once where it is a sale, which takes no time.

        :param start: ISO text
        :param lines: columns of the lines of one deal
        :return: minutes that the deal takes
        """
        after = 0
        for line in lines:
            line["offset"] = after if kind == "visit" and line["is_service"] else 0
            line["start"] = self._later(start, line["offset"])
            line["stop"] = self._later(line["start"], line["duration"])
            after = max(after, line["offset"] + line["duration"])
        return after if kind == "visit" else 0

    @api.model
    def _visit_row(self, row, lines, minutes):
        """:return: columns of a visit that follow from the row and its lines; what was done was paid"""
        data = row.data
        done = data["state"] == "done"
        services = sum(Decimal(line["amount"]) for line in lines if line["is_service"])
        total = sum(Decimal(line["amount"]) for line in lines)
        return {
            "uuid": str(uuid.uuid4()),
            "partner_id": row.client,
            "branch_id": data["branch"],
            "state": data["state"],
            "start": data["start"],
            "stop": self._later(data["start"], minutes),
            "day": data["day"],
            "booked_at": data["start"],
            "done_at": data["start"] if done else None,
            "amount_service": str(services),
            "amount_product": str(total - services),
            "amount_total": str(total),
            "amount_paid": str(total) if done else None,
            "amount_due": "0",
            "note": data.get("note"),
        }

    @api.model
    def _later(self, start, minutes):
        """:return: ISO text of a moment so many minutes after another one"""
        return (datetime.fromisoformat(start) + timedelta(minutes=minutes)).isoformat(" ")
