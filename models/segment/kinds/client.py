"""Kinds about who the client is: copies and master data of the facts row (FF11, FF13, FF14, TR9, TR12-TR14, YC15)."""

from dataclasses import replace

from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ....tools.rhythm import born_by
from ....tools.segment_birthday import birthday_keys
from ...insight.clientele_client_today import AGE_STEP
from .base import (
    KINDS,
    ONE_OF,
    WHEN,
    ChoiceKind,
    DayKind,
    FlagKind,
    Kind,
    KnownNumberKind,
    LinkKind,
    Problem,
    negated,
    one_of,
    register,
    within,
)
from .rows import ALL, Rows, RowsKind

_lt = LazyTranslate(__name__)


@register
class Gender(ChoiceKind):
    name = "gender"
    subject = "client"
    label = _lt("Gender")
    column = "gender"


@register
class Age(KnownNumberKind):
    """Whole years; who was born on 29.02 turns older on 28.02 in common years."""

    name = "age"
    subject = "client"
    label = _lt("Age")
    dated = True

    def sql(self, condition, scope):
        """By dates of birth, because PostgreSQL can guess how many lie between two."""
        born = SQL("f.birthdate_date")
        if condition.operator == "empty":
            return super().sql(condition, scope)
        if condition.operator == "!=":
            same = self.sql(replace(condition, operator="="), scope)
            return SQL("%s <= %s AND NOT (%s)", born, scope.today, same)
        youngest, oldest = condition.whole
        last, before = born_by(youngest, scope.today), None if oldest is None else born_by(oldest + 1, scope.today)
        terms = [SQL("%s <= %s", born, last) if last else SQL("FALSE")]
        terms += [SQL("%s > %s", born, before)] if before else []
        return SQL(" AND ").join(terms)

    def fact(self, scope):
        born, today = SQL("f.birthdate_date"), SQL("%s::date", scope.today)
        leap = SQL("(to_char(%s, 'MMDD') = '0229' AND to_char(%s + 1, 'MMDD') = '0301')::int", born, today)
        return SQL(
            "CASE WHEN %s <= %s THEN extract(year FROM age(%s + %s, %s))::int END", born, today, today, leap, born
        )


@register
class AgeBand(ChoiceKind):
    """Bands of five years, and unknown (TR13)."""

    name = "age_band"
    subject = "client"
    label = _lt("Age band")
    column = "age_band"
    operators = {"any": ONE_OF["any"]}
    dated = True

    def fact(self, scope):
        years = SQL("LEAST(%s, 100)", KINDS["age"].fact(scope))
        known = SQL("lpad((%s / %s * %s)::text, 3, '0')", years, AGE_STEP, AGE_STEP)
        return SQL("CASE WHEN %s IS NULL THEN 'unknown' ELSE %s END", KINDS["age"].fact(scope), known)


@register
class Birthday(Kind):
    """A birthday in the period, whatever the year of birth; the 29.02 counts as 28.02 in common years (FF11)."""

    name = "birthday"
    subject = "client"
    label = _lt("Birthday")
    ahead = True
    inputs = ("period",)
    operators = {"in": WHEN["in"], "empty": _lt("is unknown")}

    def refuse(self, condition, env):
        period = condition.period
        if condition.operator == "in" and period.name == "between" and not (period.first and period.last):
            raise Problem(env._("Give the first and the last day of the period."))

    def sql(self, condition, scope):
        if condition.operator == "empty":
            return SQL("f.birthdate_date IS NULL")
        day = SQL("(extract(month FROM f.birthdate_date) * 100 + extract(day FROM f.birthdate_date))::int")
        first, last = scope.days(condition)
        if not first or not last:
            return SQL("f.birthdate_date IS NOT NULL")
        spans = [within(day, span) for span in birthday_keys(first, last)]
        return SQL("(%s)", SQL(" OR ").join(spans))

    def value(self, condition, scope):
        return SQL("f.birthdate_date")


@register
class Group(LinkKind):
    name = "group"
    subject = "client"
    label = _lt("Group")
    column = "group_id"
    link = "group_ids"


@register
class Labels(RowsKind):
    """Categories of the client: any, all, or none at all (DF6: many per client)."""

    name = "label"
    subject = "client"
    label = _lt("Label")
    inputs = ("label_ids",)
    operators = {"any": _lt("any of"), "all": _lt("all of"), "empty": _lt("has none")}
    dated = False

    def refuse(self, condition, env):
        if condition.operator != "empty" and not condition.label_ids:
            raise Problem(env._("Choose at least one."))

    def rows(self, condition, scope):
        chosen = SQL("TRUE") if condition.operator == "empty" else one_of(SQL("r.label_id"), condition.label_ids)
        return Rows(SQL("clientele_client_label_rel r"), chosen, SQL("r.client_id"), client=SQL("f.id"))

    def decides_without(self, condition):
        return condition.operator == "empty"

    def asks_whether(self, condition):
        return condition.operator != "all" or len(set(condition.label_ids)) == 1

    def having(self, condition, scope, among=ALL):
        having = SQL("count(*) = %s", len(set(condition.label_ids)))
        return negated(having) if condition.negate else having

    def value(self, condition, scope):
        return None

    def evidence(self, condition, scope, partner):
        return []


@register
class OwnBranch(LinkKind):
    name = "own_branch"
    subject = "client"
    label = _lt("Own branch")
    column = "branch_id"
    link = "branch_ids"


@register
class MainCategory(LinkKind):
    """The category of most services had, or one below (YC16)."""

    name = "main_category"
    subject = "client"
    label = _lt("Main service category")
    column = "main_categ_id"
    link = "category_ids"

    def ids(self, condition, scope):
        categories = scope.env["product.category"].sudo()  # sudo: a condition means all of them
        return categories.search([("id", "child_of", list(condition.category_ids))]).ids


@register
class CreatedFrom(ChoiceKind):
    name = "created_from"
    subject = "client"
    label = _lt("Came through")
    column = "created_from"


@register
class AddedOn(DayKind):
    name = "added_on"
    subject = "client"
    label = _lt("Date added")
    column = "added_on"
    dated = True

    def fact(self, scope):
        """The date on the wall of the own branch, else of the company's first."""
        default = scope.root._clientele_default_branch().sudo().tz  # sudo: the clock is everyone's
        zone = SQL("COALESCE((SELECT b.tz FROM clientele_branch b WHERE b.id = f.branch_id), %s)", default)
        day = SQL("(f.added_on AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", zone)
        return SQL("CASE WHEN %s THEN %s END", scope.seen(day), day) if scope.as_of else day


@register
class IsCompany(FlagKind):
    name = "is_company"
    subject = "client"
    label = _lt("Is a company")
    column = "is_company"


@register
class Vip(FlagKind):
    name = "vip"
    subject = "client"
    label = _lt("VIP")
    column = "vip"


@register
class Blocked(FlagKind):
    name = "blocked"
    subject = "client"
    label = _lt("On the block-list")
    column = "blocked"


@register
class OnlineProfile(ChoiceKind):
    name = "online_profile"
    subject = "client"
    label = _lt("Online profile")
    column = "online_profile"


@register
class VisitsPerYear(KnownNumberKind):
    name = "visits_per_year"
    subject = "visits"
    label = _lt("Visits per year by the usual gap")
    column = "visits_per_year"
