"""The flags of all clients in the morning of a day, as far as was known that morning.

Flags are not stored. What changed between two mornings is what the same statement says of both: a limit day that came
(TR2 to TR4), a deal of the day before, a booking that was made, missed or cancelled.
"""

from datetime import datetime

from odoo.tools import SQL

from ...tools.rhythm import FEWEST_GAPS, KEPT_GAPS
from ..insight.facts_refresh_sql import patience


def mornings(scope, day, start: datetime, flag) -> SQL:
    """Per client with a deal before that day: flag, last deal, usual gap, and the booking that counted.

    Clients without a deal on that day or later are what their facts say. For the others the facts are worked out from
    the deals before; deals that were imported count as known, because an import changes no flag (YC6).

    :param scope: :class:`Scope` of the client base
    :param start: naive UTC moment at which the day began
    :param flag: function that gives the SQL of the flag, of a function that gives a column
    """
    return SQL(
        """
        SELECT f.*, %(flag)s AS flag FROM (
            SELECT c.partner_id, c.branch_id, b.day AS last_open_booking,
                   CASE WHEN s.partner_id IS NULL THEN c.last_visit ELSE s.last_visit END AS last_visit,
                   CASE WHEN s.partner_id IS NULL THEN c.own_rhythm ELSE s.gap IS NOT NULL END AS own_rhythm,
                   CASE WHEN s.partner_id IS NULL THEN c.median_gap ELSE s.gap END AS median_gap,
                   CASE WHEN s.partner_id IS NULL THEN c.losing_on ELSE s.last_visit + %(patience)s END AS losing_on
              FROM clientele_client c
              LEFT JOIN (%(earlier)s) AS s ON s.partner_id = c.partner_id
              LEFT JOIN (%(booked)s) AS b ON b.partner_id = c.partner_id
             WHERE c.company_id = %(company)s AND c.active AND c.last_visit IS NOT NULL
        ) AS f
         WHERE f.last_visit IS NOT NULL
        """,
        flag=flag(lambda name: SQL.identifier("f", name)),
        patience=patience(scope.factor, SQL("s.gap")),
        earlier=_earlier(scope, day),
        booked=_booked(scope, day, start),
        company=scope.root_id,
    )


def _earlier(scope, day) -> SQL:
    """:return: SQL of (partner_id, last_visit, gap) as of that morning, of clients with a deal since (FO4)"""
    return SQL(
        """
        WITH since AS (
            SELECT DISTINCT v.partner_id FROM clientele_visit v
             WHERE v.state = 'done' AND v.day >= %(day)s AND v.source <> 'import' AND %(owned)s
        ), known AS (
            SELECT v.partner_id, v.day, v.day - lag(v.day) OVER (PARTITION BY v.partner_id ORDER BY v.day) AS gap
              FROM clientele_visit v
             WHERE v.partner_id IN (SELECT partner_id FROM since) AND v.state = 'done'
               AND (v.day < %(day)s OR v.source = 'import') AND %(owned)s
        ), lasts AS (
            SELECT partner_id, max(day) AS last_visit FROM known GROUP BY partner_id
        ), gaps AS (
            SELECT partner_id, gap, row_number() OVER (PARTITION BY partner_id ORDER BY day DESC) AS nr
              FROM known WHERE gap > 1
        ), rhythms AS (
            SELECT partner_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY gap) AS gap FROM gaps
             WHERE nr <= %(kept)s GROUP BY partner_id HAVING count(*) >= %(fewest)s
        )
        SELECT partner_id, lasts.last_visit, rhythms.gap
          FROM since LEFT JOIN lasts USING (partner_id) LEFT JOIN rhythms USING (partner_id)
        """,
        day=day,
        owned=scope.owned("v"),
        kept=KEPT_GAPS,
        fewest=FEWEST_GAPS,
    )


def _booked(scope, day, start) -> SQL:
    """:return: SQL of (partner_id, day) of the latest booking that stood that morning, whatever came of it since"""
    return SQL(
        """
        SELECT v.partner_id, max(v.day) AS day FROM clientele_visit v
         WHERE v.kind = 'visit' AND v.day >= %(day)s AND v.start >= %(day)s::date - 2
           AND (v.booked_at IS NULL OR v.booked_at < %(start)s)
           AND (v.state <> 'cancelled' OR v.cancelled_at >= %(start)s) AND %(owned)s
         GROUP BY v.partner_id
        """,
        day=day,
        start=start,
        owned=scope.owned("v"),
    )


def changes(scope, day, before: SQL, after: SQL, columns: dict[str, SQL]) -> SQL:
    """INSERT of the changes of a day.

    A client who is fine again is noted whenever the last note says otherwise, also where a visit was recorded late.

    :param before: the flags of the morning before, of ``mornings``
    :param after: the flags of this morning
    :param columns: {column: value} that all rows have
    """
    return SQL(
        """
        INSERT INTO clientele_flag_change (partner_id, day, flag_from, flag_to, cause, last_visit, median_gap,
                                           branch_id, %(names)s)
        SELECT a.partner_id, %(day)s, CASE WHEN b.flag <> a.flag THEN b.flag ELSE told.flag_to END, a.flag,
               CASE WHEN a.flag = 'ok' AND a.last_visit > b.last_visit THEN 'visit'
                    WHEN a.flag = 'ok' AND a.last_open_booking IS NOT NULL THEN 'booking'
                    WHEN a.flag = 'ok' THEN 'other'
                    WHEN b.last_open_booking IS NOT NULL THEN 'booking_gone'
                    WHEN a.flag = 'losing' AND a.own_rhythm THEN 'rhythm'
                    ELSE 'months' END,
               a.last_visit, a.median_gap, a.branch_id, %(values)s
          FROM (%(after)s) AS a
          JOIN (%(before)s) AS b ON b.partner_id = a.partner_id
          LEFT JOIN (SELECT DISTINCT ON (partner_id) partner_id, flag_to FROM clientele_flag_change
                      WHERE company_id = %(company)s AND day <= %(day)s ORDER BY partner_id, day DESC) AS told
            ON told.partner_id = a.partner_id
         WHERE (a.flag <> b.flag OR a.flag = 'ok' AND told.flag_to IS NOT NULL)
           AND told.flag_to IS DISTINCT FROM a.flag
         ORDER BY a.partner_id
        ON CONFLICT (partner_id, company_id, day) DO NOTHING
        """,
        names=SQL(", ").join(SQL.identifier(name) for name in columns),
        values=SQL(", ").join(columns.values()),
        day=day,
        after=after,
        before=before,
        company=scope.root_id,
    )


def tasks(scope, since, columns: dict[str, SQL]) -> SQL:
    """INSERT of a win-back task for who began to slip away after that day and is not fine again meanwhile.

    It goes to the user of who served the client last, else to the reception of the own branch, else to the company's.

    :param columns: {column: value} that all rows have; among them ``user_id``, which is the last resort
    """
    others = {name: value for name, value in columns.items() if name != "user_id"}
    return SQL(
        """
        INSERT INTO clientele_task (partner_id, branch_id, user_id, company_id, %(names)s)
        SELECT h.partner_id, c.branch_id, COALESCE(own.user_id, branch.user_id, %(user)s), h.company_id, %(values)s
          FROM clientele_flag_change h
          JOIN clientele_client c ON c.partner_id = h.partner_id AND c.company_id = h.company_id
          LEFT JOIN clientele_branch branch ON branch.id = COALESCE(c.branch_id, c.last_branch_id)
          LEFT JOIN LATERAL (
                SELECT l.resource_id FROM clientele_visit_line l
                 WHERE l.partner_id = h.partner_id AND l.state = 'done' AND l.is_service AND %(owned)s
                   AND l.resource_id IS NOT NULL
                 ORDER BY l.day DESC, l.id DESC LIMIT 1) AS last ON TRUE
          LEFT JOIN LATERAL (
                SELECT u.id AS user_id FROM resource_resource r JOIN res_users u ON u.id = r.user_id
                 WHERE r.id = last.resource_id AND r.active AND u.active) AS own ON TRUE
         WHERE h.company_id = %(company)s AND h.day > %(since)s AND h.flag_from = 'ok' AND h.flag_to = 'losing'
           AND h.task_id IS NULL AND c.active AND c.inactive IS NOT TRUE AND c.blocked IS NOT TRUE
           AND NOT EXISTS (SELECT 1 FROM clientele_flag_change l
                            WHERE l.partner_id = h.partner_id AND l.company_id = h.company_id
                              AND l.day > h.day AND l.flag_to = 'ok')
         ORDER BY h.partner_id
        ON CONFLICT (company_id, partner_id) WHERE win_back AND state = 'open' DO NOTHING
        RETURNING id, partner_id
        """,
        names=SQL(", ").join(SQL.identifier(name) for name in others),
        values=SQL(", ").join(others.values()),
        user=columns["user_id"],
        owned=SQL("l.company_id = ANY(%s)", list(scope.company_ids)),
        company=scope.root_id,
        since=since,
    )
