"""What the facts of clients follow from, as SQL: one SELECT per source. ``facts_refresh_sql`` puts them together.

Each builder returns an :class:`odoo.tools.SQL`. ``scope`` names the root company whose client base is meant, the
companies whose visits belong to it, the day that counts as today, the default branch's zone, and the clients, None for
all.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from odoo.tools import SQL

from ...tools.periods import last_months
from ...tools.rhythm import FEWEST_GAPS, KEPT_GAPS

TURNOVER_MONTHS = 12
# of a partner ``p``
DEBTOR = SQL("CASE WHEN p.type = 'contact' OR p.parent_id IS NULL THEN p.id ELSE p.commercial_partner_id END")
SERVICES_HASH = SQL("sum(hashint4(categ_id << 16 # (day - DATE '1970-01-01')))")


@dataclass(frozen=True)
class Scope:
    root_id: int
    company_ids: tuple[int, ...]
    today: date
    factor: Decimal
    zone: str
    partner_ids: tuple[int, ...] | None = None
    debtors: tuple[tuple[int, int], ...] = ()  # (partner, who of partner_ids or their family owes what it is billed)

    def owned(self, alias: str, partner="partner_id") -> SQL:
        """:return: condition that a row belongs to a client of the scope and to one of its companies"""
        companies = SQL("%s = ANY(%s)", SQL.identifier(alias, "company_id"), list(self.company_ids))
        if len(self.company_ids) == 1:  # an equality keeps the index order that the ordered aggregate needs
            companies = SQL("%s = %s", SQL.identifier(alias, "company_id"), self.company_ids[0])
        return SQL("%s AND %s", companies, self.chosen(alias, partner))

    def chosen(self, alias: str, partner="partner_id") -> SQL:
        """:return: condition that a row is about a client of the scope"""
        who = SQL.identifier(alias, partner)
        if self.partner_ids is None:
            return SQL("%s IS NOT NULL", who)
        return SQL("%s = ANY(%s)", who, list(self.partner_ids))

    def day(self, moment: SQL) -> SQL:
        """:return: the date on the wall of the company's default branch at a UTC moment"""
        return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", moment, self.zone)


def deals(scope: Scope, last_branch=False) -> SQL:
    """Per client: deals, money, first and last day, and a hash of all days and branches.

    :param last_branch: also give the branch of the last day (the highest id of several)
    """
    since, today = last_months(scope.today, TURNOVER_MONTHS)
    branch = SQL("(max((v.day - DATE '1970-01-01')::bigint << 32 | v.branch_id) & 4294967295)::int AS last_branch_id,")
    return SQL(
        """
        SELECT v.partner_id,
               count(*)::int AS deal_count,
               (count(*) FILTER (WHERE v.kind = 'visit'))::int AS visit_count,
               sum(v.amount_total) AS spent,
               sum(v.amount_total) FILTER (WHERE v.day BETWEEN %(since)s AND %(today)s) AS turnover,
               min(v.day) AS first_visit,
               max(v.day) AS last_visit,
               min(v.day) FILTER (WHERE v.kind = 'visit') AS first_came,
               max(v.day) FILTER (WHERE v.kind = 'visit') AS last_came,
               %(branch)s
               sum(hashint4(v.branch_id << 16 # (v.day - DATE '1970-01-01'))) AS days_hash
          FROM clientele_visit v
         WHERE v.state = 'done' AND %(owned)s
         GROUP BY v.partner_id
        """,
        since=since,
        today=today,
        branch=branch if last_branch else SQL(),
        owned=scope.owned("v"),
    )


def medians(scope: Scope) -> SQL:
    """Per client with a rhythm: the median of the last gaps between days that lie over a day apart (FO4)."""
    return SQL(
        """
        SELECT partner_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY gap) AS median_gap
          FROM (SELECT partner_id, gap, row_number() OVER (PARTITION BY partner_id ORDER BY day DESC) AS nr
                  FROM (SELECT v.partner_id, v.day,
                               v.day - lag(v.day) OVER (PARTITION BY v.partner_id ORDER BY v.day) AS gap
                          FROM clientele_visit v
                         WHERE v.state = 'done' AND %s) AS each_gap
                 WHERE gap > 1) AS gaps
         WHERE nr <= %s
         GROUP BY partner_id
        HAVING count(*) >= %s
        """,
        scope.owned("v"),
        KEPT_GAPS,
        FEWEST_GAPS,
    )


def main_categories(scope: Scope) -> SQL:
    """Per client: the category of most of the services had; then the latest, then the lowest id."""
    return SQL(
        """
        SELECT partner_id,
               -(max(ARRAY[times, latest - DATE '1970-01-01', -categ_id]) FILTER (WHERE categ_id > 0))[3]
               AS main_categ_id,
               sum(services_hash)::bigint AS services_hash
          FROM (SELECT partner_id, categ_id, count(*)::int AS times, max(day) AS latest, %s AS services_hash
                  FROM (%s) AS each_service
                 GROUP BY partner_id, categ_id) AS each_category
         GROUP BY partner_id
        """,
        SERVICES_HASH,
        _services(scope),
    )


def services(scope: Scope) -> SQL:
    """Per client: a hash of all services had, which tells whether the main category may differ."""
    return SQL(
        "SELECT partner_id, %s AS services_hash FROM (%s) AS each_service GROUP BY partner_id",
        SERVICES_HASH,
        _services(scope),
    )


def _services(scope: Scope) -> SQL:
    """Each service had, with its category, 0 for none.

    For everyone the category comes from an array by product, because a join would lose the order of the index.
    """
    if scope.partner_ids is None:
        category = SQL(
            """
            (SELECT array_agg(COALESCE(t.categ_id, 0) ORDER BY nr)
               FROM generate_series(1, (SELECT max(id) FROM product_product)) AS nr
               LEFT JOIN product_product p ON p.id = nr
               LEFT JOIN product_template t ON t.id = p.product_tmpl_id)[l.product_id]
            """
        )
        join = SQL()
    else:
        category = SQL("COALESCE(t.categ_id, 0)")
        join = SQL("JOIN product_product p ON p.id = l.product_id JOIN product_template t ON t.id = p.product_tmpl_id")
    return SQL(
        "SELECT l.partner_id, l.day, %s AS categ_id FROM clientele_visit_line l %s"
        " WHERE l.state = 'done' AND l.is_service AND %s",
        category,
        join,
        scope.owned("l"),
    )


def others(scope: Scope, debt_parts: tuple[SQL, ...]) -> SQL:
    """Per client with any of it: what few clients have, so that it costs one join.

    * the latest day with an open booking
    * the day of the last logged talk (TR5)
    * the online profile as 1 invited, 2 has profile, 3 has the app (FF13)
    * the number of live loyalty cards (TR16)
    * the sum of all debts, each part of which selects the partner and the amount; a credit is none (DF5)
    * the last day of the subscriptions that are in force, how many of them never end, and the first part still to pay
    """
    companies = list(scope.company_ids)
    return SQL(
        """
        SELECT partner_id, max(booking) AS last_open_booking, max(talk) AS last_contact, max(step) AS profile_step,
               count(card) AS card_count, GREATEST(sum(debt), 0) AS debt, max(until) AS until,
               count(endless) AS endless_count, min(due) AS due
          FROM (SELECT v.partner_id, v.day AS booking, NULL::date AS talk, NULL::int AS step, NULL::int AS card,
                       NULL::numeric AS debt, NULL::date AS until, NULL::int AS endless, NULL::date AS due
                  FROM clientele_visit v WHERE v.state IN ('booked', 'confirmed', 'arrived') AND %(bookings)s
                UNION ALL
                SELECT t.partner_id, NULL, t.day, NULL, NULL, NULL, NULL, NULL, NULL
                  FROM clientele_contact t WHERE t.company_id = %(root)s AND %(talks)s
                UNION ALL
                SELECT u.partner_id, NULL, NULL,
                       CASE WHEN EXISTS (SELECT FROM res_users_log g WHERE g.create_uid = u.id) THEN 2 ELSE 1 END,
                       NULL, NULL, NULL, NULL, NULL
                  FROM res_users u WHERE u.active AND %(users)s
                UNION ALL
                SELECT s.partner_id, NULL, NULL, 3, NULL, NULL, NULL, NULL, NULL
                  FROM clientele_push_subscription s WHERE s.active AND s.company_id = %(root)s AND %(devices)s
                UNION ALL
                SELECT k.partner_id, NULL, NULL, NULL, k.id, NULL, NULL, NULL, NULL
                  FROM loyalty_card k JOIN loyalty_program g ON g.id = k.program_id
                 WHERE k.active AND g.program_type IN ('loyalty', 'ewallet')
                   AND (k.company_id IS NULL OR k.company_id = ANY(%(companies)s)) AND %(cards)s
                UNION ALL
                SELECT b.partner_id, NULL, NULL, NULL, NULL, NULL, b.end_date,
                       CASE WHEN b.end_date IS NULL THEN b.id END, NULL
                  FROM clientele_subscription b
                 WHERE b.state NOT IN ('quit', 'cancelled') AND b.company_id = %(root)s AND %(subscriptions)s
                UNION ALL
                SELECT i.partner_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, i.due_date
                  FROM clientele_instalment i
                 WHERE i.state = 'due' AND i.company_id = %(root)s AND %(instalments)s
                UNION ALL
                SELECT partner_id, NULL, NULL, NULL, NULL, amount, NULL, NULL, NULL
                  FROM (%(debts)s) AS debts) AS parts
         GROUP BY partner_id
        """,
        bookings=scope.owned("v"),
        talks=scope.chosen("t"),
        users=scope.chosen("u"),
        devices=scope.chosen("s"),
        cards=scope.chosen("k"),
        subscriptions=scope.chosen("b"),
        instalments=scope.chosen("i"),
        companies=companies,
        root=scope.root_id,
        debts=SQL(" UNION ALL ").join(debt_parts),
    )


def average_of_group(column) -> SQL:
    """The average check of a group of clients: Σ spent ÷ Σ deals (DF2).

    :param column: function that gives the SQL of a field
    """
    return SQL("SUM(%s) / NULLIF(SUM(%s), 0)", column("spent"), column("deal_count"))
