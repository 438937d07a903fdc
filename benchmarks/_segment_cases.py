"""Eight segments of the kinds that salons ask for: as a definition, as SQL by hand, and as Mautic would write it.

Mautic gives each condition its own sub-query for each client, aggregates by ``EXISTS (… HAVING …)``. Hand-written forms
read the same tables, with what the author knows of the data: dates on the facts row, which condition is selective.
"""

# ruff: noqa: S608  the statements are put together from what is written here

from dataclasses import dataclass
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.tools import SQL

HALF_YEAR, YEAR, QUARTER, MONTH = 182, 365, 91, 30


@dataclass(frozen=True)
class Case:
    """``blocks``: lists of a condition's values. ``by_hand``: SQL of several forms, the best counts."""

    name: str
    blocks: list
    by_hand: list
    mautic: SQL
    share: float = 0.2  # of the time of the Mautic form, at most


def asks(kind, operator="", value=0, first=None, last=None, **values):
    period = {"period": "between", "date_from": first, "date_to": last} if first or last else {}
    return {"kind": kind, "operator": operator, "value": value, **period, **values}


class Cases:
    """The segments over one generated base."""

    def __init__(self, env):
        self.env = env
        self.today = env["clientele.branch"]._today()
        self.category = env["product.category"].search([("name", "=", "Category 5")])
        self.practitioner = env["resource.resource"].search([("name", "=", "Practitioner 5")])
        self.plans = env["clientele.plan"].search([], order="id", limit=3)
        self.labels = env["clientele.label"].search([], order="id", limit=3)
        products = env["product.product"].search([("categ_id", "child_of", self.category.ids)])
        self.known = {
            "company": env.company.id,
            "practitioner": self.practitioner.id,
            "products": products.ids,
            "plans": self.plans.ids,
            "labels": self.labels.ids,
            "flag": env["clientele.client"]._field_to_sql("f", "flag"),
            "today": self.today,
            **{f"d{days}": self.ago(days) for days in (30, 91, 92, 182, 365, 366, 730)},
            **{f"born{years}": self.today - relativedelta(years=years) for years in (25, 41)},
            "d14": self.ago(-14),
            "m14": int(f"{self.ago(-14):%m%d}"),
            "m0": int(f"{self.today:%m%d}"),
        }

    def ago(self, days):
        return self.today - timedelta(days=days)

    def sql(self, text, **parts):
        """:return: SQL over the clients ``f``; ``{…}`` are names of the snippets below"""
        return SQL(text.format(**SNIPPETS, **parts), **self.known)

    def all(self):
        return [getattr(self, name)() for name in ("s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8")]

    def s1(self):
        recent = "v.day BETWEEN %(d91)s AND %(today)s"
        before = "v.day BETWEEN '2000-01-01' AND %(d92)s"
        return Case(
            "S1 none in three months, some before (FF4)",
            [
                [
                    asks("visits", "=", 0, self.ago(QUARTER), self.today),
                    asks("visits", ">", 0, "2000-01-01", self.ago(QUARTER + 1)),
                ]
            ],
            [
                self.sql(f"{{clients}} AND NOT EXISTS ({{visits}} AND {recent}) AND EXISTS ({{visits}} AND {before})"),
                self.sql(
                    f"""{{clients}} AND f.first_came <= %(d92)s
                        AND (f.last_came < %(d91)s OR NOT EXISTS ({{visits}} AND {recent}))"""
                ),
                self.sql(
                    f"""{{clients}} AND f.partner_id IN (
                            SELECT v.partner_id FROM clientele_visit v WHERE {{done}} AND v.kind = 'visit'
                             GROUP BY v.partner_id
                            HAVING count(*) FILTER (WHERE {recent}) = 0 AND count(*) FILTER (WHERE {before}) > 0)"""
                ),
            ],
            self.sql(
                f"""{{clients}} AND EXISTS ({{counted}} AND {recent} HAVING count(DISTINCT v.id) = 0)
                    AND EXISTS ({{counted}} AND {before} HAVING count(DISTINCT v.id) > 0)"""
            ),
            share=0.02,
        )

    def s2(self):
        period = "v.day BETWEEN %(d365)s AND %(today)s"
        cheap = """f.gender = 'female' AND f.birthdate_date > %(born41)s AND f.birthdate_date <= %(born25)s
                   AND EXISTS (SELECT FROM clientele_client_label_rel r
                                WHERE r.client_id = f.id AND r.label_id = ANY(%(labels)s))
                   AND NOT EXISTS (SELECT FROM clientele_visit b
                                    WHERE b.partner_id = f.partner_id AND b.company_id = %(company)s
                                      AND b.state IN ('booked', 'confirmed', 'arrived') AND b.kind = 'visit')"""
        grouped = f"""SELECT v.partner_id FROM clientele_visit v WHERE {{done}} AND {period} GROUP BY v.partner_id
                      HAVING count(*) FILTER (WHERE v.kind = 'visit') >= 3 AND sum(v.amount_total) >= 300"""
        return Case(
            "S2 women of 25–40 with labels, 3 visits and 300 in a year",
            [
                [
                    asks("visits", ">=", 3, self.ago(YEAR), self.today),
                    asks("spent", ">=", 300, self.ago(YEAR), self.today),
                    asks("gender", "any", choices="female"),
                    asks("age", "between", 25, value_to=40),
                    asks("label", "any", label_ids=self.labels.ids),
                    asks("bookings", "=", 0),
                ]
            ],
            [
                self.sql(f"{{clients}} AND f.partner_id IN ({grouped.format(**SNIPPETS)}) AND {cheap}"),
                self.sql(
                    f"""{{clients}} AND f.last_visit >= %(d365)s AND f.visit_count >= 3 AND {cheap}
                        AND (SELECT count(*) FILTER (WHERE v.kind = 'visit') >= 3 AND sum(v.amount_total) >= 300
                               FROM clientele_visit v WHERE v.partner_id = f.partner_id AND {{done}} AND {period})"""
                ),
            ],
            self.sql(
                f"""{{clients}} AND {cheap}
                    AND EXISTS ({{counted}} AND {period} HAVING count(DISTINCT v.id) >= 3)
                    AND EXISTS ({{deals}} AND {period} HAVING sum(v.amount_total) >= 300)"""
            ),
        )

    def s3(self):
        lines = """clientele_visit_line l JOIN clientele_visit v ON v.id = l.visit_id
                   WHERE l.state = 'done' AND l.company_id = %(company)s AND l.is_service AND v.kind = 'visit'
                     AND l.resource_id = %(practitioner)s AND l.product_id = ANY(%(products)s)
                     AND l.day BETWEEN %(d730)s AND %(d365)s"""
        recent = "v.day BETWEEN %(d91)s AND %(today)s"
        same = {"category_ids": self.category.ids, "practitioner_ids": self.practitioner.ids}
        grouped = f"SELECT l.partner_id FROM {lines} GROUP BY l.partner_id HAVING count(DISTINCT l.visit_id) >= 2"
        return Case(
            "S3 twice this category with this practitioner, none lately",
            [
                [
                    asks("visits", ">=", 2, self.ago(2 * YEAR), self.ago(YEAR), **same),
                    asks("visits", "=", 0, self.ago(QUARTER), self.today),
                ]
            ],
            [
                self.sql(f"{{clients}} AND f.partner_id IN ({grouped}) AND NOT EXISTS ({{visits}} AND {recent})"),
                self.sql(
                    f"""WITH g AS MATERIALIZED ({grouped})
                        SELECT f.partner_id FROM g JOIN clientele_client f ON f.partner_id = g.partner_id
                         WHERE f.company_id = %(company)s AND f.active
                           AND (f.last_visit < %(d91)s OR NOT EXISTS ({{visits}} AND {recent}))"""
                ),
            ],
            self.sql(
                f"""{{clients}} AND EXISTS (SELECT count(DISTINCT v.id) FROM {lines} AND l.partner_id = f.partner_id
                                     HAVING count(DISTINCT v.id) >= 2)
                    AND EXISTS ({{counted}} AND {recent} HAVING count(DISTINCT v.id) = 0)"""
            ),
        )

    def s4(self):
        born = "(extract(month FROM f.birthdate_date) * 100 + extract(day FROM f.birthdate_date))::int"
        birthday = (
            f"{born} BETWEEN %(m0)s AND %(m14)s"
            if self.known["m0"] <= self.known["m14"]
            else f"({born} >= %(m0)s OR {born} <= %(m14)s)"
        )
        return Case(
            "S4 birthday in 14 days, e-mail, silent for half a year",
            [
                [
                    asks("birthday", "in", 0, self.today, self.ago(-14)),
                    asks("has_email", "yes"),
                    asks("last_deal", "before", 0, self.ago(HALF_YEAR)),
                ]
            ],
            [
                self.sql(
                    f"""SELECT f.partner_id FROM clientele_client f JOIN res_partner p ON p.id = f.partner_id
                         WHERE f.company_id = %(company)s AND f.active AND f.last_visit < %(d182)s AND {birthday}
                           AND p.email <> ''"""
                ),
                self.sql(
                    f"""{{clients}} AND f.last_visit < %(d182)s AND {birthday}
                        AND EXISTS (SELECT FROM res_partner p WHERE p.id = f.partner_id AND p.email <> '')"""
                ),
            ],
            self.sql(
                f"""{{clients}} AND {birthday}
                    AND EXISTS (SELECT FROM res_partner p WHERE p.id = f.partner_id AND p.email <> '')
                    AND EXISTS ({{deals}} HAVING max(v.day) < %(d182)s)"""
            ),
        )

    def s5(self):
        kept = "s.company_id = %(company)s AND s.state NOT IN ('quit', 'cancelled')"
        ended = f"{kept} AND s.end_date BETWEEN %(d30)s AND %(today)s - 1"
        runs = RUNS.format(**SNIPPETS)
        return Case(
            "S5 owes, a plan ended last month, none runs",
            [
                [
                    asks("debt", ">", 0),
                    asks("subscription_ends", ">", 0, self.ago(MONTH), self.ago(1), option=False),
                    asks("subscription_runs", "=", 0, self.today, self.today),
                ]
            ],
            [
                self.sql(
                    f"""{{clients}} AND f.debt > 0 AND NOT EXISTS ({runs})
                        AND f.partner_id IN (SELECT s.partner_id FROM clientele_subscription s WHERE {ended})"""
                ),
                self.sql(
                    f"""{{clients}} AND f.debt > 0 AND NOT EXISTS ({runs})
                        AND EXISTS ({{plans}} AND {ended})"""
                ),
            ],
            self.sql(
                f"""{{clients}} AND EXISTS ({{deals}} HAVING sum(v.amount_due) > 0)
                    AND EXISTS (SELECT count(DISTINCT s.id) FROM clientele_subscription s
                                 WHERE s.partner_id = f.partner_id AND {ended} HAVING count(DISTINCT s.id) > 0)
                    AND EXISTS ({runs.replace("SELECT", "SELECT count(DISTINCT s.id)", 1)}
                                HAVING count(DISTINCT s.id) = 0)"""
            ),
        )

    def s6(self):
        kept = asks("flag", "any", choices="ok,losing")
        sent = """t.model = 'res.partner' AND t.sent_datetime IS NOT NULL AND t.trace_type = 'sms'
                  AND (t.sent_datetime AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date BETWEEN %(d30)s AND %(today)s"""
        self.known["zone"] = self.env.company._clientele_default_branch().tz
        flag = "%(flag)s IN ('ok', 'losing')"
        first = "f.average_check > 90 AND f.deal_count >= 5"
        second = "COALESCE(f.importance_manual, f.importance_class) = 'a'"
        return Case(
            "S6 (dear and often, or class A with an SMS lately), not lost",
            [
                [asks("average_check", ">", 90), asks("deals", ">=", 5), kept],
                [
                    asks("importance", "any", choices="a"),
                    asks("messages", ">", 0, self.ago(MONTH), self.today, choices="sms,sent"),
                    kept,
                ],
            ],
            [
                self.sql(
                    f"""{{clients}} AND {first} AND {flag} UNION {{clients}} AND {second} AND {flag}
                        AND f.partner_id IN (SELECT t.res_id FROM mailing_trace t WHERE {sent})"""
                ),
                self.sql(
                    f"""{{clients}} AND {flag} AND ({first} OR {second}
                        AND f.partner_id IN (SELECT t.res_id FROM mailing_trace t WHERE {sent}))"""
                ),
            ],
            self.sql(
                f"""{{clients}} AND {flag} AND (
                        EXISTS ({{deals}} HAVING avg(v.amount_total) > 90 AND count(DISTINCT v.id) >= 5)
                        OR {second} AND EXISTS (SELECT count(DISTINCT t.id) FROM mailing_trace t
                            WHERE t.res_id = f.partner_id AND {sent} HAVING count(DISTINCT t.id) > 0))"""
            ),
        )

    def s7(self):
        upcoming = """l.state IN ('booked', 'confirmed', 'arrived') AND l.company_id = %(company)s AND l.is_service
                      AND l.resource_id = %(practitioner)s AND v.kind = 'visit'"""
        lines = f"clientele_visit_line l JOIN clientele_visit v ON v.id = l.visit_id WHERE {upcoming}"
        bought = "{plans} AND s.state <> 'cancelled' AND s.plan_id = ANY(%(plans)s)".format(**SNIPPETS)
        runs = RUNS.format(**SNIPPETS)
        return Case(
            "S7 booked with this practitioner, bought plans, none runs",
            [
                [
                    asks("bookings", ">", 0, practitioner_ids=self.practitioner.ids),
                    asks("plans_bought", "any", plan_ids=self.plans.ids),
                    asks("subscription_runs", "=", 0, self.today, self.today),
                ]
            ],
            [
                self.sql(
                    f"""{{clients}} AND f.partner_id IN (SELECT l.partner_id FROM {lines})
                        AND EXISTS ({bought}) AND NOT EXISTS ({runs})"""
                ),
                self.sql(
                    f"""SELECT f.partner_id FROM (SELECT DISTINCT l.partner_id FROM {lines}) AS g
                          JOIN clientele_client f ON f.partner_id = g.partner_id
                         WHERE f.company_id = %(company)s AND f.active AND EXISTS ({bought}) AND NOT EXISTS ({runs})"""
                ),
            ],
            self.sql(
                f"""{{clients}} AND EXISTS (SELECT count(DISTINCT v.id) FROM {lines} AND l.partner_id = f.partner_id
                                     HAVING count(DISTINCT v.id) > 0)
                    AND EXISTS ({bought.replace("SELECT", "SELECT count(DISTINCT s.id)", 1)}
                                HAVING count(DISTINCT s.id) > 0)
                    AND EXISTS ({runs.replace("SELECT", "SELECT count(DISTINCT s.id)", 1)}
                                HAVING count(DISTINCT s.id) = 0)"""
            ),
        )

    def s8(self):
        before = "v.day BETWEEN %(d730)s AND %(d366)s"
        now = "v.day BETWEEN %(d365)s AND %(today)s"
        both = "v.day BETWEEN %(d730)s AND %(today)s"
        return Case(
            "S8 five visits a year ago, one at most since",
            [
                [
                    asks("visits", ">=", 5, self.ago(2 * YEAR), self.ago(YEAR + 1)),
                    asks("visits", "<=", 1, self.ago(YEAR), self.today),
                ]
            ],
            [
                self.sql(
                    f"""{{clients}} AND f.partner_id IN (
                            SELECT v.partner_id FROM clientele_visit v WHERE {{done}} AND v.kind = 'visit' AND {both}
                             GROUP BY v.partner_id
                            HAVING count(*) FILTER (WHERE {before}) >= 5 AND count(*) FILTER (WHERE {now}) <= 1)"""
                ),
                self.sql(
                    f"""{{clients}} AND f.visit_count >= 5 AND f.first_visit <= %(d366)s AND f.last_visit >= %(d730)s
                        AND f.partner_id IN (
                            SELECT v.partner_id FROM clientele_visit v WHERE {{done}} AND v.kind = 'visit' AND {before}
                             GROUP BY v.partner_id HAVING count(*) >= 5)
                        AND (f.last_visit < %(d365)s OR (SELECT count(*) <= 1 FROM clientele_visit v
                              WHERE v.partner_id = f.partner_id AND {{done}} AND v.kind = 'visit' AND {now}))"""
                ),
                self.sql(
                    f"""{{clients}} AND f.visit_count >= 5 AND f.first_visit <= %(d366)s AND f.last_visit >= %(d730)s
                        AND (SELECT count(*) FILTER (WHERE {before}) >= 5 AND count(*) FILTER (WHERE {now}) <= 1
                               FROM clientele_visit v
                              WHERE v.partner_id = f.partner_id AND {{done}} AND v.kind = 'visit' AND {both})"""
                ),
            ],
            self.sql(
                f"""{{clients}} AND EXISTS ({{counted}} AND {before} HAVING count(DISTINCT v.id) >= 5)
                    AND EXISTS ({{counted}} AND {now} HAVING count(DISTINCT v.id) <= 1)"""
            ),
        )


DONE = "v.state = 'done' AND v.company_id = %(company)s"
OF_CLIENT = f"FROM clientele_visit v WHERE v.partner_id = f.partner_id AND {DONE}"
SNIPPETS = {
    "clients": "SELECT f.partner_id FROM clientele_client f WHERE f.company_id = %(company)s AND f.active",
    "done": DONE,
    "visits": f"SELECT {OF_CLIENT} AND v.kind = 'visit'",
    "counted": f"SELECT count(DISTINCT v.id) {OF_CLIENT} AND v.kind = 'visit'",
    "deals": f"SELECT count(DISTINCT v.id) {OF_CLIENT}",
    "plans": "SELECT FROM clientele_subscription s WHERE s.partner_id = f.partner_id AND s.company_id = %(company)s",
}
CLIENTS = SQL(SNIPPETS["clients"], company=0).code  # what a form that reads the row of facts alone begins with
RUNS = (
    "{plans} AND s.state <> 'cancelled' AND s.start_date <= %(today)s"
    " AND (s.end_date >= %(today)s OR s.end_date IS NULL)"
)
