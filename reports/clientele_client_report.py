from odoo import api, fields, models
from odoo.tools import SQL

from ..models.client.res_partner import CREATED_FROM
from ..models.insight import facts_sql
from ..models.insight.clientele_client import TURNOVER
from ..models.insight.clientele_client_today import BANDS
from ..models.insight.res_partner import CLASSES, COLOURS, FLAGS, PROFILES, TALKS
from ..tools.periods import last_months

# Attributes of the client as they are today; the report shows them beside what the period counted.
ATTRIBUTES = (
    *("partner_id", "company_id", "group_id", "branch_id", "main_categ_id", "is_company", "gender", "created_from"),
    *("online_profile", "has_card", "vip", "blocked", "added_on", "flag", "colour", "importance", "contact_band"),
    *("age_band", "last_visit"),
)


class ClienteleClientReport(models.Model):
    """Clients by every attribute, with what completed documents of a period say of them (TR10, TR11, TR19-TR22).

    The context gives the settings: ``clientele_from`` and ``clientele_to`` (dates, both included; by default the last
    12 months), ``clientele_count_visits``, ``clientele_count_sales`` and ``clientele_count_anonymous`` (by default
    those of the company).
    """

    _name = "clientele.client.report"
    _description = "Client Statistics"
    _auto = False
    _order = "spent desc, id desc"
    _rec_name = "partner_id"
    _depends = {
        "clientele.visit": ["state", "day", "amount_service", "amount_product", "partner_id"],
        "clientele.client": ["last_visit", "spent"],
    }

    partner_id = fields.Many2one("res.partner", string="Client", readonly=True, help="Empty: anonymous clients.")
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", related="company_id.currency_id")
    group_id = fields.Many2one("clientele.group", readonly=True)
    branch_id = fields.Many2one("clientele.branch", string="Own branch", readonly=True)
    period_branch_id = fields.Many2one("clientele.branch", string="Last served at", readonly=True)
    main_categ_id = fields.Many2one("product.category", string="Main category", readonly=True)
    label_ids = fields.Many2many(
        "clientele.label", "clientele_client_label_rel", "client_id", "label_id", string="Labels", readonly=True
    )
    category_ids = fields.Many2many(related="partner_id.category_id", string="Tags")
    is_company = fields.Boolean(string="Is a company", readonly=True)
    gender = fields.Selection([("male", "Male"), ("female", "Female"), ("other", "Other")], readonly=True)
    created_from = fields.Selection(CREATED_FROM, string="Came through", readonly=True)
    online_profile = fields.Selection(PROFILES, readonly=True)
    has_card = fields.Boolean(string="Has a loyalty card", readonly=True)
    vip = fields.Boolean(string="VIP", readonly=True)
    blocked = fields.Boolean(string="Block-list", readonly=True)
    added_on = fields.Datetime(string="Date added", readonly=True)
    flag = fields.Selection(FLAGS, readonly=True)
    colour = fields.Selection(COLOURS, readonly=True)
    importance = fields.Selection(CLASSES, readonly=True)
    contact_band = fields.Selection(TALKS, string="Talked", readonly=True)
    age_band = fields.Selection(selection="_selection_age_band", string="Age", readonly=True)
    last_visit = fields.Date(readonly=True)

    deal_count = fields.Integer(string="Deals", readonly=True)
    visit_count = fields.Integer(string="Visits", readonly=True)
    spent = fields.Monetary(readonly=True, groups=TURNOVER)
    average_check = fields.Monetary(readonly=True, aggregator="avg", groups=TURNOVER)
    check_band = fields.Selection(
        selection="_selection_check_band", string="Average check band", readonly=True, groups=TURNOVER
    )
    first_day = fields.Date(string="First deal of the period", readonly=True)
    last_day = fields.Date(string="Last deal of the period", readonly=True)

    @api.model
    def _selection_age_band(self):
        return self.env["clientele.client"]._selection_age_band()

    @api.model
    def _selection_check_band(self):
        return self.env["clientele.client"]._selection_check_band()

    def _read_group_select(self, aggregate_spec, query):
        if aggregate_spec == "average_check:avg":
            return facts_sql.average_of_group(lambda name: self._field_to_sql(self._table, name, query))
        return super()._read_group_select(aggregate_spec, query)

    # ---------------------------------------------------------------- the settings

    @api.model
    def _settings(self):
        """:return: dict of the period's ``since`` and ``until`` and of what is counted"""
        root = self.env.company._clientele_root().sudo()  # sudo: settings
        context = self.env.context
        since, until = last_months(self.env["clientele.branch"]._today(), facts_sql.TURNOVER_MONTHS)
        return {
            "since": fields.Date.to_date(context.get("clientele_from")) or since,
            "until": fields.Date.to_date(context.get("clientele_to")) or until,
            "visits": context.get("clientele_count_visits", root.clientele_count_visits),
            "sales": context.get("clientele_count_sales", root.clientele_count_sales),
            "anonymous": context.get("clientele_count_anonymous", root.clientele_count_anonymous),
        }

    # ---------------------------------------------------------------- the query

    @property
    def _table_query(self):
        """One row per client of the current base; one more for all anonymous deals where they count (TR21)."""
        settings = self._settings()
        root = self.env.company._clientele_root()
        parts = [self._clients_sql(root, settings)]
        if settings["anonymous"]:
            parts.append(self._anonymous_sql(root, settings))
        return SQL(" UNION ALL ").join(parts)

    def _clients_sql(self, root, settings):
        Client = self.env["clientele.client"].sudo()  # sudo: field groups are checked on the report's own fields
        attributes = SQL(", ").join(
            SQL("%s AS %s", Client._field_to_sql("c", name), SQL.identifier(name)) for name in ATTRIBUTES
        )
        return SQL(
            """
            SELECT c.id, %(attributes)s, d.period_branch_id, COALESCE(d.deal_count, 0) AS deal_count,
                   COALESCE(d.visit_count, 0) AS visit_count, COALESCE(d.spent, 0) AS spent, %(check)s, d.first_day,
                   d.last_day
              FROM clientele_client c
              LEFT JOIN (%(deals)s) AS d ON d.partner_id = c.partner_id
             WHERE c.company_id = %(root)s AND c.active
            """,
            attributes=attributes,
            check=self._check_sql(root),
            deals=self._deals_sql(root, settings, SQL("v.partner_id IS NOT NULL")),
            root=root.id,
        )

    def _anonymous_sql(self, root, settings):
        """Deals of nobody in particular as one row, whose id no client's row can have."""
        values = {"company_id": SQL("%s::int", root.id), "has_card": SQL("FALSE")}
        attributes = SQL(", ").join(
            SQL("%s AS %s", values.get(name, SQL("NULL")), SQL.identifier(name)) for name in ATTRIBUTES
        )
        return SQL(
            """
            SELECT -%(root)s AS id, %(attributes)s, d.period_branch_id, d.deal_count, d.visit_count, d.spent, %(check)s,
                   d.first_day, d.last_day
              FROM (%(deals)s) AS d
            """,
            root=root.id,
            attributes=attributes,
            check=self._check_sql(root),
            deals=self._deals_sql(root, settings, SQL("v.partner_id IS NULL")),
        )

    def _check_sql(self, root):
        """:return: SQL of the period's average check and its band (TR11)"""
        average = SQL("d.spent / NULLIF(d.deal_count, 0)")
        width = root.sudo().clientele_check_band or 500  # sudo: a setting
        return SQL(
            "round(%s, 2) AS average_check, CASE WHEN d.deal_count > 0 THEN"
            " lpad(LEAST(floor(GREATEST(%s, 0) / %s)::int, %s)::text, 2, '0') ELSE 'none' END AS check_band",
            average,
            average,
            width,
            BANDS,
        )

    def _deals_sql(self, root, settings, who):
        """:return: SQL of what completed documents dated in the period count, per client (TR19, TR20)"""
        services = SQL("v.kind = 'visit' AND %s", settings["visits"])
        counted = SQL(
            """(CASE WHEN %(services)s THEN v.amount_service ELSE 0 END
              + CASE WHEN NOT %(sales)s THEN 0 WHEN v.kind = 'sale' THEN v.amount_total ELSE v.amount_product END)""",
            services=services,
            sales=settings["sales"],
        )
        return SQL(
            """
            SELECT v.partner_id, count(*)::int AS deal_count,
                   count(*) FILTER (WHERE v.kind = 'visit')::int AS visit_count, sum(%(counted)s) AS spent,
                   min(v.day) AS first_day, max(v.day) AS last_day,
                   (array_agg(v.branch_id ORDER BY v.day DESC, v.id DESC))[1] AS period_branch_id
              FROM clientele_visit v
             WHERE v.state = 'done' AND v.company_id = ANY(%(companies)s) AND v.day BETWEEN %(since)s AND %(until)s
               AND (%(services)s OR (%(sales)s AND (v.kind = 'sale' OR v.amount_product <> 0))) AND %(who)s AND %(mine)s
             GROUP BY v.partner_id
            """,
            counted=counted,
            services=services,
            companies=(root._clientele_tree() & self.env.companies).ids,
            since=settings["since"],
            until=settings["until"],
            sales=settings["sales"],
            who=who,
            mine=self.env["res.users"]._clientele_own_branches_sql(SQL("v.branch_id")),
        )

    def action_open_card(self):
        self.ensure_one()
        return self.env["clientele.client"].browse(self.id).action_open_card() if self.partner_id else False
