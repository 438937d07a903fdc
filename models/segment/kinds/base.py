"""What all kinds of conditions share: the registry, inputs, operators, and the two families of kinds.

* :class:`FactKind`: says something of the facts row alone, which stands as ``f`` in the query.
* :class:`RowsKind`: counts or sums rows of a client, see ``rows.py``.
"""

from datetime import time, timedelta
from decimal import Decimal

from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ....tools.segment_definition import BETWEEN, COMPARE
from ....tools.segment_period import BETWEEN as DATES
from ....tools.segment_period import LAST, NEXT

_lt = LazyTranslate(__name__)

KINDS = {}  # name → the one instance of its kind
# field of links → model of what can be chosen
LINKED = {
    "product_ids": "product.product",
    "category_ids": "product.category",
    "practitioner_ids": "resource.resource",
    "branch_ids": "clientele.branch",
    "plan_ids": "clientele.plan",
    "group_ids": "clientele.group",
    "label_ids": "clientele.label",
    "segment_ids": "clientele.segment",
}
COMPANYLESS = ("product.category",)
SUBJECTS = {
    "visits": _lt("Visits"),
    "money": _lt("Money"),
    "subscriptions": _lt("Subscriptions"),
    "loyalty": _lt("Loyalty"),
    "client": _lt("Client"),
    "contact": _lt("Contact"),
    "campaigns": _lt("Campaigns"),
    "other": _lt("Other"),
}

COMPARISONS = {
    "=": _lt("is"),
    "!=": _lt("is not"),
    "<": _lt("less than"),
    "<=": _lt("at most"),
    ">": _lt("more than"),
    ">=": _lt("at least"),
    BETWEEN: _lt("between"),
}
WHEN = {
    "in": _lt("in the period"),
    "before": _lt("before"),
    "after": _lt("after"),
    "empty": _lt("never"),
}
YES_NO = {"yes": _lt("yes"), "no": _lt("no")}
ONE_OF = {"any": _lt("is one of"), "empty": _lt("is not set")}
ANY_ALL = {"any": _lt("any of"), "all": _lt("all of")}


def register(kind):
    """Class decorator that puts a kind into the registry."""
    instance = kind()
    KINDS[instance.name] = instance
    return kind


class Problem(ValueError):
    """A condition that says too little or contradicts itself; the text tells what to change."""


class Kind:
    """One kind of condition.

    ``inputs`` are the names of what the editor shows: number, money, period, choices, option, and the many2many fields
    of a condition. ``dated`` kinds follow a segment into the past, the others show what
    holds today. ``groups`` may use it.
    """

    name = ""
    subject = "other"
    label = ""
    inputs = ()
    operators = {}
    dated = False
    cheap = True  # reads nothing but the facts row, whatever is asked
    groups = None
    option_label = None
    ahead = False  # whether people mostly ask about the days to come
    choices_label = _lt("Which")
    link_labels = {}  # many2many field → its label here, where the field's own says too much
    link_domains = {}  # many2many field → domain of what the editor offers
    unit = None

    def allowed(self, env):
        """:return: whether the user may ask it, and see the value that decides"""
        return env.su or not self.groups or env.user.has_group(self.groups)

    @property
    def narrowing(self):
        """:return: inputs that may stay empty, because they only narrow what a number counts"""
        if not {"number", "money"} & set(self.inputs):
            return ()
        return tuple(name for name in self.inputs if name not in ("number", "money", "period", "option"))

    def choices(self, env):
        """:return: {word: label} that ``choices`` may hold"""
        return {}

    def sources(self, env):
        """:return: {word: label} that ``sources`` may hold"""
        return {}

    def check(self, condition, env):
        """:raises Problem: the condition says too little or contradicts itself"""
        if self.operators and condition.operator not in self.operators:
            raise Problem(env._("Choose how to compare."))
        missing = [name for name in condition.ask if not getattr(condition, name)]
        if missing:
            raise Problem(env._("Choose %(what)s.", what=", ".join(self.input_label(name, env) for name in missing)))
        if set(condition.sources) - set(self.sources(env)):
            raise Problem(env._("Choose from the list."))
        if set(condition.choices) - set(self.choices(env)):
            raise Problem(env._("Choose from the list."))
        self._check_links(condition, env)
        self._check_period(condition, env)
        if condition.operator == BETWEEN and condition.value > condition.value_to:
            raise Problem(env._("The first number is larger than the second."))
        self.refuse(condition, env)

    def input_label(self, name, env):
        """:return: what the editor calls an input"""
        if name == "choices":
            return env._(self.choices_label)
        if name in self.link_labels:
            return env._(self.link_labels[name])
        return env["clientele.segment.condition"]._fields[name]._description_string(env)

    def refuse(self, condition, env):
        """What else a kind refuses.

        :raises Problem: likewise
        """

    def _check_links(self, condition, env):
        """What is chosen has to be there, in sight, and of the company whose clients are meant."""
        companies = env.company._clientele_tree()
        for name, model in LINKED.items():
            chosen = set(getattr(condition, name)) if name in self.inputs else set()
            records = env[model].with_context(active_test=False).search([("id", "in", list(chosen))])
            if len(records) < len(chosen):
                raise Problem(env._("Something chosen is gone, or you may not see it. Choose anew."))
            if model not in COMPANYLESS and records.sudo().company_id - companies:  # sudo: whose, not what it says
                raise Problem(env._("Something chosen belongs to another company. Choose anew."))

    def _check_period(self, condition, env):
        period = condition.period
        if "period" not in self.inputs or condition.operator == "empty":
            return
        if period.name == DATES and not (period.first or period.last):
            raise Problem(env._("Give the first or the last day of the period."))
        if condition.operator in ("before", "after") and period.name == "ever":
            raise Problem(env._("Give a period."))
        if period.first and period.last and period.first > period.last:
            raise Problem(env._("The period ends before it starts."))
        if period.name in (LAST, NEXT) and not period.count:
            raise Problem(env._("Say how many days, weeks, months or years."))

    def reads_facts(self, condition, scope):
        """:return: whether it reads nothing but the facts row"""
        return self.cheap

    def light(self, condition, scope):
        """:return: whether PostgreSQL keeps in memory what it reads besides the facts row"""
        return self.reads_facts(condition, scope)

    def sql(self, condition, scope):
        """:return: SQL of a boolean on the facts row ``f``, without ``negate``; NULL means no

        It is left as plain as an index has it, for PostgreSQL to guess well how many clients it finds.
        """
        raise NotImplementedError

    def term(self, condition, scope):
        """:return: the same with ``negate``"""
        return negated(self.sql(condition, scope)) if condition.negate else self.sql(condition, scope)

    def necessary(self, condition, scope):
        """:return: list of SQL that reads the facts row alone and holds for all whom the condition finds"""
        return []

    def pass_of(self, condition, scope):
        """:return: Rows where the condition may share a pass over rows with others, else None"""
        return None

    def value(self, condition, scope):
        """:return: SQL of what decides for the row ``f``, to show why it is in or out; None where words say it all"""
        return None

    def evidence(self, condition, scope, partner):
        """:return: list of (model, id) of the records that decided for a client"""
        return []


def exists(select):
    """:return: SQL that the client ``f`` is among those that an SQL selects; its NOT is quick, that of IN is not"""
    return SQL("EXISTS (SELECT FROM (%s) AS o(partner_id) WHERE o.partner_id = f.partner_id)", select)


def compare(measure, condition):
    """:return: SQL that compares a number with the condition's"""
    if condition.operator == BETWEEN:
        return SQL("%s BETWEEN %s AND %s", measure, _number(condition.value), _number(condition.value_to))
    if condition.operator not in COMPARE:
        raise ValueError(condition.operator)
    symbol = "<>" if condition.operator == "!=" else condition.operator
    return SQL(f"%s {symbol} %s", measure, _number(condition.value))  # a word of COMPARE


def _number(value):
    """:return: the number as an int where it is whole: an index of whole numbers serves no decimals"""
    return int(value) if value == int(value) else value


def compare_fact(fact, condition):
    """:return: SQL that compares a number of the facts row, none being 0"""
    return compare(SQL("COALESCE(%s, 0)", fact) if condition.holds(Decimal(0)) else fact, condition)


def negated(boolean):
    """:return: SQL that is true where the boolean is false or NULL"""
    return SQL("(%s) IS NOT TRUE", boolean)


def one_of(column, values):
    """:return: SQL that a column holds one of the values"""
    values = list(values)
    return SQL("%s = %s", column, values[0]) if len(values) == 1 else SQL("%s = ANY(%s)", column, values)


def within(column, days):
    """:return: SQL that a day lies in a period, both ends included, either may be None"""
    first, last = days
    if first and last:
        return SQL("%s BETWEEN %s AND %s", column, first, last)
    if first:
        return SQL("%s >= %s", column, first)
    if last:
        return SQL("%s <= %s", column, last)
    return SQL("%s IS NOT NULL", column)


def moments(column, branch, days):
    """:return: SQL that a moment (UTC) lies on the days of a period on the branch's wall

    The period is converted and not each moment, so that an index can serve.
    """
    first, last = days
    terms = [SQL("%s IS NOT NULL", column)]
    terms += [SQL("%s >= %s", column, branch._utc_of(first, time.min))] if first else []
    terms += [SQL("%s < %s", column, branch._utc_of(last + timedelta(days=1), time.min))] if last else []
    return SQL(" AND ").join(terms)


def when(column, condition, scope):
    """:return: SQL that compares a day with the condition's period; before and after leave the period out (TR7)"""
    first, last = scope.days(condition)
    if condition.operator == "empty":
        return SQL("%s IS NULL", column)
    if condition.operator == "before":
        return SQL("%s < %s", column, first)
    if condition.operator == "after":
        return SQL("%s > %s", column, last)
    return within(column, (first, last))


class FactKind(Kind):
    """A kind that reads one column of the facts row."""

    column = ""

    def fact(self, scope):
        return scope.fact(self.column)

    def value(self, condition, scope):
        return self.fact(scope)


class NumberKind(FactKind):
    """Compares a number of the facts row; none counts as 0."""

    inputs = ("number",)
    operators = COMPARISONS

    def sql(self, condition, scope):
        return compare_fact(self.fact(scope), condition)


class KnownNumberKind(NumberKind):
    """Compares a number that not every client has; who has none meets no comparison."""

    operators = {**COMPARISONS, "empty": _lt("is unknown")}

    def sql(self, condition, scope):
        if condition.operator == "empty":
            return SQL("%s IS NULL", self.fact(scope))
        return compare(self.fact(scope), condition)


class DayKind(FactKind):
    """Asks when: a day of the facts row in a period, or no such day."""

    inputs = ("period",)
    operators = WHEN

    def refuse(self, condition, env):
        period = condition.period
        if condition.operator == "before" and period.name == DATES and not period.first:
            raise Problem(env._("Give the day before which it was."))
        if condition.operator == "after" and period.name == DATES and not period.last:
            raise Problem(env._("Give the day after which it was."))

    def sql(self, condition, scope):
        return when(self.fact(scope), condition, scope)


class ChoiceKind(FactKind):
    """Asks whether a selection of the facts row is one of the chosen, or not set."""

    inputs = ("choices",)
    operators = ONE_OF

    def choices(self, env):
        field = env["clientele.client"]._fields[self.column]
        return dict(field._description_selection(env))

    def refuse(self, condition, env):
        if condition.operator == "any" and not condition.choices:
            raise Problem(env._("Choose at least one."))

    def sql(self, condition, scope):
        if condition.operator == "empty":
            return SQL("%s IS NULL", self.fact(scope))
        return one_of(self.fact(scope), condition.choices)


class FlagKind(FactKind):
    """Asks whether a switch of the facts row is on."""

    operators = YES_NO

    def sql(self, condition, scope):
        return self.fact(scope) if condition.operator == "yes" else negated(self.fact(scope))


class LinkKind(FactKind):
    """Asks whether a many2one of the facts row is one of the chosen, or not set."""

    operators = ONE_OF
    link = ""  # the condition's many2many field

    @property
    def inputs(self):
        return (self.link,)

    def refuse(self, condition, env):
        if condition.operator == "any" and not getattr(condition, self.link):
            raise Problem(env._("Choose at least one."))

    def ids(self, condition, scope):
        return list(getattr(condition, self.link))

    def sql(self, condition, scope):
        if condition.operator == "empty":
            return SQL("%s IS NULL", self.fact(scope))
        return one_of(self.fact(scope), self.ids(condition, scope))
