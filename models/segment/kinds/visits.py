"""Kinds that count visits, deals and bookings, and ask when they were (FF3-FF10, FF20, TR7, TR8, TR10)."""

from datetime import timedelta

from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ...visit.clientele_visit import OPEN_STATES
from .base import (
    COMPARISONS,
    YES_NO,
    ChoiceKind,
    DayKind,
    Kind,
    KnownNumberKind,
    LinkKind,
    moments,
    negated,
    one_of,
    register,
)
from .life import LifeKind
from .rows import ALL, Rows, RowsKind

_lt = LazyTranslate(__name__)

DONE = ("done",)
DAY = timedelta(days=1)
LINE_LINKS = ("product_ids", "category_ids", "practitioner_ids")


class VisitRows(RowsKind):
    """What reads visits, and their lines where a condition says something of a line (FF10: all of the same line)."""

    subject = "visits"
    model = "clientele.visit"
    row_id = SQL("v.id")
    row_day = SQL("v.day")
    visits_only = True

    def states(self, condition):
        return condition.choices or DONE

    def sources(self, env):
        return dict(env["clientele.visit"]._fields["source"]._description_selection(env))

    def by_line(self, condition):
        """:return: whether the condition says something of a line"""
        return any(getattr(condition, name) for name in LINE_LINKS if name in self.inputs)

    def rows(self, condition, scope):
        alias = "l" if self.by_line(condition) else "v"
        where = [
            self._state_term(alias, self.states(condition)),
            scope.owned(alias),
            *self._visit_terms(condition),
            *self._line_terms(condition, scope),
        ]
        day = SQL.identifier(alias, "day")
        if scope.as_of and not set(self.states(condition)) <= set(OPEN_STATES):
            where.append(scope.seen(day))
        source = SQL("clientele_visit v")
        if alias == "l":
            source = SQL("clientele_visit_line l JOIN clientele_visit v ON v.id = l.visit_id")
        return Rows(
            source,
            SQL(" AND ").join(where),
            SQL.identifier(alias, "partner_id"),
            day=day,
            days=scope.days(condition),
            apart=self._apart(condition),
        )

    def necessary(self, condition, scope):
        """Who has such deals had one not before the period began and one not after it ended.

        ``IS TRUE`` keeps PostgreSQL from fetching most rows of facts through an index.
        """
        if scope.as_of or self.states(condition) != DONE or self.without(condition):
            return []
        first, last = scope.days(condition)
        terms = [SQL("(f.last_visit >= %s) IS TRUE", first)] if first else []
        terms += [SQL("(f.first_visit <= %s) IS TRUE", last)] if last else []
        return terms or [SQL("f.last_visit IS NOT NULL")]

    def _state_term(self, alias, states):
        column = SQL.identifier(alias, "state")
        return one_of(column, states)  # as the partial indexes say it

    def _apart(self, condition):
        """:return: SQL of which deals count"""
        if not self.visits_only:
            return SQL("TRUE")
        if not self.by_line(condition) or condition.product_ids:  # a product that is named is meant
            return SQL("v.kind = 'visit'")
        return SQL("v.kind = 'visit' AND l.is_service")

    def _visit_terms(self, condition):
        if condition.branch_ids:
            yield one_of(SQL("v.branch_id"), condition.branch_ids)
        if condition.sources:
            yield one_of(SQL("v.source"), condition.sources)

    def _line_terms(self, condition, scope):
        if not self.by_line(condition):
            return
        if condition.product_ids:
            yield one_of(SQL("l.product_id"), condition.product_ids)
        if condition.category_ids:
            yield one_of(SQL("l.product_id"), scope.products_below(condition.category_ids))
        if condition.practitioner_ids:
            yield one_of(SQL("l.resource_id"), condition.practitioner_ids)

    def measure(self, condition, scope, among=ALL):
        return SQL("count(DISTINCT l.visit_id)%s" if self.by_line(condition) else "count(*)%s", among)


class CountKind(LifeKind, VisitRows):
    inputs = ("number", "period", "product_ids", "category_ids", "practitioner_ids", "branch_ids", "sources")
    operators = COMPARISONS

    def necessary(self, condition, scope):
        terms = super().necessary(condition, scope)
        return [*terms, SQL("(f.deal_count >= %s) IS TRUE", condition.fewest)] if terms else terms

    def decided_by_life(self, condition):
        done = self.states(condition) == DONE
        return done and not (self.by_line(condition) or condition.branch_ids or condition.sources)


@register
class Visits(CountKind):
    """Number of visits; done ones, unless other states are chosen (FF3). What is booked has no end in ``as_of``."""

    name = "visits"
    label = _lt("Number of visits")
    choices_label = _lt("State")
    link_labels = {"product_ids": _lt("Services")}
    link_domains = {"product_ids": [("type", "=", "service")]}
    inputs = ("number", "period", "choices", *CountKind.inputs[2:])
    life = ("visit_count", "first_came", "last_came")

    def choices(self, env):
        return dict(env["clientele.visit"]._fields["state"]._description_selection(env))


@register
class Deals(CountKind):
    """Number of deals: done visits and paid sales (DF1, TR10)."""

    name = "deals"
    label = _lt("Number of deals (visits and sales)")
    life = ("deal_count", "first_visit", "last_visit")
    visits_only = False


@register
class LastDeal(DayKind):
    name = "last_deal"
    subject = "visits"
    label = _lt("Last deal")
    column = "last_visit"
    dated = True
    measure = SQL("max(v.day)")

    def fact(self, scope):
        if not scope.as_of:
            return super().fact(scope)
        done = SQL("v.state = 'done' AND %s AND %s", scope.owned("v"), scope.seen(SQL("v.day")))
        return SQL("(SELECT %s FROM clientele_visit v WHERE v.partner_id = f.partner_id AND %s)", self.measure, done)


@register
class FirstDeal(LastDeal):
    name = "first_deal"
    label = _lt("First deal")
    column = "first_visit"
    measure = SQL("min(v.day)")


@register
class LastBranch(LinkKind):
    name = "last_branch"
    subject = "visits"
    label = _lt("Branch of the last deal")
    column = "last_branch_id"
    link = "branch_ids"


@register
class ExpectedVisit(DayKind):
    name = "expected_visit"
    subject = "visits"
    label = _lt("Expected visit")
    ahead = True
    column = "expected_visit"


@register
class UsualGap(KnownNumberKind):
    name = "usual_gap"
    subject = "visits"
    label = _lt("Usual days between visits")
    column = "median_gap"


@register
class Flag(ChoiceKind):
    name = "flag"
    subject = "visits"
    label = _lt("Flag")
    column = "flag"


@register
class Colour(ChoiceKind):
    name = "colour"
    subject = "visits"
    label = _lt("Colour by last visit")
    column = "colour"


@register
class FirstBooking(DayKind):
    """The day on which the client first booked a visit, whatever became of it (FF20)."""

    name = "first_booking"
    subject = "visits"
    label = _lt("First booking made")
    cheap = False
    dated = True

    def sql(self, condition, scope):
        """By who booked in a period and who did before, which is quicker than the first booking of everybody."""
        first, last = scope.days(condition)
        if condition.operator == "empty":
            return SQL("NOT %s", self._booked(scope))
        if condition.operator == "before":
            return self._booked(scope, until=first - DAY)
        if condition.operator == "after":
            first, last = last + DAY, None
        booked = self._booked(scope, first, last)
        return SQL("%s AND NOT %s", booked, self._booked(scope, until=first - DAY)) if first else booked

    def _booked(self, scope, since=None, until=None):
        """:return: SQL that the client booked on a day of that period"""
        return SQL("EXISTS (SELECT FROM clientele_visit v WHERE %s)", self._bookings(scope, since, until))

    def _bookings(self, scope, since, until):
        if scope.as_of:
            until = min(until or scope.as_of, scope.as_of)
        zones = [
            SQL("v.branch_id = ANY(%s) AND %s", branches.ids, moments(SQL("v.booked_at"), branches[0], (since, until)))
            for branches in scope.root._clientele_branches().grouped("tz").values()
        ]
        return SQL(
            "v.partner_id = f.partner_id AND v.kind = 'visit' AND %s AND (%s)",
            scope.owned("v"),
            SQL(" OR ").join(zones),
        )

    def fact(self, scope):
        day = SQL("(v.booked_at AT TIME ZONE 'UTC' AT TIME ZONE b.tz)::date")
        return SQL(
            """(SELECT min(%s) FROM clientele_visit v JOIN clientele_branch b ON b.id = v.branch_id
                 WHERE v.partner_id = f.partner_id AND v.kind = 'visit' AND %s AND %s)""",
            day,
            scope.owned("v"),
            scope.seen(day),
        )


@register
class OnlineOnly(Kind):
    """Came, and every visit had been booked online (FF20)."""

    name = "online_only"
    subject = "visits"
    label = _lt("Came only by online booking")
    operators = YES_NO
    cheap = False
    dated = True

    def sql(self, condition, scope):
        done = SQL(
            "SELECT FROM clientele_visit v WHERE v.partner_id = f.partner_id AND v.state = 'done' AND v.kind = 'visit'"
            " AND %s AND %s",
            scope.owned("v"),
            scope.seen(SQL("v.day")),
        )
        came = SQL("EXISTS (%s)", done) if scope.as_of else SQL("f.last_came IS NOT NULL")
        only = SQL("%s AND NOT EXISTS (%s AND v.source <> 'online')", came, done)
        return only if condition.operator == "yes" else negated(only)


@register
class Bookings(VisitRows):
    """Bookings that are still open: upcoming ones, or none in a period (YC15)."""

    name = "bookings"
    label = _lt("Open bookings")
    ahead = True
    link_labels = Visits.link_labels
    link_domains = Visits.link_domains
    inputs = CountKind.inputs
    operators = COMPARISONS
    dated = False

    def states(self, condition):
        return OPEN_STATES
