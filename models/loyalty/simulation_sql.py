"""Clients, their deals, the lines of these and the history of tiers, as SQL, for the simulation of loyalty rules."""

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


def deals(company_ids, partner_ids, last):
    """:return: SQL of (partner, deal, day, branch, program applied by hand, money) of all deals until a day"""
    return SQL(
        """
        SELECT v.partner_id, v.id, v.day, v.branch_id,
               COALESCE(v.clientele_applied_program_id, o.clientele_applied_program_id), COALESCE(v.amount_total, 0)
          FROM clientele_visit v LEFT JOIN sale_order o ON o.id = v.sale_order_id
         WHERE v.state = 'done' AND v.company_id = ANY(%s) AND v.partner_id = ANY(%s) AND v.day <= %s
         ORDER BY v.partner_id, v.day, v.id
        """,
        list(company_ids),
        list(partner_ids),
        last,
    )


def lines(deal_ids):
    """What an order or a visit awarded tells which lines were promotional or paid with points; of others the product
    tells it.

    :return: SQL of (deal, product, quantity, amount, full price, earning amount, whether promotional)
    """
    return SQL(
        """
        SELECT l.visit_id, l.product_id, l.quantity, l.amount, l.quantity * l.price_unit,
               CASE WHEN l.prepaid OR l.paid_by <> 'money' OR a.reason = 'prepaid' THEN 0
                    WHEN a.program_id IS NOT NULL THEN LEAST(a.base_amount, l.amount) ELSE l.amount END,
               COALESCE(a.reason = 'promotional', t.clientele_promotional, FALSE)
          FROM clientele_visit_line l
          JOIN product_product p ON p.id = l.product_id
          JOIN product_template t ON t.id = p.product_tmpl_id
          LEFT JOIN clientele_award o ON o.sale_line_id = l.sale_line_id
          LEFT JOIN clientele_award v ON v.visit_line_id = l.id
          LEFT JOIN clientele_award a ON a.id = COALESCE(o.id, v.id)
         WHERE l.visit_id = ANY(%s)
         ORDER BY l.visit_id, l.id
        """,
        list(deal_ids),
    )


def history(root_id, rule_ids, partner_ids):
    """:return: SQL of (partner, rule, day, tier, whether by hand, until), the oldest first"""
    return SQL(
        """
        SELECT h.partner_id, h.rule_id, h.day, h.tier_id, h.reason = 'by_hand', h.until FROM clientele_tier_change h
         WHERE h.company_id = %s AND h.rule_id = ANY(%s) AND h.partner_id = ANY(%s)
         ORDER BY h.day, h.id
        """,
        root_id,
        list(rule_ids),
        list(partner_ids),
    )


def first_days(root_id, rule_ids):
    """:return: SQL of (rule, first day of its history)"""
    return SQL(
        """
        SELECT rule_id, min(day) FROM clientele_tier_change WHERE company_id = %s AND rule_id = ANY(%s) GROUP BY rule_id
        """,
        root_id,
        list(rule_ids),
    )
