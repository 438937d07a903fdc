"""SQL of the assignment rules: one statement that decides, writes and logs one thing of any number of clients.

A *slot* is the one thing that a rule sets: "group", "discount" or "label:<id>". Its values are numbers in SQL: the id
of a group, a percent, 1 and 0 for the answer to a label; 0 is nothing.
"""

from odoo.tools import SQL


def sync(rule_id, found):
    """:param found: SQL of the ids of the clients who are in the rule's segment
    :return: SQL that notes who came and who left; one row of their numbers
    """
    return SQL(
        """
        WITH found AS MATERIALIZED (%(found)s), gone AS (
            DELETE FROM clientele_assignment_client m
             WHERE m.assignment_id = %(rule)s
               AND NOT EXISTS (SELECT FROM found WHERE found.partner_id = m.partner_id) RETURNING 1
        ), came AS (
            INSERT INTO clientele_assignment_client (assignment_id, partner_id)
            SELECT %(rule)s, partner_id FROM found
             WHERE NOT EXISTS (SELECT FROM clientele_assignment_client m
                                WHERE m.assignment_id = %(rule)s AND m.partner_id = found.partner_id)
             ORDER BY partner_id
            ON CONFLICT (assignment_id, partner_id) DO NOTHING RETURNING 1
        )
        SELECT (SELECT count(*) FROM came), (SELECT count(*) FROM gone)
        """,
        rule=rule_id,
        found=found,
    )


def current(slot):
    """:return: SQL of what the client ``c`` has now, a number"""
    if slot == "group":
        return SQL("COALESCE(c.group_id, 0)::numeric")
    if slot == "discount":
        return SQL("COALESCE(c.personal_discount, 0)")
    return SQL(
        """(EXISTS (SELECT FROM clientele_client_label_rel l
                    WHERE l.client_id = c.id AND l.label_id = %s))::int::numeric""",
        label_of(slot),
    )


def label_of(slot):
    """:return: id of the label of a slot, None for others"""
    kind, __, label_id = slot.partition(":")
    return int(label_id) if kind == "label" else None


def _written(slot, uid, now):
    """:return: SQL of common table expressions that write ``changed.target``"""
    if label_id := label_of(slot):
        return SQL(
            """
            given_label AS (INSERT INTO clientele_client_label_rel (client_id, label_id)
                SELECT client_id, %(label)s FROM changed WHERE target = 1 ON CONFLICT DO NOTHING),
            taken_label AS (DELETE FROM clientele_client_label_rel l USING changed
                WHERE l.client_id = changed.client_id AND l.label_id = %(label)s AND changed.target = 0)
            """,
            label=label_id,
        )
    value = SQL("changed.target")
    column = SQL("personal_discount")
    if slot == "group":
        column, value = SQL("group_id"), SQL("(SELECT g.id FROM clientele_group g WHERE g.id = changed.target)")
    return SQL(
        """
        written AS (UPDATE clientele_client c SET %(column)s = %(value)s, write_uid = %(uid)s, write_date = %(now)s
            FROM changed WHERE c.id = changed.client_id)
        """,
        column=column,
        value=value,
        uid=uid,
        now=now,
    )


def apply(slot, rules, root_id, empty, uid, now, partner_ids=None):
    """Give and take one thing, by the rules that set it.

    :param rules: list of Rule of that slot, in their order
    :param empty: value that nobody chose: the group of new clients
    :param partner_ids: these clients only; None for everyone
    :return: SQL; one row of the number of clients changed
    """
    mine = SQL("TRUE") if partner_ids is None else SQL("partner_id = ANY(%s)", list(partner_ids))
    steps = [
        _decided(slot, rules, root_id, empty, mine),
        _remembered(slot, root_id),
        _logged(slot, root_id, now),
        _written(slot, uid, now),
    ]
    return SQL("WITH %s SELECT count(*) FROM changed", SQL(", ").join(steps))


def _decided(slot, rules, root_id, empty, mine):
    """:return: SQL of common table expressions up to ``decided``, what each client has and gets (``current``,
    ``target``), and ``changed``, those for whom it differs
    """
    return SQL(
        """
        rules (nr, id, value, overrule, takes) AS (VALUES %(rules)s),
        wanted AS (
            SELECT DISTINCT ON (m.partner_id) m.partner_id, r.id AS rule, r.value, r.overrule
              FROM clientele_assignment_client m JOIN rules r ON r.id = m.assignment_id
             WHERE %(mine)s ORDER BY m.partner_id, r.nr
        ), given AS (
            SELECT partner_id, value AS given, before, assignment_id AS giver
              FROM clientele_assignment_given WHERE company_id = %(root)s AND slot = %(slot)s AND %(mine)s
        ), state AS (
            SELECT c.id AS client_id, partner_id, wanted.rule, wanted.value,
                   COALESCE(wanted.overrule, FALSE) AS overrule, given.given, given.before, given.giver,
                   COALESCE(r.takes, FALSE) AS takes, %(current)s AS current
              FROM (wanted FULL JOIN given USING (partner_id)) JOIN clientele_client c USING (partner_id)
              LEFT JOIN rules r ON r.id = given.giver
             WHERE c.company_id = %(root)s
        ), judged AS (
            SELECT *, CASE WHEN given IS NULL THEN current NOT IN (0, %(empty)s) ELSE current <> given END AS by_hand
              FROM state
        ), decided AS (
            SELECT *, CASE WHEN rule IS NOT NULL AND (overrule OR NOT by_hand) THEN value
                           WHEN rule IS NULL AND takes AND NOT by_hand THEN before ELSE current END AS target
              FROM judged
        ), changed AS (
            SELECT * FROM decided WHERE target <> current
        )
        """,
        rules=SQL(", ").join(
            SQL("(%s, %s, %s::numeric, %s, %s)", rule.nr, rule.id, rule.value, rule.overrule, rule.take_away)
            for rule in rules
        ),
        mine=mine,
        root=root_id,
        slot=slot,
        current=current(slot),
        empty=empty,
    )


def _remembered(slot, root_id):
    """:return: SQL of common table expressions that note what clients have by rules"""
    return SQL(
        """
        noted AS (
            INSERT INTO clientele_assignment_given (partner_id, company_id, slot, assignment_id, value, before)
            SELECT partner_id, %(root)s, %(slot)s, rule, value,
                   CASE WHEN given IS NULL OR by_hand THEN current ELSE before END
              FROM decided
             WHERE rule IS NOT NULL AND (overrule OR NOT by_hand)
               AND (giver IS DISTINCT FROM rule OR given IS DISTINCT FROM value)
            ON CONFLICT (partner_id, company_id, slot) DO UPDATE
               SET assignment_id = excluded.assignment_id, value = excluded.value, before = excluded.before
        ), forgotten AS (
            DELETE FROM clientele_assignment_given g USING decided d
             WHERE g.partner_id = d.partner_id AND g.company_id = %(root)s AND g.slot = %(slot)s
               AND d.rule IS NULL AND (d.by_hand OR d.takes)
        )
        """,
        root=root_id,
        slot=slot,
    )


def _logged(slot, root_id, now):
    """:return: SQL of a common table expression that logs ``changed``"""
    kind = slot.partition(":")[0]
    return SQL(
        """
        logged AS (
            INSERT INTO clientele_assignment_log (at, partner_id, company_id, assignment_id, kind, label_id,
                                                  old_group_id, new_group_id, old_value, new_value, reason)
            SELECT %(now)s, partner_id, %(root)s, COALESCE(rule, giver), %(kind)s, %(label)s,
                   CASE WHEN %(grouped)s THEN (SELECT g.id FROM clientele_group g WHERE g.id = current) END,
                   CASE WHEN %(grouped)s THEN (SELECT g.id FROM clientele_group g WHERE g.id = target) END,
                   CASE WHEN NOT %(grouped)s THEN current END, CASE WHEN NOT %(grouped)s THEN target END,
                   CASE WHEN rule IS NULL THEN 'left' WHEN by_hand THEN 'overruled' ELSE 'entered' END
              FROM changed
        )
        """,
        root=root_id,
        kind=kind,
        label=label_of(slot),
        grouped=kind == "group",
        now=now,
    )
