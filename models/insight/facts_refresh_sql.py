"""Rewriting the facts that differ from their sources, as SQL.

* :func:`refresh` works everything out: for the clients touched in a transaction, and for everyone at a rebuild.
* :func:`stale` finds the clients whose facts do not fit, for the nightly check. What is dear to work out (the median,
  the main category) is not; a *seal* stands for it, a hash of what such facts follow from and of these facts
  themselves, so that damage to either breaks it.
"""

from contextlib import contextmanager
from decimal import Decimal

from odoo.tools import SQL

from . import facts_sql
from .facts_sql import Scope

EPOCH = SQL("DATE '1970-01-01'")
# Facts that are compared one by one, by the aliases of the joins below.
PLAIN = {
    "deal_count": SQL("COALESCE(d.deal_count, 0)"),
    "visit_count": SQL("COALESCE(d.visit_count, 0)"),
    "spent": SQL("COALESCE(d.spent, 0)"),
    "turnover": SQL("COALESCE(d.turnover, 0)"),
    "first_visit": SQL("d.first_visit"),
    "last_visit": SQL("d.last_visit"),
    "first_came": SQL("d.first_came"),
    "last_came": SQL("d.last_came"),
    "last_open_booking": SQL("o.last_open_booking"),
    "last_contact": SQL("o.last_contact"),
    "online_profile": SQL(
        "CASE COALESCE(o.profile_step, 0) WHEN 0 THEN 'none' WHEN 1 THEN 'invited' WHEN 2 THEN 'profile' ELSE 'app' END"
    ),
    "has_card": SQL("(c.card_number IS NOT NULL OR COALESCE(o.card_count, 0) > 0)"),
    "debt": SQL("COALESCE(o.debt, 0)"),
    "subscription_end": SQL("CASE WHEN o.endless_count = 0 THEN o.until END"),
    "subscription_open": SQL("COALESCE(o.endless_count, 0) > 0"),
    "next_due": SQL("o.due"),
}


def refresh(scope: Scope, debt_parts: tuple[SQL, ...]) -> SQL:
    """Rewrite the facts of the scope's clients where they differ.

    :param debt_parts: what ``clientele.client._debt_parts`` gives for the scope
    :return: SQL that gives the number of rows rewritten, and the clients with deals but without a row
    """
    sealed = _sealed(scope.factor)
    values = PLAIN | sealed | _seals(SQL("g.services_hash"), sealed)
    return SQL(
        """
        WITH fresh AS (
            SELECT c.id, d.partner_id, %(values)s
              FROM (SELECT * FROM clientele_client c WHERE c.company_id = %(root)s AND %(chosen)s) AS c
              FULL JOIN (%(deals)s) AS d ON d.partner_id = c.partner_id
              LEFT JOIN (%(medians)s) AS m ON m.partner_id = c.partner_id
              LEFT JOIN (%(categories)s) AS g ON g.partner_id = c.partner_id
              LEFT JOIN (%(others)s) AS o ON o.partner_id = c.partner_id
              LEFT JOIN clientele_rhythm r ON r.company_id = %(root)s AND r.categ_id = g.main_categ_id
             WHERE c.id IS NULL OR %(differs)s
        ), written AS (
            UPDATE clientele_client AS w SET %(assignments)s FROM fresh WHERE w.id = fresh.id
        )
        SELECT count(id), array_agg(partner_id) FILTER (WHERE id IS NULL) FROM fresh
        """,
        values=SQL(", ").join(SQL("%s AS %s", value, SQL.identifier(name)) for name, value in values.items()),
        deals=facts_sql.deals(scope, last_branch=True),
        medians=facts_sql.medians(scope),
        categories=facts_sql.main_categories(scope),
        others=facts_sql.others(scope, debt_parts),
        root=scope.root_id,
        chosen=scope.chosen("c"),
        differs=_differs(values),
        assignments=SQL(", ").join(
            SQL("%s = %s", SQL.identifier(name), SQL.identifier("fresh", name)) for name in values
        ),
    )


def stale(scope: Scope, debt_parts: tuple[SQL, ...]) -> SQL:
    """:return: SQL that gives the clients whose facts do not fit, as (partner_id, whether there is a facts row)"""
    kept = {name: SQL.identifier("c", name) for name in _sealed(scope.factor)}
    return SQL(
        """
        SELECT COALESCE(c.partner_id, d.partner_id), c.id IS NOT NULL
          FROM (%(deals)s) AS d
          LEFT JOIN (%(services)s) AS s ON s.partner_id = d.partner_id
          FULL JOIN (SELECT * FROM clientele_client WHERE company_id = %(root)s) AS c ON c.partner_id = d.partner_id
          LEFT JOIN (%(others)s) AS o ON o.partner_id = c.partner_id
         WHERE c.id IS NULL OR %(differs)s
        """,
        deals=facts_sql.deals(scope),
        services=facts_sql.services(scope),
        root=scope.root_id,
        others=facts_sql.others(scope, debt_parts),
        differs=_differs(PLAIN | _seals(SQL("s.services_hash"), kept)),
    )


def _sealed(factor: Decimal) -> dict[str, SQL]:
    """:return: {fact: SQL} of what is worked out"""
    return {
        "average_check": SQL("round(d.spent / NULLIF(d.deal_count, 0), 2)"),
        "last_branch_id": SQL("d.last_branch_id"),
        "median_gap": SQL("m.median_gap"),
        "own_rhythm": SQL("m.median_gap IS NOT NULL"),
        "expected_visit": SQL("d.last_visit + floor(COALESCE(m.median_gap, r.median_gap) + 0.5)::int"),
        "losing_on": SQL("d.last_visit + %s", patience(factor, SQL("m.median_gap"))),
        "main_categ_id": SQL("g.main_categ_id"),
    }


def patience(factor: Decimal, gap: SQL) -> SQL:
    """:return: SQL of the days after which a rhythm is broken: in whole numbers, as gaps are of half days and factors
    of hundredths
    """
    return SQL("%s * (2 * %s)::int / 200 + 1", int(factor * 100), gap)


def _seals(services_hash: SQL, fact: dict[str, SQL]) -> dict[str, SQL]:
    """:return: {seal: SQL}; by XOR, so that one part can be exchanged for another (see :func:`expected_by_category`)"""
    parts = {
        "rhythm_seal": (
            SQL("hashint8(d.days_hash)"),
            SQL("hashfloat8(%s)", fact["median_gap"]),
            SQL("%s::int", fact["own_rhythm"]),
            SQL("hash_numeric(%s)", fact["average_check"]),
            fact["last_branch_id"],
            _day_part(fact["expected_visit"]),
            _day_part(fact["losing_on"], 14),
        ),
        "category_seal": (SQL("hashint8(%s)", services_hash), fact["main_categ_id"]),
    }
    return {seal: SQL(" # ").join(SQL("COALESCE(%s, 0)", part) for part in of_seal) for seal, of_seal in parts.items()}


def _day_part(day: SQL, shift=0) -> SQL:
    """:return: SQL of the part of a seal that stands for a day, null without one"""
    return SQL("(%s - %s << %s)", day, EPOCH, shift)


def _differs(values: dict[str, SQL]) -> SQL:
    """:return: condition that the facts row ``c`` holds something else"""
    return SQL(
        "(%s) IS DISTINCT FROM (%s)",
        SQL(", ").join(SQL.identifier("c", name) for name in values),
        SQL(", ").join(values.values()),
    )


def booked_without_row(scope: Scope) -> SQL:
    """Clients with an open booking and no facts row: the leftovers of writes outside the ORM."""
    return SQL(
        """
        SELECT DISTINCT v.partner_id FROM clientele_visit v
         WHERE v.state IN ('booked', 'confirmed', 'arrived') AND %s
           AND NOT EXISTS (SELECT FROM clientele_client c WHERE c.partner_id = v.partner_id AND c.company_id = %s)
        """,
        scope.owned("v"),
        scope.root_id,
    )


def importance(root_id: int) -> SQL:
    """A, B, C by the share of turnover: who crosses 80 % is A, who crosses 95 % is B; none without turnover (YC20)."""
    return SQL(
        """
        WITH everyone AS (
            SELECT sum(turnover) AS total FROM clientele_client WHERE company_id = %(root)s AND turnover > 0
        ), running AS (
            SELECT id, turnover, importance_class, sum(turnover) OVER richest - turnover AS before
              FROM clientele_client
             WHERE company_id = %(root)s AND (turnover > 0 OR importance_class IS NOT NULL)
            WINDOW richest AS (ORDER BY turnover DESC NULLS LAST, partner_id ROWS UNBOUNDED PRECEDING)
        ), changed AS MATERIALIZED (
            SELECT id, class
              FROM (SELECT id, importance_class,
                           CASE WHEN (turnover > 0) IS NOT TRUE THEN NULL
                                WHEN before < 0.80 * total THEN 'a'
                                WHEN before < 0.95 * total THEN 'b' ELSE 'c' END AS class
                      FROM running, everyone) AS classes
             WHERE class IS DISTINCT FROM importance_class
        )
        UPDATE clientele_client AS w SET importance_class = changed.class FROM changed WHERE w.id = changed.id
        """,
        root=root_id,
    )


def expected_by_category(root_id: int, categ_ids: list[int]) -> SQL:
    """Give clients without an own rhythm the expected visit of their category, where its usual gap changed (FO4)."""
    return SQL(
        """
        UPDATE clientele_client AS w
           SET expected_visit = f.expected,
               rhythm_seal = w.rhythm_seal # COALESCE(%s, 0) # COALESCE(%s, 0)
          FROM (SELECT c.id, c.last_visit + floor(r.median_gap + 0.5)::int AS expected
                  FROM clientele_client c
                  LEFT JOIN clientele_rhythm r ON r.company_id = c.company_id AND r.categ_id = c.main_categ_id
                 WHERE c.company_id = %s AND c.main_categ_id = ANY(%s) AND c.median_gap IS NULL) AS f
         WHERE w.id = f.id AND w.expected_visit IS DISTINCT FROM f.expected
        """,
        _day_part(SQL("w.expected_visit")),
        _day_part(SQL("f.expected")),
        root_id,
        categ_ids,
    )


def losing_by_factor(root_id: int, factor: Decimal) -> SQL:
    """The factor changed: move the day on which each rhythm breaks."""
    return SQL(
        """
        UPDATE clientele_client AS w
           SET losing_on = f.losing_on,
               rhythm_seal = w.rhythm_seal # COALESCE(%s, 0) # COALESCE(%s, 0)
          FROM (SELECT id, last_visit + %s AS losing_on
                  FROM clientele_client WHERE company_id = %s AND median_gap IS NOT NULL) AS f
         WHERE w.id = f.id AND w.losing_on IS DISTINCT FROM f.losing_on
        """,
        _day_part(SQL("w.losing_on"), 14),
        _day_part(SQL("f.losing_on"), 14),
        patience(factor, SQL("median_gap")),
        root_id,
    )


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
