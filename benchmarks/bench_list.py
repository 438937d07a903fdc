"""What the list of clients costs: sorting, searching, grouping, against the same in SQL by hand.

./dev bench bench_list --clients 1000000 --visits 7000000
"""

from _measure import Meter
from generate import options, prepare

from odoo.tools import SQL

LISTED = [("clientele_listed", "=", True)]
PAGE = 80
COUNT_LIMIT = 10001  # of the web client
ROLES = ("admin", "contact_data", "turnover")
BY_HAND = """
    SELECT p.id, p.complete_name
      FROM clientele_client c JOIN res_partner p ON p.id = c.partner_id
     WHERE c.company_id = %s AND p.active
     ORDER BY c.spent DESC NULLS LAST, c.added_on DESC, c.partner_id DESC
     LIMIT %s
"""
COLUMNS = (
    *("clientele_visit_count", "clientele_deal_count", "clientele_spent", "clientele_last_visit"),
    *("clientele_expected_visit", "clientele_added_on", "clientele_turnover", "clientele_average_check"),
    *("clientele_debt", "clientele_median_gap", "clientele_visits_per_year", "clientele_importance"),
    *("clientele_flag", "clientele_discount", "clientele_group_id", "clientele_first_visit"),
    *("clientele_last_contact", "clientele_card_number", "complete_name", "phone", "email"),
)
GROUPS = {
    "flag": None,
    "colour": SQL(
        "CASE WHEN c.last_visit IS NULL THEN 'grey' WHEN c.last_visit >= CURRENT_DATE - 181 THEN 'green'"
        " WHEN c.last_visit >= CURRENT_DATE - 365 THEN 'orange' ELSE 'red' END"
    ),
    "importance": SQL("COALESCE(c.importance_manual, c.importance_class)"),
    "age_band": SQL("extract(year FROM age(c.birthdate_date))::int / 5"),
}


def user_of(env):
    """:return: environment of an ordinary user with every right on clients, so that the record rules apply"""
    user = env.ref("base.user_admin")
    for role in ROLES:
        env.ref(f"clientele.clientele_group_{role}").user_ids = [(4, user.id)]
    env.flush_all()
    return env(user=user.id)


def texts(env):
    """:return: {what is typed: how}, of a client in the middle of the base"""
    client = env["clientele.client"].search([("card_number", "!=", False)], limit=1, offset=1000)
    partner, digits = client.partner_id, client.partner_id.phone_sanitized.removeprefix("+359")
    return {
        "a last name that many have": partner.name.split()[1],
        "a whole name": partner.name,
        "a name that nobody has": "Zzyzx",
        "two letters": "an",
        "an e-mail": partner.email or "client12@example.org",
        "a card number": client.card_number,
        "a phone as at home": f"0{digits[:2]} {digits[2:5]} {digits[5:]}",
        "a phone with the country": f"+359 {digits}",
        "the last four digits": digits[-4:],
    }


def measure_sorting(partners, meter):
    cr = partners.env.cr
    company = partners.env.company

    def by_hand():
        cr.execute(SQL(BY_HAND, company.id, PAGE))
        cr.fetchall()

    def page(order="clientele_spent desc", names=("complete_name",)):
        partners.env.invalidate_all()
        partners.search_fetch(LISTED, names, limit=PAGE, order=order)

    base, cost = meter.clock(by_hand, rounds=10), meter.clock(page, rounds=10)
    meter.line("page sorted by spent, SQL by hand", base * 1000, "ms")
    meter.line("page sorted by spent, over the SQL by hand", (cost - base) * 1000, "ms", target=5)
    plan = SQL("EXPLAIN %s", partners._search(LISTED, limit=PAGE, order="clientele_spent desc").select())
    driven = any("clientele_client_by_spent" in row[0] for row in partners.env.execute_query(plan))
    meter.line("... read from the wrong index", 1 - driven, "", target=0)
    count = meter.clock(lambda: partners.search_count(LISTED, limit=COUNT_LIMIT))
    meter.line(f"count up to {COUNT_LIMIT}", count * 1000, "ms")
    for column in COLUMNS:
        for direction in ("desc", "asc"):
            cost = meter.clock(lambda order=f"{column} {direction}": read_page(partners, LISTED, order))
            meter.line(f"list by {column} {direction}", cost, "s", target=1)


def read_page(partners, domain, order="clientele_visit_count desc"):
    """What the web client asks for: the first page with the columns shown, and how many there are."""
    partners.env.invalidate_all()
    names = ("complete_name", "phone", "clientele_last_visit", "clientele_flag", "clientele_colour")
    names += ("clientele_spent", "clientele_visit_count", "clientele_expected_visit", "clientele_importance")
    return partners.web_search_read(
        domain, {name: {} for name in names}, limit=PAGE, order=order, count_limit=COUNT_LIMIT
    )


def measure_search(partners, meter):
    for how, text in texts(partners.env(su=True)).items():
        domain = [*LISTED, ("clientele_search", "ilike", text)]
        found = len(read_page(partners, domain)["records"])
        cost = meter.clock(lambda domain=domain: read_page(partners, domain))
        meter.line(f"quick search by {how} ({found} on the page)", cost, "s", target=1)


def measure_groups(partners, meter):
    """Against SQL that groups the facts joined with their partners, as the list shows them."""
    for name, key in GROUPS.items():
        cost = meter.clock(
            lambda name=name: partners.formatted_read_group(
                LISTED, [f"clientele_{name}"], ["__count", "clientele_spent:sum"]
            )
        )
        meter.line(f"grouped by {name}", cost, "s")
        if key is not None:
            base = meter.clock(lambda key=key: partners.env.cr.execute(group_by_hand(partners.env.company, key)))
            meter.line(f"grouped by {name}, as a multiple of SQL by hand", cost / base, "x", target=2)


def group_by_hand(company, key):
    return SQL(
        "SELECT %s, count(*), sum(c.spent) FROM clientele_client c JOIN res_partner p ON p.id = c.partner_id"
        " WHERE c.company_id = %s AND p.active GROUP BY 1",
        key,
        company.id,
    )


if __name__ == "__main__":
    prepare(env, options(__doc__.partition("\n")[0], clients=200_000, visits=1_000_000).parse_args())
    meter = Meter(env)
    partners = user_of(env)["res.partner"]
    measure_sorting(partners, meter)
    measure_search(partners, meter)
    measure_groups(partners, meter)
    meter.close()
