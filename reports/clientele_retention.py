from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import retention
from ..tools.periods import months_before

SPANS = (6, 12, 24, 36)


class ClienteleRetention(models.AbstractModel):
    """Cohorts: of the clients whose first deal was in a month, how many had a deal in each month after it.

    Deals are done visits and sales (DF4), months are those of the branch's days. The filters choose clients by their
    *first* deal: its branch, and the practitioner and category of one of its lines (FF10). Coming back counts at any
    branch and with anybody. Archived clients and practitioners count like others (DF6); anonymous deals do not.
    """

    _name = "clientele.retention"
    _description = "Cohorts of Clients"

    # ---------------------------------------------------------------- called by the screen

    @api.model
    @api.readonly
    def get_setup(self):
        """:return: dict of what the filters offer: lists of [id, name]; archived people too"""
        self._check_rights()
        people = self.env["resource.resource"].with_context(active_test=False)
        companies = [False, *self.env.companies.ids]
        mine = self.env["clientele.branch"].search([("company_id", "in", self.env.companies.ids)])
        if self.env.user.clientele_branch_bound:
            mine &= self.env.user.clientele_branch_ids
        people = people.search([("is_practitioner", "=", True), ("company_id", "in", companies)])
        services = (
            self.env["product.template"]
            .with_context(active_test=False)
            ._read_group([("type", "=", "service"), ("categ_id", "!=", False)], ["categ_id"])
        )
        return {
            "spans": list(SPANS),
            "branches": [[branch.id, branch.name] for branch in mine],
            "people": [[person.id, self._person_name(person)] for person in people],
            "categories": [[category.id, category.display_name] for (category,) in services],
        }

    @api.model
    @api.readonly
    def get_cohorts(self, filters):
        """:param filters: dict of ``span`` (months), ``branch``, ``person`` and ``category`` (ids or False)
        :return: dict of ``cohorts``, from the oldest on, with ``month`` (ISO date of its first day), ``came`` (numbers
            of clients per month since) and ``over`` (whether that month is over), and of ``averages`` (shares, None
            where no month is over)
        """
        self._check_rights()
        today = self.env["clientele.branch"]._today()
        rows = retention.cohorts(self._counts(self._scope(filters), today), today)
        return {
            "cohorts": [{"month": row.month.isoformat(), "came": row.came, "over": row.over} for row in rows],
            "averages": retention.averages(rows),
        }

    @api.model
    @api.readonly
    def get_clients_action(self, filters, month, age=False, back=True):
        """:param month: ISO date of the first day of a cohort's month
        :param age: months since, False for all clients of the cohort
        :param back: list those who came in that month, or those who did not
        :return: action that lists these clients
        """
        self._check_rights()
        ids = self._client_ids(self._scope(filters), fields.Date.to_date(month), age, back)
        action = self.env["ir.actions.act_window"]._for_xml_id("clientele.clientele_client_action")
        action["domain"] = [("id", "in", ids)]
        action["context"] = {"active_test": False}
        return action

    # ---------------------------------------------------------------- the queries

    def _check_rights(self):
        """:raises AccessError: cohorts are for those who read the return rate"""
        self.env["clientele.return.report"].check_access("read")

    def _person_name(self, person):
        return person.name if person.active else self.env._("%s (archived)", person.name)

    def _scope(self, filters):
        """:return: SQL of the clients with the month of their first deal: partner_id, first_visit, month"""
        root = self.env.company._clientele_root()
        self.env["clientele.client"].flush_model(["first_visit"])
        span = int(filters.get("span") or SPANS[1])
        today = self.env["clientele.branch"]._today()
        since = months_before(retention.month_of(today), span - 1)
        return SQL(
            """
            SELECT c.partner_id, c.first_visit, date_trunc('month', c.first_visit)::date AS month
              FROM clientele_client c
             WHERE c.company_id = %s AND c.first_visit BETWEEN %s AND %s AND %s
            """,
            root.id,
            since,
            today,
            self._first_deal_sql(root, filters),
        )

    def _first_deal_sql(self, root, filters):
        """:return: SQL that a client ``c`` had a first deal that fits the filters and that the user may see"""
        conditions = [*self._visible_sql(root), *self._chosen_sql(filters)]
        if not conditions:
            return SQL("TRUE")
        return SQL(
            """EXISTS (SELECT FROM clientele_visit v
                        WHERE v.partner_id = c.partner_id AND v.state = 'done' AND v.day = c.first_visit
                          AND v.company_id = ANY(%s) AND %s)""",
            root._clientele_tree().ids,
            SQL(" AND ").join(conditions),
        )

    def _visible_sql(self, root):
        """:return: list of SQL that keep a deal ``v`` to the companies and branches of the user; empty for all"""
        hidden = root._clientele_tree() - self.env.companies
        bound = self.env.user.clientele_branch_bound and not self.env.su
        return [
            *([SQL("v.company_id = ANY(%s)", self.env.companies.ids)] if hidden else []),
            *([self.env["res.users"]._clientele_own_branches_sql(SQL("v.branch_id"))] if bound else []),
        ]

    def _chosen_sql(self, filters):
        """:return: list of SQL that a deal ``v`` fits the filters; practitioner and category on one line"""
        line = []
        if filters.get("person"):
            line.append(SQL("l.resource_id = %s", int(filters["person"])))
        if filters.get("category"):
            line.append(SQL("l.product_id = ANY(%s)", self._products(int(filters["category"]))))
        chosen = [SQL("v.branch_id = %s", int(filters["branch"]))] if filters.get("branch") else []
        if line:
            fits = SQL(" AND ").join([SQL("l.visit_id = v.id"), *line])
            chosen.append(SQL("EXISTS (SELECT FROM clientele_visit_line l WHERE %s)", fits))
        return chosen

    def _products(self, category_id):
        """:return: ids of the products of a category or one below it, archived ones too"""
        products = self.env["product.product"].with_context(active_test=False)
        return products.search([("categ_id", "child_of", category_id)]).ids

    def _visits_sql(self, first, last):
        """:return: SQL that a deal ``v`` is one of the client ``f`` in these days, in the whole base"""
        return SQL(
            """v.partner_id = f.partner_id AND v.state = 'done' AND v.company_id = ANY(%s)
               AND v.day BETWEEN %s AND %s""",
            self.env.company._clientele_root()._clientele_tree().ids,
            first,
            last,
        )

    def _counts(self, firsts, today):
        """:return: {(month of the first deal, months since): number of clients}"""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT month, age, count(*)
                  FROM (SELECT DISTINCT f.partner_id, f.month,
                               (date_part('year', v.day) * 12 + date_part('month', v.day)
                                - date_part('year', f.month) * 12 - date_part('month', f.month))::int AS age
                          FROM (%s) AS f JOIN clientele_visit v ON %s) AS came
                 GROUP BY month, age
                """,
                firsts,
                self._visits_sql(SQL("f.first_visit"), today),
            )
        )
        return {(month, age): count for month, age, count in rows}

    def _client_ids(self, firsts, month, age, back):
        """:return: list of ids of the clients of a cohort, or of those who came, or stayed away, in a later month"""
        came = SQL("TRUE")
        if age is not False:
            first = months_before(month, -age)
            days = self._visits_sql(first, retention.last_day(first))
            came = SQL("EXISTS (SELECT FROM clientele_visit v WHERE %s) = %s", days, bool(back))
        statement = SQL("SELECT f.partner_id FROM (%s) AS f WHERE f.month = %s AND %s", firsts, month, came)
        return [row[0] for row in self.env.execute_query(statement)]
