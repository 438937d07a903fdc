"""Kinds about subscriptions, packages and what is left of them (FF15-FF18). All days are inclusive."""

from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from .base import ANY_ALL, COMPARISONS, Problem, negated, register, within
from .rows import ALL, Rows, RowsKind

_lt = LazyTranslate(__name__)


class SubscriptionRows(RowsKind):
    subject = "subscriptions"
    model = "clientele.subscription"
    row_id = SQL("s.id")
    row_day = SQL("s.end_date")
    inputs = ("number", "period", "plan_ids")
    operators = COMPARISONS

    def rows(self, condition, scope):
        where = [scope.owned_by(SQL("s.company_id")), scope.seen(SQL("s.start_date")), *self.terms(condition, scope)]
        if condition.plan_ids:
            where.append(SQL("s.plan_id = ANY(%s)", list(condition.plan_ids)))
        return Rows(SQL("clientele_subscription s"), SQL(" AND ").join(where), SQL("s.partner_id"))

    def terms(self, condition, scope):
        """:return: list of SQL that tell which subscriptions are meant"""
        raise NotImplementedError


KEPT = SQL("s.state NOT IN ('quit', 'cancelled')")


@register
class Ending(SubscriptionRows):
    """Subscriptions whose last day lies in the period, and nothing newer if the option says so (FF15, FF16)."""

    name = "subscription_ends"
    label = _lt("Subscriptions that end in the period")
    ahead = True
    inputs = ("number", "period", "plan_ids", "option")
    option_label = _lt("and nothing that lasts longer")

    def terms(self, condition, scope):
        days = scope.days(condition)
        terms = [KEPT, within(SQL("s.end_date"), days)]
        if condition.option:
            longer = SQL("n.end_date IS NULL")
            if days[1]:
                longer = SQL("(n.end_date > %s OR n.end_date IS NULL)", days[1])
            terms.append(
                SQL(
                    """NOT EXISTS (SELECT FROM clientele_subscription n
                                    WHERE n.partner_id = s.partner_id AND n.company_id = s.company_id
                                      AND n.state NOT IN ('quit', 'cancelled') AND %s AND %s)""",
                    longer,
                    scope.seen(SQL("n.start_date")),
                )
            )
        return terms


@register
class Running(SubscriptionRows):
    """Subscriptions with a day in the period; one that was quit has those before (FF17: none of them)."""

    name = "subscription_runs"
    label = _lt("Subscriptions that run in the period")

    def terms(self, condition, scope):
        first, last = scope.days(condition)
        terms = [SQL("s.state <> 'cancelled'")]
        terms += [SQL("s.start_date <= %s", last)] if last else []
        terms += [SQL("(s.end_date >= %s OR s.end_date IS NULL)", first)] if first else []
        return terms


@register
class Started(SubscriptionRows):
    """Subscriptions bought that begin in the period."""

    name = "subscription_starts"
    label = _lt("Subscriptions that begin in the period")

    def terms(self, condition, scope):
        return [SQL("s.state <> 'cancelled'"), within(SQL("s.start_date"), scope.days(condition))]


@register
class PlansBought(SubscriptionRows):
    """Bought any, or all, of a set of plans, whatever became of them (FF18)."""

    name = "plans_bought"
    label = _lt("Bought plans")
    inputs = ("plan_ids",)
    operators = ANY_ALL

    def refuse(self, condition, env):
        if not condition.plan_ids:
            raise Problem(env._("Choose at least one plan."))

    def terms(self, condition, scope):
        return [SQL("s.state <> 'cancelled'")]

    def decides_without(self, condition):
        return False

    def asks_whether(self, condition):
        return condition.operator == "any" or len(set(condition.plan_ids)) == 1

    def having(self, condition, scope, among=ALL):
        having = SQL("count(DISTINCT s.plan_id)%s >= %s", among, self._wanted(condition))
        return negated(having) if condition.negate else having

    def _wanted(self, condition):
        return len(set(condition.plan_ids)) if condition.operator == "all" else 1

    def value(self, condition, scope):
        return None


class LotRows(RowsKind):
    """What is left in a client's lots that can be used; as of a past day, what the movements until then say."""

    subject = "subscriptions"
    model = "clientele.lot"
    row_id = SQL("t.id")
    row_day = SQL("t.expires_on")
    counts = False
    operators = COMPARISONS
    inputs = ("number", "plan_ids")
    units = ("credits", "visits")

    def rows(self, condition, scope):
        day = scope.as_of or scope.today
        where = [
            scope.owned_by(SQL("t.company_id")),
            SQL("t.kind = ANY(%s)", list(self.units)),
            SQL("COALESCE(t.expires_on, %s) >= %s", day, day),
            *self.terms(condition, scope),
        ]
        if condition.plan_ids:
            where.append(SQL("t.plan_id = ANY(%s)", list(condition.plan_ids)))
        source = SQL("clientele_lot t")
        if scope.as_of:
            source = SQL("%s JOIN clientele_move m ON m.lot_id = t.id AND m.day <= %s", source, scope.as_of)
        else:
            where.append(SQL("t.balance > 0"))
        return Rows(source, SQL(" AND ").join(where), SQL("t.partner_id"))

    def terms(self, condition, scope):
        return []

    def measure(self, condition, scope, among=ALL):
        return SQL("COALESCE(sum(%s)%s, 0)", SQL("m.quantity") if scope.as_of else SQL("t.balance"), among)


@register
class CreditsLeft(LotRows):
    name = "credits_left"
    label = _lt("Credits left")
    units = ("credits",)


@register
class VisitsLeft(LotRows):
    name = "visits_left"
    label = _lt("Package visits left")
    units = ("visits",)


@register
class Expiring(LotRows):
    """Credits or visits that nobody can use after a day of the period."""

    name = "units_expire"
    label = _lt("Credits and package visits that expire in the period")
    ahead = True
    inputs = ("number", "period", "plan_ids")

    def terms(self, condition, scope):
        return [within(SQL("t.expires_on"), scope.days(condition))]
