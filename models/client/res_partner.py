from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, email_normalize, ormcache
from odoo.tools.query import Query

from ...tools.phone_key import phone_key, phone_prefix
from ...tools.phones import to_e164

CREATED_FROM = [
    ("back_office", "Back office"),
    ("online", "Online booking"),
    ("pos", "Point of sale"),
    ("web_shop", "Web shop"),
    ("woocommerce", "WooCommerce"),
    ("import", "Import"),
    ("api", "API"),
    ("phone", "Phone"),
]
FACTS = "f"


def client_field(field_class, fact, **attributes):
    """A field of res.partner that shows a field of the current company's facts row.

    It has no column: reading goes through ``_compute_clientele_fields``, sorting, grouping and searching through a
    join on the facts row. Master data is written through to the row.
    """
    return field_class(
        compute="_compute_clientele_fields",
        search=lambda records, operator, value: records._search_clientele_field(fact, operator, value),
        clientele_fact=fact,
        **{"groups": "clientele.clientele_group_practitioner", **attributes},
    )


def master_field(field_class, fact, **attributes):
    """A ``client_field`` that people edit."""
    name = f"clientele_{fact}"
    return client_field(
        field_class, fact, inverse=lambda records: records._inverse_clientele_field(name, fact), **attributes
    )


class ResPartner(models.Model):
    _inherit = "res.partner"

    is_client = fields.Boolean(string="Is a client", help="Set by the first visit, sale or booking, or by hand.")
    birthdate_date = fields.Date(string="Date of birth")
    gender = fields.Selection([("male", "Male"), ("female", "Female"), ("other", "Other")])
    created_from = fields.Selection(CREATED_FROM, string="Came through", help="Where the client was first recorded.")

    clientele_client_ids = fields.One2many("clientele.client", "partner_id", string="Client rows", readonly=True)
    clientele_contact_ids = fields.One2many("clientele.contact", "partner_id", string="Talks")
    clientele_listed = fields.Boolean(
        string="In the client base",
        compute="_compute_clientele_listed",
        search="_search_clientele_listed",
        help="Is a client of the current company, in a branch that the user may see.",
    )
    clientele_search = fields.Char(
        string="Client",
        compute="_compute_clientele_search",
        search="_search_clientele_search",
        help="Finds by name, e-mail, card number, or a phone written in any way.",
    )

    clientele_group_id = master_field(fields.Many2one, "group_id", comodel_name="clientele.group", string="Group")
    clientele_branch_id = master_field(
        fields.Many2one, "branch_id", comodel_name="clientele.branch", string="Own branch"
    )
    clientele_label_ids = master_field(fields.Many2many, "label_ids", comodel_name="clientele.label", string="Labels")
    clientele_vip = master_field(fields.Boolean, "vip", string="VIP")
    clientele_blocked = master_field(fields.Boolean, "blocked", string="Block-list")
    clientele_inactive = master_field(fields.Boolean, "inactive", string="Inactive")
    clientele_inactive_since = client_field(fields.Date, "inactive_since", string="Inactive since")
    clientele_importance_manual = master_field(
        fields.Selection,
        "importance_manual",
        selection=[("a", "A"), ("b", "B"), ("c", "C")],
        string="Importance set by hand",
    )
    clientele_personal_discount = master_field(
        fields.Float, "personal_discount", digits=(5, 2), string="Personal discount (%)"
    )
    clientele_card_number = master_field(fields.Char, "card_number", string="Card number")
    clientele_note = master_field(fields.Text, "note", string="Remarks")
    clientele_discount = client_field(fields.Float, "discount", digits=(5, 2), string="Discount (%)", aggregator="avg")
    clientele_added_on = client_field(fields.Datetime, "added_on", string="Date added")

    # ---------------------------------------------------------------- fields on the facts row

    def _valid_field_parameter(self, field, name):
        return name == "clientele_fact" or super()._valid_field_parameter(field, name)

    @api.model
    @ormcache()
    def _clientele_facts(self):
        """:return: {field of res.partner: field of clientele.client}"""
        return {
            name: field.clientele_fact for name, field in self._fields.items() if getattr(field, "clientele_fact", None)
        }

    @api.depends(
        lambda self: [
            f"clientele_client_ids.{field.clientele_fact}"
            for field in self._fields.values()
            if getattr(field, "clientele_fact", None)
        ]
    )
    @api.depends_context("company", "clientele_today")
    def _compute_clientele_fields(self):
        facts = self._clientele_facts()
        row_of = {row.partner_id.id: row for row in self._clientele_rows()}
        nobody = self.env["clientele.client"].sudo()  # sudo: groups guard the fields
        for partner in self:
            row = row_of.get(partner._origin.id, nobody)
            for name, fact in facts.items():
                partner[name] = row[fact]

    def _clientele_rows(self, company=None):
        """:return: recordset (sudo) of the facts rows of these partners in the root of the company"""
        root = (company or self.env.company)._clientele_root()
        Client = self.env["clientele.client"].sudo().with_context(active_test=False)  # sudo: groups guard the fields
        return Client.search([("partner_id", "in", self._origin.ids), ("company_id", "=", root.id)])

    def _inverse_clientele_field(self, name, fact):
        Client = self.env["clientele.client"]
        rows = Client._ensure(self, self.env.company)
        if not self.env.su:
            rows.sudo(False).check_access("write")
        row_of = {row.partner_id.id: row for row in rows}
        for partner in self:
            row_of[partner.id][fact] = partner[name]

    def _search_clientele_field(self, fact, operator, value):
        """:return: a domain on the facts row that is joined once per query, strict so that its indexes drive"""

        def to_sql(model, alias, query):
            Client = model.env["clientele.client"].with_context(active_test=False)
            domain = Domain(fact, operator, value).optimize_full(Client)
            return domain._to_sql(Client, model._clientele_join(alias, query), query)

        return Domain.custom(to_sql=to_sql)

    def _clientele_join(self, alias, query: Query):
        """:return: alias of the current company's facts row, joined to ``alias`` once per query

        For the partners that are looked for it is ``FACTS``, as in the SQL of segments, which can stand beside it.
        """
        row_alias = FACTS if alias == self._table else query.make_alias(alias, "clientele")
        Client = self.env["clientele.client"]
        condition = SQL(
            "%s = %s AND %s = %s",
            SQL.identifier(row_alias, "partner_id", to_flush=Client._fields["partner_id"]),
            SQL.identifier(alias, "id"),
            SQL.identifier(row_alias, "company_id"),
            self.env.company._clientele_root().id,
        )
        query.add_join("LEFT JOIN", row_alias, Client._table, condition)
        return row_alias

    def _field_to_sql(self, alias, field_expr, query=None):
        fact = getattr(self._fields.get(field_expr), "clientele_fact", None)
        if not fact:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        return self.env["clientele.client"]._field_to_sql(self._clientele_join(alias, query), fact, query)

    def _read_group_groupby(self, alias, groupby_spec, query):
        name, __, rest = groupby_spec.partition(":")
        fact = getattr(self._fields.get(name), "clientele_fact", None)
        if not fact:
            return super()._read_group_groupby(alias, groupby_spec, query)
        self._check_field_access(self._fields[name], "read")
        spec = f"{fact}:{rest}" if rest else fact
        return self.env["clientele.client"]._read_group_groupby(self._clientele_join(alias, query), spec, query)

    def _order_to_sql(self, order, query, alias=None, reverse=False):
        """A list sorted by a fact ends in a total order: newest first, then id (YC14, YC19)."""
        order_sql = super()._order_to_sql(order, query, alias=alias, reverse=reverse)
        names = {part.split()[0].partition(":")[0] for part in (order or "").split(",") if part.strip()}
        grouped = self.env.context.get("clientele_grouped")
        if grouped or "id" in names or not names & self._clientele_facts().keys():
            return order_sql
        row = self._clientele_join(alias or self._table, query)
        direction = SQL("ASC") if reverse else SQL("DESC")
        return SQL(
            "%s, %s %s, %s %s",
            order_sql,
            SQL.identifier(row, "added_on"),
            direction,
            SQL.identifier(row, "partner_id"),
            direction,
        )

    def _read_group_orderby(self, order, groupby_terms, query):
        """Groups have their own order: they are no rows, so none comes before another by its date."""
        grouped = self.with_context(clientele_grouped=True)
        return super(ResPartner, grouped)._read_group_orderby(order, groupby_terms, query)

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        fact = getattr(self._fields.get(field_name), "clientele_fact", None)
        if not fact:
            return super()._order_field_to_sql(alias, field_name, direction, nulls, query)
        self._check_field_access(self._fields[field_name], "read")
        row = self._clientele_join(alias, query)
        return self.env["clientele.client"]._order_field_to_sql(row, fact, direction, nulls, query)

    # ---------------------------------------------------------------- the client base and its quick search

    @api.depends("clientele_client_ids")
    @api.depends_context("company", "uid")
    def _compute_clientele_listed(self):
        listed = self.with_context(active_test=False).search([("id", "in", self.ids), ("clientele_listed", "=", True)])
        for partner in self:
            partner.clientele_listed = partner in listed

    def _search_clientele_listed(self, operator, value):
        """Strict on the facts row, so that sorting by a fact runs on its index (``notes`` of the design, 5)."""
        if operator != "in" or True not in value or False in value:
            return NotImplemented

        def to_sql(model, alias, query):
            row = model._clientele_join(alias, query)
            strict = SQL("%s IS NOT NULL", SQL.identifier(row, "partner_id"))
            user, company = model.env.user, model.env.company._clientele_root()
            per_branch = company.sudo().clientele_base_per_branch  # sudo: a setting
            if model.env.su or not per_branch or not user.clientele_branch_bound:
                return strict
            branches = tuple(user.sudo().clientele_branch_ids.ids)  # sudo: the user's own
            branch = SQL.identifier(row, "branch_id")
            return SQL("%s AND (%s IS NULL OR %s IN %s)", strict, branch, branch, branches)

        return Domain.custom(to_sql=to_sql)

    def _compute_clientele_search(self):
        self.clientele_search = False

    def _search_clientele_search(self, operator, value):
        """Quick search (YC5): what looks like a phone is looked up by index alone, the rest is looked for in names."""
        if operator not in ("ilike", "like", "=", "=ilike") or not isinstance(value, str):
            return NotImplemented

        def to_sql(model, alias, query):
            text = value.strip()
            # an array, because PostgreSQL takes half of the table for what OR IN (SELECT …) may match
            known = SQL("%s = ANY(ARRAY(%s))", SQL.identifier(alias, "id"), model._clientele_search_by_index(text))
            if phone_prefix(text):
                return known
            partners = model.sudo().with_context(active_test=False)  # sudo: the outer query has the rules
            domain = Domain.OR(Domain(name, "ilike", text) for name in model._clientele_search_columns(text))
            return SQL("(%s OR %s)", known, domain.optimize_full(partners)._to_sql(partners, alias, query))

        return Domain.custom(to_sql=to_sql)

    @api.model
    def _clientele_search_columns(self, text):
        """:return: list of columns that may contain the text"""
        names = ["complete_name"] if "@" not in text else []
        return [*names, "email"] if self._clientele_sees_contacts() else names or ["complete_name"]

    @api.model
    def _clientele_search_by_index(self, text):
        """:return: SQL selecting the partners whose card number is the text, or whose phone ends in it"""
        company = self.env.company._clientele_root()
        rows = SQL("SELECT partner_id FROM clientele_client WHERE company_id = %s", company.id)
        parts = [
            SQL("%s AND card_number = %s", rows, text),
            SQL("SELECT partner_id FROM loyalty_card WHERE code = %s AND partner_id IS NOT NULL", text),
        ]
        if prefix := phone_prefix(text):
            parts.append(SQL("%s AND phone_key LIKE %s", rows, f"{prefix}%"))
        return SQL(" UNION ").join(parts)

    # ---------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("is_client"):
                vals.setdefault("created_from", self.env.context.get("clientele_created_from", "back_office"))
        partners = super().create(vals_list)
        partners.filtered("is_client")._clientele_ensure()
        return partners

    def write(self, vals):
        result = super().write(vals)
        if vals.get("is_client") and not self.env.context.get("clientele_no_ensure"):
            self._clientele_ensure()
        return result

    def _clientele_ensure(self):
        """Give each partner its row in its own company, or in the current one if it belongs to none."""
        for company, partners in self.grouped(lambda partner: partner.company_id or self.env.company).items():
            self.env["clientele.client"]._ensure(partners, company)

    def _clientele_mark(self):
        """Note on the partner that it is a client, and where it came from if nobody said so."""
        origin = self.env.context.get("clientele_created_from", "back_office")
        unmarked = self.filtered(lambda partner: not partner.is_client).with_context(clientele_no_ensure=True)
        unmarked.write({"is_client": True})
        unmarked.filtered(lambda partner: not partner.created_from).write({"created_from": origin})

    # ---------------------------------------------------------------- contact data

    @api.model
    def _search_display_name(self, operator, value):
        """A client is also chosen by a phone written in any way (YC5).

        Names only for those who may not see contact data: a search must not tell what a field hides.
        """
        if not self._clientele_sees_contacts():
            return Domain("complete_name", operator, value)
        found = Domain(super()._search_display_name(operator, value))
        typed_phone = operator == "ilike" and isinstance(value, str) and phone_prefix(value)
        if typed_phone and self.env.user.has_group("clientele.clientele_group_practitioner"):
            found |= Domain("clientele_search", "ilike", value)
        return found

    # ---------------------------------------------------------------- business

    def _clientele_standing_discount(self, company):
        """:return: percent that applies itself to what this client buys from the company; 0 for who is no client"""
        if not self.is_client:
            return 0
        return self.env["clientele.client"]._standing_discount(self, company)

    def _clientele_own_discount(self, company):
        """The same without what a program gives by turnover."""
        return self.env["clientele.client"]._own_discount(self, company) if self.is_client else 0

    @api.model
    def _clientele_find(self, phone=None, email=None, company=None):
        """Find the person behind a phone or an e-mail, company-wide whatever the user may see (YC4).

        :param phone: as written, read with the company's country
        :return: res.partner, empty if nobody matches; a client before a mere contact, then the oldest
        """
        company = company or self.env.company
        partners = self.env["res.partner"].sudo()  # sudo: duplicates are looked for in the whole base
        mine = Domain("company_id", "in", [False, *company._clientele_tree().ids])
        for domain in self._clientele_phone_domains(phone, company) + self._clientele_email_domains(email):
            if found := partners.search(domain & mine, order="id", limit=1):
                return found.sudo(False)
        return self.env["res.partner"]

    @api.model
    def _clientele_phone_domains(self, phone, company):
        """:return: domains to try in turn: clients by their indexed key, then any contact"""
        sanitized = to_e164(phone, company.country_id.code)
        if not sanitized:
            return []
        return [
            Domain("clientele_client_ids.phone_key", "=", phone_key(sanitized)),
            Domain("phone_sanitized", "=", sanitized),
        ]

    @api.model
    def _clientele_email_domains(self, email):
        """:return: domains to try in turn: clients, then any contact"""
        normalized = email_normalize(email)
        if not normalized:
            return []
        same = Domain("email_normalized", "=", normalized)
        return [Domain("is_client", "=", True) & same, same]

    def action_clientele_merge(self):
        """Open core's merge of contacts on the selected clients.

        :raises UserError: if fewer than two are selected
        """
        if len(self) < 2:
            raise UserError(self.env._("Select two clients or more to merge them."))
        action = self.env["ir.actions.act_window"]._for_xml_id("base.action_partner_merge")
        action["context"] = {"active_model": "res.partner", "active_ids": self.ids}
        return action
