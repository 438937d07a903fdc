"""Whose discount by turnover, and whose pricelist, is not what it should be, as SQL over many clients (SK9)."""

from odoo.tools import SQL

PRICELIST = SQL("specific_property_product_pricelist")


def chosen(partner_ids, alias="c"):
    """:param partner_ids: None for everyone"""
    return SQL("TRUE") if partner_ids is None else SQL("%s = ANY(%s)", SQL.identifier(alias, "partner_id"), partner_ids)


def differing_rates(group_id, rule, latest, partner_ids):
    """:param latest: SQL of (partner_id, tier_id, …), the last tier of each client in the rule
    :return: SQL of (partner id, rate) of the clients of a group who have another rate noted
    """
    cases = [SQL("WHEN %s THEN %s::numeric", tier.id, tier.rate) for tier in rule.tier_ids]
    below = SQL("%s::numeric", rule.clientele_rate)
    return SQL(
        """SELECT c.partner_id, r.rate
             FROM clientele_client c
             LEFT JOIN (%(latest)s) AS t ON t.partner_id = c.partner_id
            CROSS JOIN LATERAL (SELECT %(rate)s AS rate) AS r
            WHERE c.group_id = %(group)s AND %(chosen)s AND COALESCE(c.program_discount, 0) <> r.rate
            ORDER BY c.partner_id""",
        latest=latest,
        rate=SQL("CASE t.tier_id %s ELSE %s END", SQL(" ").join(cases), below) if cases else below,
        group=group_id,
        chosen=chosen(partner_ids),
    )


def outsiders(root_id, group_ids, partner_ids):
    """:return: SQL of (partner id, 0) of clients who have a discount noted and are in none of these groups"""
    return SQL(
        """SELECT c.partner_id, 0 FROM clientele_client c
            WHERE c.company_id = %s AND c.program_discount > 0 AND %s
              AND (c.group_id IS NULL OR c.group_id <> ALL(%s))
            ORDER BY c.partner_id""",
        root_id,
        chosen(partner_ids),
        group_ids,
    )


def write_rates(root_id, rates):
    """:param rates: {partner id: rate}"""
    return SQL(
        """UPDATE clientele_client c SET program_discount = r.rate
             FROM unnest(%s::int[], %s::numeric[]) AS r(partner_id, rate)
            WHERE c.partner_id = r.partner_id AND c.company_id = %s""",
        list(rates),
        list(rates.values()),
        root_id,
    )


def differing_pricelists(root_id, company_id, partner_ids):
    """:return: SQL of (partner id, pricelist id or NULL) of clients who hold another pricelist than they should.

    Who holds one that no program keeps has it from a person, so it stays. A personal discount that is higher than the
    program's needs no pricelist.
    """
    return SQL(
        """SELECT c.partner_id, due.id
             FROM clientele_client c
             JOIN res_partner p ON p.id = c.partner_id
             LEFT JOIN clientele_group g ON g.id = c.group_id
             LEFT JOIN product_pricelist due ON due.active AND due.clientele_program_id = g.program_id
                   AND due.clientele_percent = c.program_discount
                   AND c.program_discount >= COALESCE(c.personal_discount, 0)
             LEFT JOIN product_pricelist held ON held.id = (p.%(pricelist)s ->> %(company)s)::int
            WHERE c.company_id = %(root)s AND %(chosen)s
              AND (held.id IS NULL OR held.clientele_program_id IS NOT NULL) AND held.id IS DISTINCT FROM due.id
            ORDER BY c.partner_id""",
        pricelist=PRICELIST,
        company=str(company_id),
        root=root_id,
        chosen=chosen(partner_ids),
    )


def write_pricelists(root_id, company_id, pricelists, uid, now):
    """:param pricelists: {partner id: pricelist id or None}
    :return: SQL that gives them to the clients and, as it is with commercial data, to their contacts
    """
    return SQL(
        """UPDATE res_partner p
              SET %(pricelist)s = NULLIF(
                      COALESCE(p.%(pricelist)s, '{}') - %(company)s
                      || jsonb_strip_nulls(jsonb_build_object(%(company)s, d.pricelist_id)), '{}'),
                  write_uid = %(uid)s, write_date = %(now)s
             FROM unnest(%(partners)s::int[], %(pricelists)s::int[]) AS d(partner_id, pricelist_id)
            WHERE p.id = d.partner_id OR p.commercial_partner_id = d.partner_id AND NOT EXISTS (
                  SELECT FROM clientele_client own WHERE own.partner_id = p.id AND own.company_id = %(root)s)""",
        pricelist=PRICELIST,
        company=SQL("%s::text", str(company_id)),
        uid=uid,
        now=now,
        partners=list(pricelists),
        pricelists=list(pricelists.values()),
        root=root_id,
    )
