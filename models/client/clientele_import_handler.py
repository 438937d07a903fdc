from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.import_matching import Known, Person
from ...tools.import_rows import ClientReader
from .clientele_import_column import CLIENT_FIELDS


class ClienteleImportHandler(models.AbstractModel):
    """What an import knows of one kind of rows. A kind is a model ``clientele.import.<kind>`` that inherits this one.

    ``_plan`` decides what becomes of rows and writes nothing: the preview and the import share it.
    """

    _name = "clientele.import.handler"
    _description = "Kind of Rows of an Import"

    @api.model
    def _columns(self):
        """:return: tuple of the fields that a column of this kind can be"""
        raise NotImplementedError

    @api.model
    def _check_columns(self, mapped):
        """:raises UserError: when the set ``mapped`` of fields is not enough"""
        if not mapped & {"client_ref", "name", "first_name", "last_name", "phone", "email"}:
            raise UserError(self.env._("Say which column names the client: number, name, phone or e-mail."))

    @api.model
    def _reader(self, settings):
        """:return: object whose ``row(cells)`` gives (data, problems)"""
        raise NotImplementedError

    @api.model
    def _key(self, keys, data):
        """:return: key of a row from its own number, None where only its content tells it"""
        raise NotImplementedError

    @api.model
    def _title(self, data):
        """:return: one line that tells a row to a reader"""
        return ", ".join(filter(None, [data.get("name"), data.get("phone"), data.get("email")])) or False

    @api.model
    def _plan(self, job, rows, memory):
        """Set outcome and client of rows, and what the memory needs for later ones."""
        raise NotImplementedError

    @api.model
    def _write(self, job, rows):
        """Write planned rows and set their clients' ids."""
        raise NotImplementedError

    @api.model
    def _partners_of(self, job, rows):
        """:return: {key of a row that is imported: id of its client}"""
        raise NotImplementedError

    # ---------------------------------------------------------------- whose row it is

    @api.model
    def _look_up(self, job, people, clients):
        """Add to ``clients`` whoever in the database answers to one of the people."""
        keys = [person.key for person in people if person.key]
        for key, partner_id, name in self.env.execute_query(
            SQL(
                """SELECT k.key, k.partner_id, p.name
                     FROM clientele_import_key k JOIN res_partner p ON p.id = k.partner_id
                    WHERE k.company_id = %s AND k.key = ANY(%s)""",
                job.root_id.id,
                keys,
            )
        ):
            clients.add(Known(partner_id, name or ""), Person(key=key))
        mine, others = [], []
        for row in self._partners_like(job, people):
            (mine if row[4] else others).append(row)
        taken = {value for row in mine for value in (row[2], row[3]) if value}
        for partner_id, name, phone, email, __ in mine:
            clients.add(Known(partner_id, name or ""), Person(None, phone, email, name), by_name=True)
        for partner_id, name, phone, email, __ in others:
            # A contact that is no client yet stands back behind a client with the same phone or e-mail.
            person = Person(None, None if phone in taken else phone, None if email in taken else email)
            clients.add(Known(partner_id, name or ""), person)

    @api.model
    def _partners_like(self, job, people):
        """:return: list of (id, name, phone in E.164, normal e-mail, whether a client of this base), the best first"""
        phones = list({person.phone for person in people if person.phone})
        emails = list({person.email for person in people if person.email})
        names = list({person.name for person in people if person.by_name and person.name})
        if not (phones or emails or names):
            return []
        return self.env.execute_query(
            SQL(
                """
                SELECT p.id, p.name, p.phone_sanitized, p.email_normalized, c.id IS NOT NULL
                  FROM res_partner p
                  LEFT JOIN clientele_client c ON c.partner_id = p.id AND c.company_id = %(root)s
                 WHERE (p.phone_sanitized = ANY(%(phones)s) OR p.email_normalized = ANY(%(emails)s)
                        OR (c.id IS NOT NULL AND p.name = ANY(%(names)s)))
                   AND (p.company_id IS NULL OR p.company_id = ANY(%(companies)s))
                   AND (p.active OR c.id IS NOT NULL)
                 ORDER BY p.active DESC, p.id
                """,
                root=job.root_id.id,
                phones=phones,
                emails=emails,
                names=names,
                companies=job.company_id._clientele_tree().ids,
            )
        )

    @api.model
    def _settle(self, row, person, memory, policy):
        """Find the client of one row, or note that it makes one. ``policy`` is the import's rule for unclear ones."""
        match = memory.clients.match(person, row.choice or policy)
        row.client, row.client_outcome = match.client, match.outcome
        if match.outcome == "decide":
            row.outcome, row.client_outcome = "decide", None
            row.problem = self._why(match, person)
            return
        if match.outcome == "new":
            memory.made += 1
            row.client = -memory.made
        # What this row adds (a phone to a number, a number to a phone) helps to recognise the next ones.
        memory.clients.add(Known(row.client, person.name or "", in_file=row.client < 0), person)

    @api.model
    def _why(self, match, person):
        """:return: why a row is unclear, for the user who decides"""
        who = {"name": match.name, "value": person.phone or person.email or person.name}
        if match.reason == "other_name":
            return self.env._("%(value)s belongs to %(name)s. The same client, or another one?", **who)
        if match.reason == "two_clients":
            return self.env._("Phone and e-mail belong to two clients, one of them %(name)s.", **who)
        if match.reason == "same_name":
            return self.env._("Several clients are called %(value)s.", **who)
        return self.env._("Several clients have %(value)s, one of them %(name)s.", **who)


class ClienteleImportClient(models.AbstractModel):
    """Rows that are clients."""

    _name = "clientele.import.client"
    _description = "Import of Clients: Rows"
    _inherit = ["clientele.import.handler"]

    @api.model
    def _columns(self):
        return tuple(name for name, __ in CLIENT_FIELDS)

    @api.model
    def _reader(self, settings):
        return ClientReader(settings)

    @api.model
    def _key(self, keys, data):
        return keys.client(data["ref"]) if data.get("ref") else None

    @api.model
    def _plan(self, job, rows, memory):
        live = [(row, self._person(row)) for row in rows if row.outcome != "refused"]
        self._look_up(job, [person for __, person in live], memory.clients)
        policy = job.duplicates
        for row, person in live:
            self._settle(row, person, memory, policy)
            row.outcome = row.client_outcome or row.outcome

    @api.model
    def _person(self, row):
        data = row.data
        return Person(row.key, data.get("e164"), data.get("normal"), data["name"] if data["named"] else None)

    @api.model
    def _write(self, job, rows):
        maker = self.env["clientele.import.maker"]
        new = {row.client: dict(row.data) for row in rows if row.client_outcome == "new"}
        found, fill = {}, job.existing == "fill"
        for row in rows:
            if row.client_outcome == "merge" and row.client in new:
                maker._complete(new[row.client], row.data)
            elif row.client > 0 and (row.planned == "merge" or fill):
                maker._complete(found.setdefault(row.client, {}), row.data)
        ids = maker._make(job, new)
        maker._fill(job, found)
        for row in rows:
            row.client = ids.get(row.client, row.client)
        maker._ensure(job, [row.client for row in rows])
        maker._note_keys(job, [(row.key, row.client) for row in rows])

    @api.model
    def _partners_of(self, job, rows):
        query = SQL(
            "SELECT key, partner_id FROM clientele_import_key WHERE company_id = %s AND key = ANY(%s)",
            job.root_id.id,
            rows.mapped("key"),
        )
        return dict(self.env.execute_query(query))
