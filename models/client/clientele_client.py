from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.phone_key import phone_key

# facts field → res.partner column that it repeats, so that segments and reports never join the hot partner row
PARTNER_COPIES = {
    "active": "active",
    "is_company": "is_company",
    "gender": "gender",
    "birthdate_date": "birthdate_date",
    "created_from": "created_from",
    "added_on": "create_date",
}


class ClienteleClient(models.Model):
    """What one company knows of one client: the narrow row that lists, segments and reports run on.

    One row per client and root company. Here stands the master data of that company, which people edit and no
    refresh touches; the insight domain adds the facts. A person who is a client of two unrelated companies has two
    rows, and neither company sees the other's.
    """

    _name = "clientele.client"
    _description = "Client of a Company"
    _order = "id desc"
    _rec_name = "partner_id"
    _check_company_auto = True

    partner_id = fields.Many2one("res.partner", string="Client", required=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    currency_id = fields.Many2one("res.currency", related="company_id.currency_id")
    group_id = fields.Many2one("clientele.group", index="btree_not_null", ondelete="set null", check_company=True)
    branch_id = fields.Many2one("clientele.branch", string="Own branch", index="btree_not_null", ondelete="set null")
    label_ids = fields.Many2many(
        "clientele.label",
        "clientele_client_label_rel",
        "client_id",
        "label_id",
        string="Labels",
        check_company=True,
    )
    vip = fields.Boolean(string="VIP", default=False)
    blocked = fields.Boolean(
        string="Block-list",
        default=False,
        help="Cannot book online and gets no campaign; staff can still serve the client.",
    )
    inactive = fields.Boolean(
        default=False,
        help="Kept and found, but left out of segments and campaigns unless asked for; the next visit or booking "
        "makes the client active again.",
    )
    inactive_since = fields.Date(readonly=True)
    importance_manual = fields.Selection(
        [("a", "A"), ("b", "B"), ("c", "C")],
        string="Importance set by hand",
        help="Overrules the class that follows from the share of turnover.",
    )
    personal_discount = fields.Float(
        string="Personal discount (%)",
        digits=(5, 2),
        default=0,
        help="Overrules the discount of the client's group.",
    )
    discount = fields.Float(string="Discount (%)", digits=(5, 2), compute="_compute_discount", aggregator="avg")
    card_number = fields.Char(index="btree_not_null")
    note = fields.Text(string="Remarks")

    active = fields.Boolean(related="partner_id.active", store=True)
    is_company = fields.Boolean(related="partner_id.is_company", store=True)
    gender = fields.Selection(related="partner_id.gender", store=True)
    birthdate_date = fields.Date(related="partner_id.birthdate_date", store=True)
    created_from = fields.Selection(related="partner_id.created_from", store=True)
    added_on = fields.Datetime(string="Date added", related="partner_id.create_date", store=True)
    phone_key = fields.Char(
        compute="_compute_phone_key",
        store=True,
        groups="clientele.clientele_group_contact_data",
        help="Digits of the phone from the last to the first: finds any ending.",
    )

    _partner_company = models.UniqueIndex("(partner_id, company_id)")
    _phone_key_pattern = models.Index("(phone_key text_pattern_ops) WHERE phone_key IS NOT NULL")
    _inactive = models.Index("(partner_id) WHERE inactive")
    _by_birth = models.Index("(company_id, birthdate_date, gender) WHERE birthdate_date IS NOT NULL")
    _by_added_on = models.Index("(company_id, added_on DESC NULLS LAST, partner_id DESC)")
    _personal_discount_range = models.Constraint(
        "CHECK (personal_discount >= 0 AND personal_discount <= 100)", "A discount lies between 0 and 100 %."
    )

    def init(self):
        super().init()
        # Most writes here are refreshes of the same row: room on the page keeps them off the indexes.
        self.env.cr.execute("ALTER TABLE clientele_client SET (fillfactor = 80)")

    @api.depends("personal_discount", "group_id.discount")
    def _compute_discount(self):
        for client in self:
            client.discount = client.personal_discount or client.group_id.discount

    @api.depends("partner_id.phone", "partner_id.phone_sanitized")
    def _compute_phone_key(self):
        for client in self:
            client.phone_key = phone_key(client.partner_id.phone_sanitized or client.partner_id.phone)

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr == "discount":
            self._check_field_access(self._fields["discount"], "read")
            group = self._fields["group_id"].join(self, alias, query)[1]
            personal = SQL.identifier(alias, "personal_discount")
            return SQL("COALESCE(NULLIF(%s, 0), %s, 0)", personal, SQL.identifier(group, "discount"))
        return super()._field_to_sql(alias, field_expr, query)

    @api.model
    def _before_commit(self, key, values, method):
        """Collect values in ``precommit.data[key]`` for a method that is called once, before the commit."""
        data = self.env.cr.precommit.data
        if key not in data:
            data[key] = set()
            self.env.cr.precommit.add(method)
        data[key] |= set(values)

    @api.model
    def _standing_discount(self, partner, company):
        """:return: percent for this client in this company"""
        return self._own_discount(partner, company)

    @api.model
    def _own_discount(self, partner, company):
        """:return: the personal percent, else the group's; read past the cache of facts: amounts follow from it"""
        self.flush_model(["partner_id", "company_id", "group_id", "personal_discount"])
        self.env["clientele.group"].flush_model(["discount"])
        rows = self.env.execute_query(
            SQL(
                """SELECT COALESCE(NULLIF(c.personal_discount, 0), g.discount, 0)
                     FROM clientele_client c LEFT JOIN clientele_group g ON g.id = c.group_id
                    WHERE c.partner_id = %s AND c.company_id = %s""",
                partner._origin.id,
                company._clientele_root().id,
            )
        )
        return float(rows[0][0]) if rows else 0

    @api.model
    def _ensure(self, partners, company):
        """Make the partners clients of the company's root; who is one already stays as is.

        Safe against a concurrent request that does the same: the row's unique index decides.

        :return: recordset (sudo) of the rows of these partners in that company
        """
        root = company._clientele_root()
        rows = self.sudo().with_context(active_test=False)  # sudo: any sale makes a client, whoever made it
        domain = [("partner_id", "in", partners.ids), ("company_id", "=", root.id)]
        known = rows.search(domain)
        missing = partners - known.partner_id
        if not missing:
            return known
        missing.with_env(self.env).sudo()._clientele_mark()  # sudo: any sale makes a client
        self.env["res.partner"].flush_model()
        self.env.execute_query(self._insert_sql(missing, root))
        self.env["clientele.client"].invalidate_model()
        missing.invalidate_recordset(["clientele_client_ids"])
        self._after_ensure(missing, root)
        return rows.search(domain)

    def _insert_sql(self, partners, root):
        """:return: SQL that inserts rows for the partners without one, in the group of new clients (SK4)"""
        groups = self.env["clientele.group"].sudo()  # sudo: any sale makes a client
        default_group = groups.search([("company_id", "=", root.id), ("is_default", "=", True)], limit=1)
        copies = list(PARTNER_COPIES.items())
        return SQL(
            """
            INSERT INTO clientele_client (partner_id, company_id, group_id, vip, blocked, inactive, personal_discount,
                                          phone_key, create_uid, create_date, write_uid, write_date, %(columns)s)
            SELECT p.id, %(company)s, %(group)s, FALSE, FALSE, FALSE, 0,
                   NULLIF(reverse(regexp_replace(COALESCE(p.phone_sanitized, p.phone), '\\D', '', 'g')), ''),
                   %(uid)s, %(now)s, %(uid)s, %(now)s, %(values)s
              FROM res_partner p
             WHERE p.id = ANY(%(partners)s)
             ORDER BY p.id
            ON CONFLICT (partner_id, company_id) DO NOTHING
            """,
            columns=SQL(", ").join(SQL.identifier(fact) for fact, __ in copies),
            values=SQL(", ").join(SQL.identifier("p", column) for __, column in copies),
            company=root.id,
            group=default_group.id or None,
            uid=self.env.uid,
            now=fields.Datetime.now(),
            partners=partners.ids,
        )

    @api.model
    def _copies_sql(self, company):
        """:return: SQL that repeats the partner's columns where a write outside the ORM left them behind"""
        pairs = [(SQL.identifier("c", fact), SQL.identifier("p", column)) for fact, column in PARTNER_COPIES.items()]
        return SQL(
            """
            UPDATE clientele_client c SET %(assignments)s
              FROM res_partner p
             WHERE p.id = c.partner_id AND c.company_id = %(company)s
               AND (%(mine)s) IS DISTINCT FROM (%(theirs)s)
            """,
            assignments=SQL(", ").join(
                SQL("%s = %s", SQL.identifier(fact), SQL.identifier("p", column))
                for fact, column in PARTNER_COPIES.items()
            ),
            company=company.id,
            mine=SQL(", ").join(mine for mine, __ in pairs),
            theirs=SQL(", ").join(theirs for __, theirs in pairs),
        )

    def _after_ensure(self, partners, root):
        """Called after rows were made for these partners; insight fills their facts."""

    def export_data(self, fields_to_export):
        """:raises UserError: with the way that is logged (YC13)"""
        if not self.env.su:
            self.env["res.partner"]._clientele_refuse_export()
        return super().export_data(fields_to_export)

    def action_open_card(self):
        """Open the card of the client behind this row."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "view_mode": "form",
            "views": [(self.env.ref("clientele.clientele_client_view_form").id, "form")],
        }

    def _merge_row(self, other):
        """Take over from another client's row what this one lacks; what protects the client wins."""
        self.ensure_one()
        self.write(
            {
                "group_id": (self.group_id or other.group_id).id,
                "branch_id": (self.branch_id or other.branch_id).id,
                "label_ids": [(4, label.id) for label in other.label_ids],
                "vip": self.vip or other.vip,
                "blocked": self.blocked or other.blocked,
                "inactive": self.inactive and other.inactive,
                "importance_manual": self.importance_manual or other.importance_manual,
                "personal_discount": max(self.personal_discount, other.personal_discount),
                "card_number": self.card_number or other.card_number,
                "note": "\n".join(filter(None, [self.note, other.note, self._lost_card(other)])) or False,
            }
        )

    def _lost_card(self, other):
        """:return: a remark with the second card number of a merged client, if there is one"""
        if not (self.card_number and other.card_number and self.card_number != other.card_number):
            return False
        return self.env._("Second card: %(number)s", number=other.card_number)
