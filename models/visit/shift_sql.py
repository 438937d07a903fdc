"""Leaves and holidays as SQL, for who asks when practitioners, rooms and equipment are free."""

from odoo.tools import SQL

# Odoo ends leaves at 11:59:59: a leave covers each minute of which it covers a part.
START = SQL("date_trunc('minute', l.date_from)")
STOP = SQL("date_trunc('minute', l.date_to + INTERVAL '59.999999 seconds')")

# The calendar that a resource works by when the leave starts; an employee's version decides with or without a contract.
CALENDAR = SQL(
    """COALESCE(
           (SELECT v.resource_calendar_id
              FROM hr_version v JOIN hr_employee e ON e.id = v.employee_id
             WHERE e.resource_id = r.id AND v.active AND v.date_version <= l.date_from::date
             ORDER BY v.date_version DESC LIMIT 1),
           r.calendar_id)"""
)


def leaves(resource_ids, company_ids, start, stop) -> SQL:
    """Times off, one row per resource and leave: ``SELECT (resource_id int, start timestamp, stop timestamp)``.

    UTC, whole minutes, ``stop`` not included; rows of one resource may overlap. Three kinds count: leaves of the
    resource itself, holidays of its working calendar, and holidays of everybody, the last two of the companies named.
    What is marked as other time than leave is work. Flush ``resource.calendar.leaves`` first.

    :param resource_ids: practitioners, rooms, equipment
    :param company_ids: the branch's company and its parents, see ``clientele.branch._holiday_company_ids``
    :param start: naive UTC datetime; leaves that touch [start, stop) are found
    """
    return SQL(
        """SELECT r.id AS resource_id, %(from)s AS start, %(to)s AS stop
             FROM resource_calendar_leaves l
             JOIN resource_resource r
               ON r.id = ANY(%(resources)s)
              AND (l.resource_id = r.id
                   OR l.resource_id IS NULL
                      AND (l.company_id IS NULL OR l.company_id = ANY(%(companies)s))
                      AND (l.calendar_id IS NULL OR l.calendar_id = %(calendar)s))
            WHERE l.time_type = 'leave' AND l.date_from < %(stop)s AND %(to)s > %(start)s""",
        **{"from": START, "to": STOP},
        calendar=CALENDAR,
        resources=list(resource_ids),
        companies=list(company_ids),
        start=start,
        stop=stop,
    )
