"""The tiers of many clients at once, as SQL: the same as ``tools.tiers`` says of one (LO7, SK8–SK10).

A tier is its *rank* here: 1 for the lowest of its rule, 0 below all of them, −1 for one that was removed meanwhile.
"""

from dataclasses import dataclass
from datetime import date

from odoo.tools import SQL

from ...tools.tiers import BALANCE, NEVER, Tier


@dataclass(frozen=True)
class Asked:
    """What is asked of the clients of a client base.

    :param tiers: of the rule, the lowest first
    :param days: first (None for ever) and last day of the turnover, None where the facts hold it
    :param meant: SQL that the rule is for the client ``c``, a row of ``clientele_client``
    :param partner_ids: None for everyone
    """

    rule_id: int
    root_id: int
    company_ids: tuple[int, ...]
    tiers: tuple[Tier, ...]
    policy: str
    days: tuple[date | None, date] | None
    day: date
    meant: SQL
    changed: bool = False
    partner_ids: tuple[int, ...] | None = None

    def chosen(self, alias: str) -> SQL:
        if self.partner_ids is None:
            return SQL("TRUE")
        return SQL("%s = ANY(%s)", SQL.identifier(alias, "partner_id"), list(self.partner_ids))


def insert(parts: list[SQL], columns: dict[str, SQL]) -> SQL:
    """:param parts: what ``changes`` gives
    :param columns: {column: value} that all rows have
    :return: SQL that writes the changes
    """
    return SQL(
        """
        INSERT INTO clientele_tier_change (partner_id, company_id, rule_id, tier_id, threshold, day, turnover, reason,
                                           %s)
        SELECT t.*, %s FROM (%s) AS t ORDER BY t.partner_id
        """,
        SQL(", ").join(map(SQL.identifier, columns)),
        SQL(", ").join(columns.values()),
        SQL(" UNION ALL ").join(parts),
    )


def changes(asked: Asked) -> SQL:
    """:return: SQL of the clients whose tier is another one than was noted last, or than they have since something that
    was set by hand is over; or whose review has come"""
    return SQL(
        """
        SELECT partner_id, %(root)s::int, %(rule)s::int, (%(ids)s)[target], COALESCE((%(thresholds)s)[target], 0),
               %(day)s::date, turnover,
               CASE WHEN target = told THEN 'kept'
                    WHEN %(changed)s AND noted OR NOT meant OR told < 0 THEN 'rules_changed'
                    WHEN target > told THEN 'reached' ELSE 'fell' END
          FROM (SELECT s.*, %(target)s AS target FROM (%(standings)s) AS s) AS t
         WHERE target <> told OR target <> held OR %(reviewed)s
        """,
        root=asked.root_id,
        rule=asked.rule_id,
        ids=SQL("%s::int[]", [tier.id for tier in asked.tiers]),
        thresholds=SQL("%s::numeric[]", [tier.threshold for tier in asked.tiers]),
        day=asked.day,
        changed=asked.changed,
        target=_target(asked.policy),
        standings=_standings(asked),
        reviewed=SQL("FALSE") if asked.policy in (BALANCE, NEVER) else SQL("due AND NOT by_hand AND held > 0"),
    )


def _target(policy: str) -> SQL:
    """``tools.tiers.kept``, by ranks; what was set by hand is kept whatever the policy says."""
    if policy == BALANCE:
        fallen = SQL("now")
    elif policy == NEVER:
        fallen = SQL("held")
    else:
        fallen = SQL("CASE WHEN due THEN GREATEST(held - 1, now) ELSE held END")
    return SQL(
        "CASE WHEN NOT meant THEN 0 WHEN now >= held THEN now WHEN by_hand THEN held ELSE %s END",
        fallen,
    )


def _standings(asked: Asked) -> SQL:
    """Per client: turnover, the tier ``now`` reached by it, the one ``held``, the one ``told`` last, and its review."""
    turnover = SQL("c.turnover") if asked.days is None else SQL("v.turnover")
    told = SQL("CASE WHEN told.tier_id IS NULL AND told.threshold > 0 THEN -1 ELSE %s END", _rank(asked.tiers, "told"))
    return SQL(
        """
        SELECT c.partner_id, COALESCE(%(turnover)s, 0) AS turnover, %(now)s AS now, %(held)s AS held, %(told)s AS told,
               told.partner_id IS NOT NULL AS noted,
               COALESCE(held.reason = 'by_hand', FALSE) AS by_hand,
               COALESCE(held.day + INTERVAL '1 year' <= %(day)s, FALSE) AS due, (%(meant)s) IS TRUE AS meant
          FROM clientele_client c
          LEFT JOIN (%(latest)s) AS told ON told.partner_id = c.partner_id
          LEFT JOIN (%(standing)s) AS held ON held.partner_id = c.partner_id
          %(visits)s
         WHERE c.company_id = %(root)s AND %(chosen)s
        """,
        turnover=turnover,
        now=_reached(asked.tiers, turnover),
        held=_rank(asked.tiers, "held"),
        told=told,
        day=asked.day,
        meant=asked.meant,
        latest=latest(asked),
        standing=latest(asked, in_force=True),
        visits=_visits(asked),
        root=asked.root_id,
        chosen=asked.chosen("c"),
    )


def _reached(tiers: tuple[Tier, ...], turnover: SQL) -> SQL:
    cases = [SQL("WHEN %s > %s THEN %s", turnover, tier.threshold, rank) for rank, tier in enumerate(tiers, 1)]
    return SQL("CASE %s ELSE 0 END", SQL(" ").join(reversed(cases))) if cases else SQL("0")


def _rank(tiers: tuple[Tier, ...], alias: str) -> SQL:
    cases = [SQL("WHEN %s THEN %s", tier.id, rank) for rank, tier in enumerate(tiers, 1)]
    column = SQL.identifier(alias, "tier_id")
    return SQL("CASE %s %s ELSE 0 END", column, SQL(" ").join(cases)) if cases else SQL("0")


def latest(asked: Asked, in_force=False) -> SQL:
    """Per client: the last change; ``in_force`` leaves out what was set by hand until a day that is over."""
    return SQL(
        """
        SELECT DISTINCT ON (h.partner_id) h.partner_id, h.tier_id, h.threshold, h.day, h.reason
          FROM clientele_tier_change h
         WHERE h.rule_id = %(rule)s AND h.company_id = %(root)s AND h.day <= %(day)s AND %(chosen)s AND %(in_force)s
         ORDER BY h.partner_id, h.day DESC, h.id DESC
        """,
        rule=asked.rule_id,
        root=asked.root_id,
        day=asked.day,
        chosen=asked.chosen("h"),
        in_force=SQL("(h.until IS NULL OR h.until >= %s)", asked.day) if in_force else SQL("TRUE"),
    )


def _visits(asked: Asked) -> SQL:
    """A join of the turnover, where the facts do not hold that of the period."""
    if asked.days is None:
        return SQL()
    first, last = asked.days
    return SQL(
        """
        LEFT JOIN (SELECT v.partner_id, sum(v.amount_total) AS turnover FROM clientele_visit v
                    WHERE v.company_id = ANY(%s) AND v.state = 'done' AND v.day <= %s AND %s AND %s
                    GROUP BY v.partner_id) AS v ON v.partner_id = c.partner_id
        """,
        list(asked.company_ids),
        last,
        SQL("v.day >= %s", first) if first else SQL("TRUE"),
        asked.chosen("v"),
    )


def held(root_id: int, day: date, where: SQL) -> SQL:
    """:param where: term on ``h``, the change by which the tier is held
    :return: SQL of (partner_id, tier_id), the tiers that clients have by the last change of each rule up to a day
    """
    return SQL(
        """
        SELECT h.partner_id, h.tier_id
          FROM clientele_tier_change h
         WHERE h.company_id = %(root)s AND h.day <= %(day)s AND h.tier_id IS NOT NULL AND %(where)s
           AND NOT EXISTS (SELECT FROM clientele_tier_change l
                            WHERE l.rule_id = h.rule_id AND l.partner_id = h.partner_id
                              AND l.company_id = h.company_id AND l.day <= %(day)s AND (l.day, l.id) > (h.day, h.id))
        """,
        root=root_id,
        day=day,
        where=where,
    )
