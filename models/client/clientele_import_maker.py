from odoo import api, models
from odoo.tools import SQL

from ...tools.phone_key import phone_key
from . import set_wise

# Value of a row → column of res.partner
PARTNER_COLUMNS = {
    "name": "name",
    "ref": "ref",
    "phone": "phone",
    "email": "email",
    "birthday": "birthdate_date",
    "gender": "gender",
    "street": "street",
    "city": "city",
    "zip": "zip",
}
# Value of a row → column of clientele.client
CLIENT_COLUMNS = {
    "branch": "branch_id",
    "group": "group_id",
    "vip": "vip",
    "blocked": "blocked",
    "discount": "personal_discount",
    "card_number": "card_number",
    "note": "note",
}
# Stored computed fields of res.partner that are the same for every person without a parent, or written by us.
# Whatever else a module adds is computed by the ORM after the insert.
SETTLED_COMPUTES = {
    *("complete_name", "commercial_partner_id", "commercial_company_name", "email_normalized", "phone_sanitized"),
    *(
        "company_registry",
        "employee",
        "lang",
        "partner_share",
        "peppol_eas",
        "peppol_endpoint",
        "properties",
        "user_id",
    ),
    *("image_128", "image_256", "image_512", "image_1024"),
}


class ClienteleImportMaker(models.AbstractModel):
    """Makes and completes clients from imported values, many at once."""

    _name = "clientele.import.maker"
    _description = "Import of Clients: Writing"

    @api.model
    def _complete(self, data, more):
        """Add to the values of a client what another row of the same client knows."""
        if more.get("named") and not data.get("named"):
            data.update(name=more["name"], named=True)
        for name, value in more.items():
            if data.get(name) in (None, False, [], ""):
                data[name] = value

    @api.model
    def _make(self, job, people):
        """Make clients by a few statements, with everything that the ORM would have stored.

        :param people: {number of our own: values of a row}
        :return: {number: id of the partner}
        """
        if not people:
            return {}
        Partner = self.env["res.partner"].sudo()  # sudo: who may import may make clients, not any contact
        ids = dict(zip(people, set_wise.new_ids(Partner, len(people)), strict=True))
        now = self.env.cr.now()
        models_of = set_wise.prototype(
            Partner, {"name": "A", "is_client": True, "created_from": "import"}, ["clientele_client_ids"]
        )
        logged = {"create_date": now, "write_date": now}
        rows = [self._partner_row(ids[number], data) for number, data in people.items()]
        set_wise.insert(Partner, {**models_of["res_partner"], **logged}, rows)
        set_wise.compute_others(Partner.browse(ids.values()), SETTLED_COMPUTES)
        self._insert_clients(
            job,
            {**models_of["clientele_client"], **logged, "added_on": now, "company_id": job.root_id.id},
            {ids[number]: data for number, data in people.items()},
        )
        return ids

    @api.model
    def _partner_row(self, partner_id, data):
        row = {column: data.get(name) for name, column in PARTNER_COLUMNS.items()}
        return {
            **row,
            "id": partner_id,
            "complete_name": data["name"],
            "commercial_partner_id": partner_id,
            "phone_sanitized": data.get("e164"),
            "email_normalized": data.get("normal"),
        }

    @api.model
    def _insert_clients(self, job, model, people):
        """Insert what the company knows of new clients. ``people`` is {partner id: values of a row}."""
        Client = self.env["clientele.client"].sudo()  # sudo: rows of the clients just made
        groups = self._named(job, "clientele.group", [data.get("group") for data in people.values()])
        default = model.pop("group_id", None)
        rows = [
            {
                "id": row_id,
                "partner_id": partner_id,
                "branch_id": data.get("branch") or job.branch_id.id,
                "group_id": groups.get(data.get("group")) or default,
                "vip": bool(data.get("vip")),
                "blocked": bool(data.get("blocked")),
                "personal_discount": data.get("discount") or 0,
                "card_number": data.get("card_number"),
                "note": data.get("note"),
                "gender": data.get("gender"),
                "birthdate_date": data.get("birthday"),
                "phone_key": phone_key(data.get("e164") or data.get("phone")),
            }
            for row_id, (partner_id, data) in zip(set_wise.new_ids(Client, len(people)), people.items(), strict=True)
        ]
        set_wise.insert(Client, model, rows)
        labels = [data.get("labels") for data in people.values()]
        self._write_labels(job, {row["id"]: names for row, names in zip(rows, labels, strict=True)})
        Client.invalidate_model()

    @api.model
    def _write_labels(self, job, labels_of):
        """``labels_of`` is {id of a row of clientele.client: names of labels}."""
        wanted = {row_id: names for row_id, names in labels_of.items() if names}
        ids = self._named(job, "clientele.label", [name for names in wanted.values() for name in names])
        pairs = [(row_id, ids[name]) for row_id, names in wanted.items() for name in names]
        if pairs:
            self.env.cr.execute(
                SQL(
                    """INSERT INTO clientele_client_label_rel (client_id, label_id)
                       SELECT * FROM unnest(%s, %s) ON CONFLICT DO NOTHING""",
                    [row_id for row_id, __ in pairs],
                    [label_id for __, label_id in pairs],
                )
            )

    @api.model
    def _named(self, job, model, names):
        """:return: {name: id} of groups or labels of the client base; missing ones are made"""
        names = list(dict.fromkeys(filter(None, names)))
        if not names:
            return {}
        Model = self.env[model].sudo().with_context(active_test=False)  # sudo: whose import names it may make it
        known = {
            record.name.casefold(): record.id
            for record in Model.search([("company_id", "=", job.root_id.id)], order="id desc")
        }
        for name in names:
            if name.casefold() not in known:
                made = Model.create({"name": name, "company_id": job.root_id.id})
                known[name.casefold()] = made.id
        return {name: known[name.casefold()] for name in names}

    @api.model
    def _ensure(self, job, partner_ids):
        """Make clients of found contacts that are none yet."""
        known = self.env.execute_query(
            SQL(
                "SELECT partner_id FROM clientele_client WHERE company_id = %s AND partner_id = ANY(%s)",
                job.root_id.id,
                list(set(partner_ids)),
            )
        )
        missing = set(partner_ids) - {row[0] for row in known}
        if missing:
            self.env["clientele.client"]._ensure(self.env["res.partner"].browse(sorted(missing)), job.root_id)

    @api.model
    def _fill(self, job, people):
        """Fill in what found clients lack, by the ORM. ``people`` is {partner id: values of a row}."""
        partners = set_wise.quiet(self.env["res.partner"].sudo().browse(people))  # sudo: as in _make
        self._ensure(job, list(people))
        for partner in partners:
            data = people[partner.id]
            lacking = {
                column: data[name] for name, column in PARTNER_COLUMNS.items() if data.get(name) and not partner[column]
            }
            # A client made from a number alone gets the name that another file knows.
            if data.get("named") and not any(char.isalpha() for char in partner.name or ""):
                lacking["name"] = data["name"]
            if lacking:
                partner.write(lacking)
        self._fill_master_data(job, people)

    @api.model
    def _fill_master_data(self, job, people):
        """The same for what the company knows of them."""
        rows = (
            self.env["clientele.client"]
            .sudo()
            .search(  # sudo: as in _make
                [("company_id", "=", job.root_id.id), ("partner_id", "in", list(people))]
            )
        )
        groups = self._named(job, "clientele.group", [data.get("group") for data in people.values()])
        labels = {}
        for row in rows:
            data = people[row.partner_id.id]
            data = {**data, "group": groups.get(data.get("group"))}
            lacking = {
                column: data[name] for name, column in CLIENT_COLUMNS.items() if data.get(name) and not row[column]
            }
            if lacking:
                row.write(lacking)
            known = {label.name.casefold() for label in row.label_ids}
            labels[row.id] = [name for name in data.get("labels") or [] if name.casefold() not in known]
        self._write_labels(job, labels)
        rows.invalidate_recordset(["label_ids"])

    @api.model
    def _note_keys(self, job, pairs):
        """Remember by which keys clients were recognised. ``pairs`` is a list of (key, partner id)."""
        pairs = dict(pair for pair in pairs if pair[0])
        if not pairs:
            return
        self.env.cr.execute(
            SQL(
                """INSERT INTO clientele_import_key (company_id, key, partner_id)
                   SELECT %s, u.key, u.partner_id FROM unnest(%s, %s) AS u(key, partner_id)
                   ON CONFLICT (company_id, key) DO NOTHING""",
                job.root_id.id,
                list(pairs),
                list(pairs.values()),
            )
        )
