"""The facts of clients as SQL: one SELECT that serves the clients touched in a transaction and everyone.

Each builder returns an :class:`odoo.tools.SQL`. ``scope`` names the root company whose client base is meant, the
companies whose visits belong to it, the day that counts as today, and the clients, None for all.
"""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from odoo.tools import SQL

from ...tools.periods import last_months
from ...tools.rhythm import FEWEST_GAPS, KEPT_GAPS

TURNOVER_MONTHS = 12


@dataclass(frozen=True)
class Scope:
    root_id: int
    company_ids: tuple[int, ...]
    today: date
    factor: Decimal
    partner_ids: tuple[int, ...] | None = None

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


def deals(scope: Scope) -> SQL:
    """Per client: deals, money, first and last day, last branch, and a fingerprint of the days for the rhythm."""
    since, today = last_months(scope.today, TURNOVER_MONTHS)
    return SQL(
        """
        SELECT v.partner_id,
               count(*)::int AS deal_count,
               count(*) FILTER (WHERE v.kind = 'visit')::int AS visit_count,
               sum(v.amount_total) AS spent,
               min(v.day) AS first_visit,
               max(v.day) AS last_visit,
               (max((v.day - DATE '1970-01-01')::bigint << 32 | v.branch_id) & 4294967295)::int AS last_branch_id,
               COALESCE(sum(v.amount_total) FILTER (WHERE v.day BETWEEN %(since)s AND %(today)s), 0) AS turnover,
               sum(hashint4(v.day - DATE '1970-01-01')::bigint)::text || '/' || count(*) AS gap_fingerprint
          FROM clientele_visit v
         WHERE v.state = 'done' AND %(owned)s
         GROUP BY v.partner_id
        """,
        since=since,
        today=today,
        owned=scope.owned("v"),
    )


def _gaps(condition: SQL) -> SQL:
    """Kept gaps of clients, newest first: days of one client that lie over a day apart (FO4)."""
    return SQL(
        """
        SELECT partner_id, gap, row_number() OVER (PARTITION BY partner_id ORDER BY day DESC) AS nr
          FROM (SELECT v.partner_id, v.day,
                       v.day - lag(v.day) OVER (PARTITION BY v.partner_id ORDER BY v.day) AS gap
                  FROM clientele_visit v
                 WHERE v.state = 'done' AND %s) AS each_gap
         WHERE gap > 1
        """,
        condition,
    )


def medians(scope: Scope) -> SQL:
    """Per client with a rhythm: the median of the last gaps, for everyone at once."""
    return SQL(
        """
        SELECT partner_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY gap)::numeric(8, 1) AS median_gap
          FROM (%s) AS gaps
         WHERE nr <= %s
         GROUP BY partner_id
        HAVING count(*) >= %s
        """,
        _gaps(scope.owned("v")),
        KEPT_GAPS,
        FEWEST_GAPS,
    )


def median_of(scope: Scope, partner: SQL, when: SQL) -> SQL:
    """The median of the one client that the outer row names, read only where ``when`` holds there."""
    companies = SQL("v.company_id = ANY(%s)", list(scope.company_ids))
    return SQL(
        """
        SELECT CASE WHEN count(*) >= %s THEN percentile_cont(0.5) WITHIN GROUP (ORDER BY gap)::numeric(8, 1) END
                   AS median_gap
          FROM (%s) AS gaps
         WHERE nr <= %s AND %s
        """,
        FEWEST_GAPS,
        _gaps(SQL("%s AND v.partner_id = %s AND %s", companies, partner, when)),
        KEPT_GAPS,
        when,
    )


def bookings(scope: Scope) -> SQL:
    """Per client: the latest day with an open booking."""
    return SQL(
        """
        SELECT v.partner_id, max(v.day) AS last_open_booking
          FROM clientele_visit v
         WHERE v.state IN ('booked', 'confirmed', 'arrived') AND %s
         GROUP BY v.partner_id
        """,
        scope.owned("v"),
    )


def main_categories(scope: Scope) -> SQL:
    """Per client: the category of most of the services had; then the latest, then the lowest id."""
    return SQL(
        """
        SELECT DISTINCT ON (partner_id) partner_id, categ_id AS main_categ_id
          FROM (SELECT l.partner_id, t.categ_id, count(*) AS times, max(l.day) AS latest
                  FROM clientele_visit_line l
                  JOIN product_product p ON p.id = l.product_id
                  JOIN product_template t ON t.id = p.product_tmpl_id
                 WHERE l.state = 'done' AND l.is_service AND t.categ_id IS NOT NULL AND %s
                 GROUP BY l.partner_id, t.categ_id) AS each_category
         ORDER BY partner_id, times DESC, latest DESC, categ_id
        """,
        scope.owned("l"),
    )


def contacts(scope: Scope) -> SQL:
    """Per client: the day of the last logged talk (TR5)."""
    return SQL(
        "SELECT t.partner_id, max(t.day) AS last_contact FROM clientele_contact t WHERE t.company_id = %s AND %s"
        " GROUP BY t.partner_id",
        scope.root_id,
        scope.chosen("t"),
    )


def profiles(scope: Scope) -> SQL:
    """Per client with one: the online profile as 1 invited, 2 has profile, 3 has the app (FF13)."""
    return SQL(
        """
        SELECT partner_id, max(step) AS step FROM (
            SELECT u.partner_id,
                   CASE WHEN EXISTS (SELECT FROM res_users_log g WHERE g.create_uid = u.id) THEN 2 ELSE 1 END AS step
              FROM res_users u WHERE u.active AND %(users)s
            UNION ALL
            SELECT s.partner_id, 3 FROM clientele_push_subscription s
             WHERE s.active AND s.company_id = %(root)s AND %(devices)s
        ) AS steps GROUP BY partner_id
        """,
        users=scope.chosen("u"),
        devices=scope.chosen("s"),
        root=scope.root_id,
    )


def cards(scope: Scope) -> SQL:
    """Clients with a live loyalty card of these companies (TR16)."""
    return SQL(
        """
        SELECT DISTINCT k.partner_id FROM loyalty_card k JOIN loyalty_program g ON g.id = k.program_id
         WHERE k.active AND g.program_type IN ('loyalty', 'ewallet')
           AND (k.company_id IS NULL OR k.company_id = ANY(%s)) AND %s
        """,
        list(scope.company_ids),
        scope.chosen("k"),
    )


def debts(parts: tuple[SQL, ...]) -> SQL:
    """Per client: the sum of all debts, each part of which selects (partner_id, amount); a credit is none (DF5)."""
    return SQL(
        "SELECT partner_id, GREATEST(sum(amount), 0) AS debt FROM (%s) AS parts GROUP BY partner_id",
        SQL(" UNION ALL ").join(parts),
    )


def refresh(scope: Scope, debt_parts: tuple[SQL, ...], everyone_exactly=False) -> SQL:
    """Rewrite the facts of the scope's clients where they differ.

    :param debt_parts: what ``clientele.client._debt_parts`` gives for the scope
    :param everyone_exactly: take all medians in one pass over all deals; otherwise a median is read only for the
        clients whose days of deals changed, which the fingerprint tells
    """
    changed = SQL("c.gap_fingerprint IS DISTINCT FROM d.gap_fingerprint")
    if everyone_exactly:
        rhythm = SQL("LEFT JOIN (%s) AS m ON m.partner_id = c.partner_id", medians(scope))
        gap = SQL("m.median_gap")
    else:
        one = median_of(scope, SQL("c.partner_id"), changed)
        rhythm = SQL("LEFT JOIN LATERAL (%s) AS m ON TRUE", one)
        gap = SQL("CASE WHEN %s THEN m.median_gap WHEN c.own_rhythm THEN c.median_gap END", changed)
    fresh = SQL(
        """
        SELECT c.id, d.deal_count, d.visit_count, d.spent, d.first_visit, d.last_visit, d.last_branch_id, d.turnover,
               d.gap_fingerprint, b.last_open_booking, g.main_categ_id, t.last_contact, e.debt,
               COALESCE(o.step, 0) AS step, c.card_number IS NOT NULL OR k.partner_id IS NOT NULL AS has_card,
               %(gap)s AS own_gap, r.median_gap AS category_gap
          FROM clientele_client c
          LEFT JOIN (%(deals)s) AS d ON d.partner_id = c.partner_id
          %(rhythm)s
          LEFT JOIN (%(bookings)s) AS b ON b.partner_id = c.partner_id
          LEFT JOIN (%(categories)s) AS g ON g.partner_id = c.partner_id
          LEFT JOIN (%(contacts)s) AS t ON t.partner_id = c.partner_id
          LEFT JOIN (%(profiles)s) AS o ON o.partner_id = c.partner_id
          LEFT JOIN (%(cards)s) AS k ON k.partner_id = c.partner_id
          LEFT JOIN (%(debts)s) AS e ON e.partner_id = c.partner_id
          LEFT JOIN clientele_rhythm r ON r.company_id = c.company_id AND r.categ_id = g.main_categ_id
         WHERE c.company_id = %(root)s AND %(chosen)s
        """,
        gap=gap,
        rhythm=rhythm,
        deals=deals(scope),
        bookings=bookings(scope),
        categories=main_categories(scope),
        contacts=contacts(scope),
        profiles=profiles(scope),
        cards=cards(scope),
        debts=debts(debt_parts),
        root=scope.root_id,
        chosen=scope.chosen("c"),
    )
    return _write(fresh, scope.factor)


def _write(fresh: SQL, factor: Decimal) -> SQL:
    """UPDATE of the rows that differ from what was read, returning their partners."""
    values = {
        "deal_count": SQL("COALESCE(f.deal_count, 0)"),
        "visit_count": SQL("COALESCE(f.visit_count, 0)"),
        "spent": SQL("COALESCE(f.spent, 0)"),
        "average_check": SQL("round(f.spent / NULLIF(f.deal_count, 0), 2)"),
        "first_visit": SQL("f.first_visit"),
        "last_visit": SQL("f.last_visit"),
        "last_branch_id": SQL("f.last_branch_id"),
        "turnover": SQL("COALESCE(f.turnover, 0)"),
        "gap_fingerprint": SQL("f.gap_fingerprint"),
        "own_rhythm": SQL("f.own_gap IS NOT NULL"),
        "median_gap": SQL("f.own_gap"),
        "expected_visit": SQL("f.last_visit + floor(COALESCE(f.own_gap, f.category_gap) + 0.5)::int"),
        "losing_on": SQL("f.last_visit + floor(%s * f.own_gap)::int + 1", factor),
        "last_open_booking": SQL("f.last_open_booking"),
        "main_categ_id": SQL("f.main_categ_id"),
        "last_contact": SQL("f.last_contact"),
        "online_profile": SQL("(ARRAY['none', 'invited', 'profile', 'app'])[f.step + 1]"),
        "has_card": SQL("f.has_card"),
        "debt": SQL("COALESCE(f.debt, 0)"),
    }
    return SQL(
        """
        UPDATE clientele_client AS w SET %(assignments)s
          FROM (%(fresh)s) AS f
         WHERE w.id = f.id AND (%(old)s) IS DISTINCT FROM (%(new)s)
        RETURNING w.partner_id
        """,
        assignments=SQL(", ").join(SQL("%s = %s", SQL.identifier(name), value) for name, value in values.items()),
        fresh=fresh,
        old=SQL(", ").join(SQL.identifier("w", name) for name in values),
        new=SQL(", ").join(values.values()),
    )


def missing_rows(scope: Scope) -> SQL:
    """Clients with a deal or booking and no row: the leftovers of writes outside the ORM."""
    return SQL(
        """
        SELECT DISTINCT v.partner_id FROM clientele_visit v
         WHERE %s AND NOT EXISTS (SELECT FROM clientele_client c
                                   WHERE c.partner_id = v.partner_id AND c.company_id = %s)
        """,
        scope.owned("v"),
        scope.root_id,
    )


def importance(root_id: int) -> SQL:
    """A, B, C by the share of turnover: who crosses 80 % is A, who crosses 95 % is B; none without turnover (YC20)."""
    return SQL(
        """
        UPDATE clientele_client AS w SET importance_class = f.class
          FROM (SELECT id, CASE WHEN turnover <= 0 THEN NULL
                                WHEN before < 0.80 * total THEN 'a'
                                WHEN before < 0.95 * total THEN 'b' ELSE 'c' END AS class
                  FROM (SELECT id, turnover, sum(GREATEST(turnover, 0)) OVER () AS total,
                               sum(GREATEST(turnover, 0)) OVER (ORDER BY turnover DESC, partner_id
                                   ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) - GREATEST(turnover, 0) AS before
                          FROM clientele_client WHERE company_id = %(root)s AND turnover > 0) AS shares
                UNION ALL
                SELECT id, NULL FROM clientele_client
                 WHERE company_id = %(root)s AND turnover <= 0 AND importance_class IS NOT NULL) AS f
         WHERE w.id = f.id AND w.importance_class IS DISTINCT FROM f.class
        """,
        root=root_id,
    )


def average_of_group(column) -> SQL:
    """The average check of a group of clients: Σ spent ÷ Σ deals (DF2).

    :param column: function that gives the SQL of a field
    """
    return SQL("SUM(%s) / NULLIF(SUM(%s), 0)", column("spent"), column("deal_count"))


@contextmanager
def ordered_aggregates(cr):
    """Have PostgreSQL group along the index in this block: hashing a million clients is 7 times slower."""
    settings = {"enable_hashagg": "off", "jit": "off"}
    before = {}
    for name, value in settings.items():
        cr.execute("SELECT current_setting(%s), set_config(%s, %s, TRUE)", (name, name, value))
        before[name] = cr.fetchone()[0]
    yield  # after an error the transaction is lost, and the settings with it
    for name, value in before.items():
        cr.execute("SELECT set_config(%s, %s, TRUE)", (name, value))
