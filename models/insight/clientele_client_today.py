from datetime import date

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools import rhythm
from ...tools.periods import months_before
from .clientele_client import TURNOVER

BANDS = 40
AGE_STEP = 5


class ClienteleClient(models.Model):
    """What depends on the day: never stored, so that it is right at midnight without a rewrite.

    Each field is said twice, once for one client by a plain function and once in SQL for lists and groups; a test
    holds both together. "Today" is the day of the client's own branch.
    """

    _inherit = "clientele.client"

    flag = fields.Selection(
        [("ok", "OK"), ("losing", "Losing"), ("lost", "Lost")],
        compute="_compute_flag",
        help="Empty: never a deal.",
    )
    colour = fields.Selection(
        [("green", "Green"), ("orange", "Orange"), ("red", "Red"), ("grey", "Grey")], compute="_compute_flag"
    )
    contact_band = fields.Selection(
        [
            ("1", "Within a month"),
            ("2", "1 to 2 months ago"),
            ("3", "Over 2 months ago"),
            ("4", "Never talked"),
        ],
        string="Talked",
        compute="_compute_contact_band",
    )
    age_band = fields.Selection(selection="_selection_age_band", string="Age", compute="_compute_age_band")
    check_band = fields.Selection(
        selection="_selection_check_band",
        string="Average check band",
        compute="_compute_check_band",
        groups=TURNOVER,
    )
    importance = fields.Selection(
        [("a", "A"), ("b", "B"), ("c", "C")],
        compute="_compute_importance",
        help="A, B or C by share of turnover.",
    )
    visits_per_year = fields.Float(
        digits=(8, 1),
        compute="_compute_visits_per_year",
        aggregator="avg",
        help="365 days divided by the usual gap.",
    )

    # ---------------------------------------------------------------- for one client

    @api.depends("last_visit", "median_gap", "own_rhythm", "last_open_booking", "branch_id")
    @api.depends_context("clientele_today")
    def _compute_flag(self):
        for client, today in self._with_today():
            thresholds = client.company_id._clientele_thresholds()
            last = client.last_visit or None
            gap = client._own_gap()
            client.flag = rhythm.flag(last, gap, client.last_open_booking or None, today, thresholds) or False
            client.colour = rhythm.colour(last, today)

    @api.depends("last_contact", "branch_id")
    @api.depends_context("clientele_today")
    def _compute_contact_band(self):
        for client, today in self._with_today():
            limits = [months_before(today, 1), months_before(today, 2), date.min]
            met = [nr for nr, limit in enumerate(limits, 1) if client.last_contact and client.last_contact >= limit]
            client.contact_band = str(met[0]) if met else "4"

    @api.depends("birthdate_date", "branch_id")
    @api.depends_context("clientele_today")
    def _compute_age_band(self):
        for client, today in self._with_today():
            born = client.birthdate_date
            known = born and born <= today
            lower = rhythm.band(min(rhythm.age(born, today), 100), AGE_STEP) if known else 0
            client.age_band = f"{lower:03d}" if known else "unknown"

    @api.depends("average_check", "deal_count")
    def _compute_check_band(self):
        for client in self:
            width = client.company_id._clientele_root().sudo().clientele_check_band  # sudo: a setting
            nr = int(rhythm.band(max(client.average_check, 0), width) / width)
            client.check_band = f"{min(nr, BANDS):02d}" if client.deal_count else "none"

    @api.depends("importance_manual", "importance_class")
    def _compute_importance(self):
        for client in self:
            client.importance = client.importance_manual or client.importance_class

    @api.depends("median_gap")
    def _compute_visits_per_year(self):
        for client in self:
            client.visits_per_year = 365 / client.median_gap if client.median_gap else 0

    def _today(self):
        """:return: the day of the client's own branch, else of the company's default branch (DESIGN 1)"""
        return self.branch_id.sudo().with_company(self.company_id)._today()  # sudo: the clock is everyone's

    def _with_today(self):
        """:return: iterator of (client, day of the client's own branch), with one look at each clock"""
        for clients in self.grouped(lambda client: (client.company_id, client.branch_id)).values():
            today = clients[:1]._today()
            for client in clients:
                yield client, today

    def _own_gap(self):
        """:return: the median gap as Decimal, None without an own rhythm"""
        return rhythm.Decimal(str(self.median_gap)) if self.own_rhythm else None

    @api.model
    def _selection_age_band(self):
        bands = [(f"{low:03d}", f"{low}–{low + AGE_STEP - 1}") for low in range(0, 100, AGE_STEP)]
        return [*bands, ("100", "100+"), ("unknown", self.env._("Unknown"))]

    @api.model
    def _selection_check_band(self):
        width = self.env.company._clientele_root().sudo().clientele_check_band or 500  # sudo: a setting
        bands = [(f"{nr:02d}", f"{nr * width}–{(nr + 1) * width}") for nr in range(BANDS)]
        return [*bands, (f"{BANDS}", f"{BANDS * width}+"), ("none", self.env._("No deals"))]

    # ---------------------------------------------------------------- in SQL

    def _field_to_sql(self, alias, field_expr, query=None):
        builder = getattr(self, f"_sql_{field_expr}", None) if field_expr in TODAY_FIELDS else None
        if builder is None:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        return builder(lambda name: self._field_to_sql(alias, name, query))

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """Clients without a value come last in a falling list and first in a rising one, as the indexes are built."""
        field = self._fields.get(field_name)
        if field_name == "flag":  # by what it says; numbers sort faster than words, too
            self._check_field_access(field, "read")
            rank = self._sql_flag(lambda name: self._field_to_sql(alias, name, query), 1, 2, 3)
            return SQL("%s %s NULLS %s", rank, direction, SQL("LAST") if direction.code == "DESC" else SQL("FIRST"))
        if not nulls.code and field and field.type != "many2one" and field_name not in ("id", "partner_id"):
            nulls = SQL("NULLS LAST") if direction.code == "DESC" else SQL("NULLS FIRST")
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    def _sql_today(self, column, value=lambda today: today):
        """:param value: what is wanted of the day, a function of a date
        :return: SQL of that value for the row's own branch; one parameter while all branches share the day
        """
        company = self.env.company._clientele_root()
        default = self.env["clientele.branch"].with_company(company)._today()
        others = company._clientele_branches().grouped(lambda branch: branch._today())
        cases = SQL(" ").join(
            SQL("WHEN %s = ANY(%s) THEN %s::date", column("branch_id"), group.ids, value(day))
            for day, group in others.items()
            if day != default
        )
        if not cases.code:
            return SQL("%s::date", value(default))
        return SQL("(CASE %s ELSE %s::date END)", cases, value(default))

    def _sql_flag(self, column, ok="ok", losing="losing", lost="lost"):
        rule = self.env.company._clientele_thresholds()
        today = self._sql_today(column)
        last = column("last_visit")
        rhythmless = SQL("NOT COALESCE(%s, FALSE)", column("own_rhythm"))
        broken = SQL("%s >= %s", today, column("losing_on"))
        gone = SQL("%s <= %s", last, self._sql_today(column, lambda day: months_before(day, rule.lost_months)))
        if rule.lost_needs_rhythm:
            gone = SQL("%s AND (%s OR %s)", gone, rhythmless, broken)
        silent = SQL("%s <= %s", last, self._sql_today(column, lambda day: months_before(day, rule.losing_months)))
        return SQL(
            """CASE WHEN %(last)s IS NULL THEN NULL WHEN %(booking)s >= %(today)s THEN %(ok)s
                    WHEN %(gone)s THEN %(lost)s
                    WHEN %(today)s - %(last)s >= %(patience)s
                         AND CASE WHEN %(rhythmless)s THEN %(silent)s ELSE %(broken)s END THEN %(losing)s
                    ELSE %(ok)s END""",
            ok=ok,
            losing=losing,
            lost=lost,
            last=last,
            booking=column("last_open_booking"),
            today=today,
            gone=gone,
            patience=rule.never_losing_before,
            rhythmless=rhythmless,
            silent=silent,
            broken=broken,
        )

    def _sql_colour(self, column):
        last, rule = column("last_visit"), rhythm.Thresholds()
        return SQL(
            "CASE WHEN %(last)s IS NULL THEN 'grey' WHEN %(last)s >= %(green)s THEN 'green'"
            " WHEN %(last)s >= %(orange)s THEN 'orange' ELSE 'red' END",
            last=last,
            green=self._sql_today(column, lambda day: months_before(day, rule.losing_months)),
            orange=self._sql_today(column, lambda day: months_before(day, rule.lost_months)),
        )

    def _sql_contact_band(self, column):
        return SQL(
            "CASE WHEN %(last)s IS NULL THEN '4' WHEN %(last)s >= %(one)s THEN '1'"
            " WHEN %(last)s >= %(two)s THEN '2' ELSE '3' END",
            last=column("last_contact"),
            one=self._sql_today(column, lambda day: months_before(day, 1)),
            two=self._sql_today(column, lambda day: months_before(day, 2)),
        )

    def _sql_age_band(self, column):
        born, today = column("birthdate_date"), self._sql_today(column)
        # one day more for those born on 29.02: in common years they turn older on 28.02
        leap = SQL("(to_char(%s, 'MMDD') = '0229' AND to_char(%s::date + 1, 'MMDD') = '0301')::int", born, today)
        years = SQL("LEAST(extract(year FROM age(%s::date + %s, %s))::int, 100)", today, leap, born)
        return SQL(
            "CASE WHEN %s <= %s THEN lpad((%s / %s * %s)::text, 3, '0') ELSE 'unknown' END",
            born,
            today,
            years,
            AGE_STEP,
            AGE_STEP,
        )

    def _sql_check_band(self, column):
        width = self.env.company._clientele_root().sudo().clientele_check_band or 500  # sudo: a setting
        nr = SQL("LEAST(floor(GREATEST(%s, 0) / %s)::int, %s)", column("average_check"), width, BANDS)
        return SQL("CASE WHEN %s > 0 THEN lpad(%s::text, 2, '0') ELSE 'none' END", column("deal_count"), nr)

    def _sql_importance(self, column):
        return SQL("COALESCE(%s, %s)", column("importance_manual"), column("importance_class"))

    def _sql_visits_per_year(self, column):
        return SQL("round((365 / NULLIF(%s, 0))::numeric, 1)", column("median_gap"))


TODAY_FIELDS = (
    *("flag", "colour", "contact_band", "age_band", "check_band", "importance", "visits_per_year"),
    *("recency_score", "frequency_score", "money_score", "rfm_segment"),  # these depend on last night's limits
)
