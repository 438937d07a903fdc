"""Kinds about money: spent, average check, debt, importance (FF12, FF14, FF19, TR10, TR11, TR18, YC20)."""

from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ...insight.clientele_client import TURNOVER
from .base import COMPARISONS, ONE_OF, ChoiceKind, DayKind, NumberKind, Problem, compare, register
from .life import LifeKind
from .rows import ALL
from .visits import DONE, VisitRows

_lt = LazyTranslate(__name__)

SERVICE_LINE = SQL("v.kind = 'visit' AND l.is_service")


class MoneyRows(LifeKind, VisitRows):
    """Money of deals in a period, of matching lines where the condition says something of a line (DF2)."""

    subject = "money"
    counts = False
    inputs = ("money", "period", "product_ids", "category_ids", "practitioner_ids", "branch_ids", "sources")
    operators = COMPARISONS
    visits_only = False
    groups = TURNOVER

    def decided_by_life(self, condition):
        return not (self.by_line(condition) or condition.branch_ids or condition.sources)

    def by_life(self, condition, scope):
        """Of many clients the deals of a period are read together: no fact tells beforehand whose are too few."""
        decided = not scope.as_of and self.decided_by_life(condition)
        return decided and (not any(scope.days(condition)) or scope.are_few(self.rows(condition, scope)))

    def amount(self, condition):
        return SQL("l.amount") if self.by_line(condition) else SQL("v.amount_total")


@register
class Spent(MoneyRows):
    """Money of deals; all of it, or services of visits or products and sales alone (TR20)."""

    name = "spent"
    label = _lt("Spent")
    choices_label = _lt("What counts")
    inputs = ("money", "period", "choices", *MoneyRows.inputs[2:])
    life = ("spent", "first_visit", "last_visit")

    def choices(self, env):
        return {"services": env._("Services of visits"), "sales": env._("Products and sales")}

    def states(self, condition):
        return DONE

    def part(self, condition):
        """:return: the word of what counts, None if all does"""
        return condition.choices[0] if len(set(condition.choices)) == 1 else None

    def decided_by_life(self, condition):
        return not self.part(condition) and super().decided_by_life(condition)

    def _apart(self, condition):
        part = self.part(condition)
        if not part:
            return super()._apart(condition)
        if self.by_line(condition):
            return SERVICE_LINE if part == "services" else SQL("NOT (%s)", SERVICE_LINE)
        return SQL("v.kind = 'visit'") if part == "services" else SQL("(v.kind = 'sale' OR v.amount_product <> 0)")

    def amount(self, condition):
        part = self.part(condition)
        if not part or self.by_line(condition):
            return super().amount(condition)
        if part == "services":
            return SQL("v.amount_service")
        return SQL("CASE WHEN v.kind = 'sale' THEN v.amount_total ELSE v.amount_product END")

    def measure(self, condition, scope, among=ALL):
        return SQL("COALESCE(sum(%s)%s, 0)", self.amount(condition), among)


@register
class AverageCheck(MoneyRows):
    """Spent divided by deals, in cents as lists show it; who has no deal has none (TR11)."""

    name = "average_check"
    label = _lt("Average check")
    inputs = ("money", "period", "branch_ids", "sources")
    life = ("average_check", "first_visit", "last_visit")

    def measure(self, condition, scope, among=ALL):
        return SQL("round(sum(v.amount_total)%s / NULLIF(count(*)%s, 0), 2)", among, among)

    def decides_without(self, condition):
        return False

    def of_life(self, condition, scope):
        return compare(scope.fact("average_check"), condition)


@register
class CheckBand(ChoiceKind):
    """Average check of all deals in bands of the company's width; no deals are a band of their own (TR11)."""

    name = "check_band"
    subject = "money"
    label = _lt("Average check band")
    column = "check_band"
    operators = {"any": ONE_OF["any"]}
    groups = TURNOVER


@register
class BoughtIn(VisitRows):
    """Bought in a shop in a period: the web shop's or another sales team, or a till (FF14)."""

    name = "bought_in"
    subject = "money"
    label = _lt("Deals in a shop or at a till")
    choices_label = _lt("Shops and tills")
    narrowing = ()
    inputs = ("number", "period", "choices")
    operators = COMPARISONS
    visits_only = False

    def choices(self, env):
        ours = [("company_id", "in", [False, *env.company._clientele_tree().ids])]
        shops = env["crm.team"].sudo().with_context(active_test=False).search(ours)  # sudo: names to choose from
        tills = env["pos.config"].sudo().with_context(active_test=False).search(ours)  # sudo: names to choose from
        return {
            **{f"team-{shop.id}": shop.name for shop in shops},
            **{f"till-{till.id}": till.name for till in tills},
        }

    def refuse(self, condition, env):
        if not condition.choices:
            raise Problem(env._("Choose at least one."))

    def states(self, condition):
        return ("done",)

    def _visit_terms(self, condition):
        chosen = [word.split("-") for word in condition.choices]
        yield SQL(
            """(EXISTS (SELECT FROM sale_order o WHERE o.team_id = ANY(%s)
                          AND (o.id = v.sale_order_id OR o.clientele_visit_id = v.id))
                OR EXISTS (SELECT FROM pos_order o JOIN pos_session s ON s.id = o.session_id
                            WHERE s.config_id = ANY(%s)
                              AND (o.id = v.pos_order_id OR o.clientele_visit_id = v.id)))""",
            [int(key) for what, key in chosen if what == "team"],
            [int(key) for what, key in chosen if what == "till"],
        )


@register
class Debt(NumberKind):
    """What the client owes, of every kind (DF5, FF12)."""

    name = "debt"
    subject = "money"
    label = _lt("Debt")
    column = "debt"
    inputs = ("money",)
    groups = TURNOVER


@register
class Turnover(NumberKind):
    name = "turnover"
    subject = "money"
    label = _lt("Turnover of 12 months, as of last night")
    column = "turnover"
    inputs = ("money",)
    groups = TURNOVER


@register
class Importance(ChoiceKind):
    name = "importance"
    subject = "money"
    label = _lt("Importance class")
    column = "importance"


@register
class Discount(NumberKind):
    name = "discount"
    subject = "money"
    label = _lt("Standing discount (%)")

    def fact(self, scope):
        of_group = SQL("(SELECT g.discount FROM clientele_group g WHERE g.id = f.group_id)")
        return SQL("COALESCE(NULLIF(f.personal_discount, 0), %s, 0)", of_group)


@register
class NextDue(DayKind):
    name = "next_due"
    subject = "money"
    label = _lt("Next instalment due")
    ahead = True
    column = "next_due"
