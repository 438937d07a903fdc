"""A definition in words, for lists, logs and explanations."""

from odoo.tools import format_date, formatLang

from ...tools.segment_definition import MAX_CONDITIONS
from ...tools.segment_period import BETWEEN, EVER, LAST, NEXT
from .kinds import KINDS
from .kinds.base import LINKED


def period_words(env, period):
    """:return: the period in words; empty for ever"""
    if period.name == EVER:
        return ""
    if period.name == BETWEEN:
        return _dates(env, period)
    units = {"day": env._("days"), "week": env._("weeks"), "month": env._("months"), "year": env._("years")}
    if period.name in (LAST, NEXT):
        words = env._("last %(count)s %(units)s") if period.name == LAST else env._("next %(count)s %(units)s")
        return words % {"count": period.count, "units": units[period.unit]}
    return dict(env["clientele.segment.condition"]._fields["period"]._description_selection(env))[period.name].lower()


def _dates(env, period):
    first, last = (day and format_date(env, day) for day in (period.first, period.last))
    if first and last:
        return f"{first} – {last}"
    return env._("from %(day)s", day=first) if first else env._("until %(day)s", day=last)


def condition_words(env, condition):
    """:return: one condition as a line of text, e.g. "Number of visits is 0, last 3 months, Haircut" """
    kind = KINDS[condition.kind]
    head = [env._(kind.label), *filter(None, [_comparison(env, kind, condition)])]
    parts = [" ".join(head), *_lists(env, kind, condition)]
    if "period" in kind.inputs and condition.operator != "empty":
        parts.insert(1, period_words(env, condition.period))
    if kind.option_label and condition.option:
        parts.append(env._(kind.option_label))
    words = ", ".join(part for part in parts if part)
    return env._("not (%(words)s)", words=words) if condition.negate else words


def _comparison(env, kind, condition):
    if not kind.operators:
        return condition.domain
    words = env._(kind.operators[condition.operator]) if condition.operator in kind.operators else condition.operator
    if not {"number", "money"} & set(kind.inputs) or condition.operator == "empty":
        return words
    numbers = [_number(env, condition.value)]
    if condition.operator == BETWEEN:
        numbers.append(_number(env, condition.value_to))
    return f"{words} {' – '.join(numbers)}"


def _number(env, number):
    return formatLang(env, float(number), digits=0 if number == int(number) else 2)


def _lists(env, kind, condition):
    for words, chosen in ((kind.choices(env), condition.choices), (kind.sources(env), condition.sources)):
        if chosen:
            yield ", ".join(str(words.get(word, word)) for word in chosen)
    for name, model in LINKED.items():
        if name in kind.inputs and getattr(condition, name):
            records = env[model].sudo().with_context(active_test=False)  # sudo: names of what a condition chose
            yield ", ".join(records.browse(getattr(condition, name)).exists().mapped("display_name"))


def reason_words(env, error):
    """:param error: DefinitionError
    :return: what is wrong with data that no editor sends
    """
    reasons = {
        "definition": env._("a definition is a list of blocks, each a list of conditions"),
        "conditions": env._("there are more than %(limit)s conditions", limit=MAX_CONDITIONS),
        "period": env._("there is no such period"),
        "day": env._("a day is no date"),
        "number": env._("a number is none, or too large"),
        "text": env._("a text is none"),
        "long": env._("a text or a list is too long"),
        "ids": env._("a choice is none"),
    }
    return reasons[str(error)]


def definition_words(env, definition):
    """:return: the whole definition as one line; blocks are joined by "or" """
    blocks = ["; ".join(condition_words(env, condition) for condition in block) for block in definition.blocks]
    return f" {env._('or')} ".join(f"({block})" if len(blocks) > 1 else block for block in blocks) or env._("everyone")
