"""Kinds about loyalty (TR16, LO7). Points stand in the wallet's ledger, tiers in their history."""

from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from .base import ONE_OF, FlagKind, Kind, Problem, exists, negated, register
from .subscriptions import LotRows

_lt = LazyTranslate(__name__)


@register
class HasCard(FlagKind):
    name = "has_card"
    subject = "loyalty"
    label = _lt("Has a loyalty card")
    column = "has_card"


@register
class PointsLeft(LotRows):
    name = "points_left"
    subject = "loyalty"
    label = _lt("Points left")
    inputs = ("number",)
    units = ("points",)


@register
class Tier(Kind):
    """The tier by the history: the last change up to the day that counts."""

    name = "tier"
    subject = "loyalty"
    label = _lt("Loyalty tier")
    inputs = ("choices",)
    operators = {"any": ONE_OF["any"], "empty": _lt("is below all")}
    choices_label = _lt("Tiers")
    dated = True
    cheap = False

    def choices(self, env):
        root = env.company._clientele_root()
        tiers = env["clientele.tier"].sudo()  # sudo: names of tiers are no secret
        found = tiers.search([("company_id", "=", root.id)])
        return {str(tier.id): f"{tier.program_id.name}: {tier.display_name}" for tier in found}

    def refuse(self, condition, env):
        if condition.operator == "any" and not condition.choices:
            raise Problem(env._("Choose at least one."))

    def sql(self, condition, scope):
        changes = SQL("h.company_id = %s AND %s", scope.root.id, scope.seen(SQL("h.day")))
        last = SQL("%s AND %s", changes, _not_followed(scope, SQL("TRUE")))
        if condition.operator == "empty":
            return negated(exists(_having(SQL("h.tier_id IS NOT NULL AND %s", last))))
        return exists(_having(SQL("h.tier_id = ANY(%s) AND %s", _ids(condition), last)))


@register
class HadTier(Tier):
    """Had the tier on a day of the period, at its end."""

    name = "had_tier"
    label = _lt("Had the loyalty tier in the period")
    inputs = ("choices", "period")
    operators = {"any": ONE_OF["any"]}

    def sql(self, condition, scope):
        first, last = scope.days(condition)
        terms = [SQL("h.company_id = %s AND h.tier_id = ANY(%s)", scope.root.id, _ids(condition))]
        terms += [scope.seen(SQL("h.day"))]
        terms += [SQL("h.day <= %s", last)] if last else []
        until = SQL("GREATEST(h.day, %s)", first) if first else SQL("h.day")
        terms += [_not_followed(scope, SQL("l.day <= %s", until))]
        return exists(_having(SQL(" AND ").join(terms)))


def _ids(condition):
    return [int(word) for word in condition.choices]


def _having(where):
    return SQL("SELECT h.partner_id FROM clientele_tier_change h WHERE %s", where)


def _not_followed(scope, term):
    """:return: SQL that no change of the same client and rule follows ``h`` for which a term on ``l`` holds"""
    return SQL(
        """NOT EXISTS (SELECT FROM clientele_tier_change l
                        WHERE l.rule_id = h.rule_id AND l.partner_id = h.partner_id AND l.company_id = h.company_id
                          AND (l.day, l.id) > (h.day, h.id) AND %s AND %s)""",
        scope.seen(SQL("l.day")),
        term,
    )
