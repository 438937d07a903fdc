"""The lines of done deals with the turnover before each, as SQL, for the simulation of loyalty rules."""

from odoo.tools import SQL


def clients(root_id, since, after, count):
    """:return: SQL of the next clients with a deal since a day, by id"""
    return SQL(
        """
        SELECT partner_id FROM clientele_client
         WHERE company_id = %s AND last_visit >= %s AND partner_id > %s ORDER BY partner_id LIMIT %s
        """,
        root_id,
        since,
        after,
        count,
    )


def lines(root_id, company_ids, partner_ids, days, periods):
    """Each line of the clients' deals, deal by deal in the order in which they happened.

    What an order awarded tells which lines were promotional or paid with points; of others the product tells it.

    :param days: first and last day
    :param periods: list of (period, months) of programs, see ``loyalty.program``
    :return: SQL of (deal, partner, group, branch, product, quantity, amount, untaxed, full price, earning amount,
        whether promotional, turnover before the deal in each period …)
    """
    first, last = days
    turnovers = [SQL("%s AS %s", _turnover(*period), _name(nr)) for nr, period in enumerate(periods)]
    return SQL(
        """
        WITH deals AS (
            SELECT v.id, v.partner_id, v.branch_id, v.day %(turnovers)s FROM clientele_visit v
             WHERE v.state = 'done' AND v.company_id = ANY(%(companies)s) AND v.partner_id = ANY(%(partners)s)
               AND v.day <= %(last)s
        )
        SELECT d.id, d.partner_id, c.group_id, d.branch_id, l.product_id, l.quantity, l.amount,
               l.quantity * l.price_unit,
               CASE WHEN l.prepaid OR a.reason = 'prepaid' THEN 0
                    WHEN a.program_id IS NOT NULL THEN LEAST(a.base_amount, l.amount) ELSE l.amount END,
               COALESCE(a.reason = 'promotional', t.clientele_promotional, FALSE) %(names)s
          FROM deals d
          JOIN clientele_visit_line l ON l.visit_id = d.id
          JOIN product_product p ON p.id = l.product_id
          JOIN product_template t ON t.id = p.product_tmpl_id
          LEFT JOIN clientele_client c ON c.partner_id = d.partner_id AND c.company_id = %(root)s
          LEFT JOIN clientele_award a ON a.sale_line_id = l.sale_line_id
         WHERE d.day >= %(first)s
         ORDER BY d.partner_id, d.day, d.id, l.id
        """,
        turnovers=SQL("").join(SQL(", %s", turnover) for turnover in turnovers),
        names=SQL("").join(SQL(", %s", SQL.identifier("d", f"turnover_{nr}")) for nr in range(len(periods))),
        companies=list(company_ids),
        partners=list(partner_ids),
        first=first,
        last=last,
        root=root_id,
    )


def _name(nr):
    return SQL.identifier(f"turnover_{nr}")


def _turnover(period, months):
    """:return: SQL of the money of the deals before one, of the days in its period; those of its day by their id"""
    later = SQL(
        "sum(v.amount_total) OVER (PARTITION BY v.partner_id, v.day ORDER BY v.id"
        " ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)"
    )
    if period == "all":
        window = SQL("PARTITION BY v.partner_id ORDER BY v.day")
    elif period == "year":
        window = SQL("PARTITION BY v.partner_id, date_part('year', v.day) ORDER BY v.day")
    else:
        span = SQL("make_interval(months => %s, days => -1)", months)
        window = SQL("PARTITION BY v.partner_id ORDER BY v.day RANGE BETWEEN %s PRECEDING AND CURRENT ROW", span)
    return SQL("sum(v.amount_total) OVER (%s) - %s", window, later)
