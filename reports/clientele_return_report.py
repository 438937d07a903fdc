from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import retention

WINDOWS = (1, 2, 3, 6)
# measure → which deals it counts clients of; a rate is the first of the two divided by the second
COUNTS = {
    "client_count": SQL("TRUE"),
    "again_count": SQL("came_again"),
    "same_count": SQL("came_to_same"),
    "person_count": SQL("resource_id IS NOT NULL"),
    "new_count": SQL("is_new"),
    "new_again_count": SQL("is_new AND came_again"),
}
RATES = {
    "return_rate": ("again_count", "client_count"),
    "same_rate": ("same_count", "person_count"),
    "new_return_rate": ("new_again_count", "new_count"),
}


class ClienteleReturnReport(models.Model):
    """Who was served in a month, and who came again: the return rate by month, branch, practitioner and service.

    A row is a line of a deal (done visit or sale, DF4) of a known client; all days are days of the branch.

    * A client *came again* with a deal on a later day, at any branch, at most N months after this one: the window of
      the context (``clientele_within_1`` … ``_6``, the longest wins), else the company's. Its last day is in.
    * *To the same*: on such a day the same practitioner performed a service for the client.
    * *New*: it is the day of the client's first deal ever.
    * Counts are of clients: one counts once in each month, whatever group of rows is counted.
    * A month is *over* when the window of its last day is. Rates are of months that are over; in the others
      there is none, because who can still come has not stayed away.

    Archived clients and practitioners count like others (DF6): who stayed away is often archived. Each client is seen
    by the rows of branches that the user may see.
    """

    _name = "clientele.return.report"
    _description = "Return Rate"
    _auto = False
    _order = "day desc, id desc"
    _rec_name = "partner_id"
    _depends = {
        "clientele.visit": ["state", "day", "partner_id", "branch_id", "company_id"],
        "clientele.visit.line": ["visit_id", "resource_id", "product_id"],
        "clientele.client": ["first_visit"],
    }

    partner_id = fields.Many2one("res.partner", string="Client", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    branch_id = fields.Many2one("clientele.branch", readonly=True)
    resource_id = fields.Many2one("resource.resource", string="Practitioner", readonly=True)
    product_id = fields.Many2one("product.product", string="Service or product", readonly=True)
    categ_id = fields.Many2one("product.category", string="Category", readonly=True)
    day = fields.Date(readonly=True)
    next_day = fields.Date(
        string="Came again on", readonly=True, help="The day of the next deal within the window, at any branch."
    )
    last_chance = fields.Date(string="Window until", readonly=True, help="The last day that counts as coming again.")
    is_new = fields.Boolean(string="First deal", readonly=True, help="It was the day of the client's first deal.")
    came_again = fields.Boolean(readonly=True, help="With another deal within the window.")
    came_to_same = fields.Boolean(
        string="Came to the same", readonly=True, help="With another deal served by the same practitioner."
    )
    month_over = fields.Boolean(
        string="Month is over", readonly=True, help="Everybody served in this month has had the whole window."
    )

    client_count = fields.Integer(string="Clients", readonly=True, help="Each client once a month.")
    again_count = fields.Integer(string="Clients who came again", readonly=True)
    same_count = fields.Integer(string="Clients who came to the same", readonly=True)
    person_count = fields.Integer(string="Clients served by somebody", readonly=True)
    new_count = fields.Integer(string="New clients", readonly=True)
    new_again_count = fields.Integer(string="New clients who came again", readonly=True)
    return_rate = fields.Float(
        string="Return rate",
        readonly=True,
        aggregator="avg",
        help="Of the clients of months that are over: how many came again.",
    )
    same_rate = fields.Float(
        string="Return rate to the same",
        readonly=True,
        aggregator="avg",
        help="Of the clients served by a practitioner in months that are over: how many came to the same again.",
    )
    new_return_rate = fields.Float(
        string="Return rate of new clients",
        readonly=True,
        aggregator="avg",
        help="Of the new clients of months that are over: how many came again.",
    )

    # ---------------------------------------------------------------- counting clients, not rows

    def _read_group_select(self, aggregate_spec, query):
        name, __, function = aggregate_spec.partition(":")
        if name in COUNTS and function == "sum":
            return self._count_sql(COUNTS[name])
        if name in RATES and function == "avg":
            part, whole = (SQL("month_over AND %s", COUNTS[count]) for count in RATES[name])
            return SQL("%s::float / NULLIF(%s, 0)", self._count_sql(part), self._count_sql(whole))
        return super()._read_group_select(aggregate_spec, query)

    def _count_sql(self, condition):
        """:return: SQL of the number of clients of the rows that meet a condition, each once a month"""
        client_month = SQL.identifier(self._table, "client_month")
        return SQL("count(DISTINCT %s) FILTER (WHERE %s)", client_month, condition)

    # ---------------------------------------------------------------- the settings

    @api.model
    def _window(self):
        """:return: months within which coming again counts"""
        asked = [months for months in WINDOWS if self.env.context.get(f"clientele_within_{months}")]
        root = self.env.company._clientele_root().sudo()  # sudo: a setting
        return max(asked, default=int(root.clientele_return_months or 3))

    # ---------------------------------------------------------------- the query

    @property
    def _table_query(self):
        root = self.env.company._clientele_root()
        counts = SQL(", ").join(
            SQL("(%s)::int AS %s", condition, SQL.identifier(name)) for name, condition in COUNTS.items()
        )
        rates = SQL(", ").join(
            SQL(
                "CASE WHEN month_over AND %s THEN (%s)::int::float END AS %s",
                COUNTS[whole],
                COUNTS[part],
                SQL.identifier(name),
            )
            for name, (part, whole) in RATES.items()
        )
        return SQL(
            """
            SELECT r.*, (partner_id::bigint << 32) + (date_trunc('month', day::timestamp)::date - DATE '1900-01-01')
                   AS client_month, %(counts)s, %(rates)s
              FROM (%(rows)s) AS r
            """,
            counts=counts,
            rates=rates,
            rows=self._rows_sql(root),
        )

    def _rows_sql(self, root):
        """:return: SQL of a row per line, with when the client came again"""
        months = self._window()
        window = SQL("make_interval(months => %s)", months)
        open_month = self.env["clientele.client"]._sql_today(
            lambda name: SQL.identifier("v", name), lambda today: retention.first_open_month(today, months)
        )
        return SQL(
            """
            SELECT COALESCE(l.id, -v.id) AS id, v.partner_id, v.company_id, v.branch_id, l.resource_id, l.product_id,
                   t.categ_id, v.day, again.next_day, (v.day + %(window)s)::date AS last_chance,
                   again.next_day IS NOT NULL AS came_again, same.next_day IS NOT NULL AS came_to_same,
                   COALESCE(v.day = c.first_visit, FALSE) AS is_new, v.day < %(open_month)s AS month_over
              FROM clientele_visit v
              LEFT JOIN clientele_visit_line l ON l.visit_id = v.id
              LEFT JOIN product_product p ON p.id = l.product_id
              LEFT JOIN product_template t ON t.id = p.product_tmpl_id
              LEFT JOIN clientele_client c ON c.partner_id = v.partner_id AND c.company_id = %(root)s
              LEFT JOIN LATERAL (%(again)s) AS again ON TRUE
              LEFT JOIN LATERAL (%(same)s) AS same ON TRUE
             WHERE v.state = 'done' AND v.partner_id IS NOT NULL AND v.company_id = ANY(%(companies)s) AND %(mine)s
            """,
            window=window,
            open_month=open_month,
            root=root.id,
            again=self._next_sql(root, SQL("clientele_visit"), window, SQL("TRUE")),
            same=self._next_sql(
                root, SQL("clientele_visit_line"), window, SQL("n.is_service AND n.resource_id = l.resource_id")
            ),
            companies=(root._clientele_tree() & self.env.companies).ids,
            mine=self.env["res.users"]._clientele_own_branches_sql(SQL("v.branch_id")),
        )

    def _next_sql(self, root, table, window, condition):
        """:return: SQL of the client's next day after that of ``v`` and within its window, in the whole client base

        OFFSET 0 keeps PostgreSQL from looking for the earliest day along an index of days, past everybody else's: the
        few rows of the client come from the index by client.
        """
        return SQL(
            """SELECT min(day) AS next_day
                 FROM (SELECT n.day FROM %s n
                        WHERE n.partner_id = v.partner_id AND n.state = 'done' AND n.company_id = ANY(%s)
                          AND n.day > v.day AND n.day <= (v.day + %s)::date AND %s
                       OFFSET 0) AS later""",
            table,
            root._clientele_tree().ids,
            window,
            condition,
        )
