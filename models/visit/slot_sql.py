"""The one query that tells the slot engine who works when, and what is taken."""

from odoo.tools import SQL


def board(people, rooms, branch, window, now, leaves, but_lines=(), hold_key=""):
    """
    :param people: ids of practitioners
    :param rooms: ids of rooms and equipment
    :param window: (from, to), naive UTC
    :param now: naive UTC moment at which holds expire
    :param leaves: SQL that selects (resource_id, start, stop)
    :return: SQL that selects (resource_id, works, start, stop), in minutes from the window's start; what is worked is
        rounded inwards, what is taken outwards
    """
    first, last = window
    everyone = [*people, *rooms]
    # date_part() gives a double and extract() a numeric, with which the whole query takes half as long again.
    return SQL(
        """SELECT resource_id, TRUE, ceil(date_part('epoch', start - %(first)s) / 60)::int,
                  floor(date_part('epoch', stop - %(first)s) / 60)::int
             FROM clientele_shift
            WHERE resource_id = ANY(%(people)s) AND branch_id = %(branch)s AND start < %(last)s AND stop > %(first)s
              AND start > %(first)s - interval '2 days'
        UNION ALL
           SELECT resource_id, FALSE, floor(date_part('epoch', start - %(first)s) / 60)::int,
                  ceil(date_part('epoch', stop - %(first)s) / 60)::int
             FROM (%(occupied)s UNION ALL %(leaves)s) busy""",
        first=first,
        last=last,
        people=list(people),
        branch=branch.id,
        occupied=_occupied(everyone, window, now, but_lines, hold_key),
        leaves=leaves,
    )


def _occupied(resources, window, now, but_lines, hold_key):
    """Everything that is not an expired hold is taken, blocking or not; long rows are few and have an own index."""
    first, last = window
    return SQL(
        """SELECT resource_id, start, stop FROM clientele_occupancy
            WHERE resource_id = ANY(%(resources)s) AND start < %(last)s AND stop > %(first)s
              AND (start > %(first)s - interval '1 day' OR stop - start > interval '1 day')
              AND (kind != 'hold' OR (expires_at > %(now)s AND hold_key != %(hold_key)s))
              AND (line_id IS NULL OR line_id != ALL(%(but_lines)s))""",
        resources=resources,
        first=first,
        last=last,
        now=now,
        hold_key=hold_key,
        but_lines=list(but_lines),
    )


def load(people, day, week):
    """How much practitioners are booked, for a fair choice among them.

    :param day: (from, to) of the day, naive UTC
    :param week: (from, to) of its week
    :return: SQL that selects (resource_id, minutes of the day, minutes of the week, latest assignment)
    """
    return SQL(
        """SELECT resource_id,
                  COALESCE(sum(minutes) FILTER (WHERE start >= %(day)s AND start < %(night)s), 0)::int,
                  sum(minutes)::int, max(id)
             FROM (SELECT id, resource_id, start, extract(epoch FROM stop - start) / 60 AS minutes
                     FROM clientele_occupancy
                    WHERE resource_id = ANY(%(people)s) AND start >= %(monday)s AND start < %(sunday)s
                      AND kind IN ('visit', 'class')) booked
            GROUP BY resource_id""",
        people=list(people),
        day=day[0],
        night=day[1],
        monday=week[0],
        sunday=week[1],
    )
