"""A definition in words, for lists, logs and explanations."""

import ast
from datetime import date

from odoo.fields import Domain
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
        return days_words(env, (period.first, period.last))
    units = {"day": env._("days"), "week": env._("weeks"), "month": env._("months"), "year": env._("years")}
    if period.name in (LAST, NEXT):
        words = env._("last %(count)s %(units)s") if period.name == LAST else env._("next %(count)s %(units)s")
        return words % {"count": period.count, "units": units[period.unit]}
    return dict(env["clientele.segment.condition"]._fields["period"]._description_selection(env))[period.name].lower()


def days_words(env, days):
    """:return: first and last day in words, either may be missing; empty for ever"""
    first, last = (day and format_date(env, day) for day in days)
    if first and last:
        return f"{first} – {last}"
    if first:
        return env._("from %(day)s", day=first)
    return env._("until %(day)s", day=last) if last else ""


def condition_words(env, condition):
    """:return: one condition as a line of text, e.g. "Number of visits is 0, last 3 months, Haircut" """
    kind = KINDS[condition.kind]
    head = " ".join(filter(None, [env._(kind.label), _comparison(env, kind, condition)]))
    parts = list(_lists(env, kind, condition))
    if "period" in kind.inputs and condition.operator != "empty" and not _limit_day(condition):
        parts.insert(0, period_words(env, condition.period))
    if kind.option_label and condition.option:
        parts.append(env._(kind.option_label))
    rest = ", ".join(part for part in parts if part)
    words = (", " if _has_number(kind) else ": ").join(filter(None, [head, rest]))
    return env._("not (%(words)s)", words=words) if condition.negate else words


def _limit_day(condition):
    """:return: the day of before and after, None where another period says it"""
    if condition.period.name != BETWEEN:
        return None
    return {"before": condition.period.first, "after": condition.period.last}.get(condition.operator)


def _has_number(kind):
    return bool({"number", "money"} & set(kind.inputs))


def _comparison(env, kind, condition):
    if "domain" in kind.inputs:
        return rule_words(env, condition.domain)
    if condition.operator == "in" and condition.period.name != EVER:
        return ""  # the period says it
    words = env._(kind.operators[condition.operator]) if condition.operator in kind.operators else condition.operator
    if _limit_day(condition):
        return f"{words} {format_date(env, _limit_day(condition))}"
    if not _has_number(kind) or condition.operator == "empty":
        return words
    numbers = [_number(env, condition.value)]
    if condition.operator == BETWEEN:
        numbers.append(_number(env, condition.value_to))
    return f"{words} {' – '.join(numbers)}"


def rule_words(env, text):
    """:return: an Odoo domain on res.partner in words, as far as they go"""
    try:
        terms = list(Domain(ast.literal_eval(text or "[]")).iter_conditions())
    except (ValueError, SyntaxError, TypeError):
        return text
    return "; ".join(f"{_field_label(env, term.field_expr)} {term.operator} {term.value}" for term in terms)


def _field_label(env, path):
    field = env["res.partner"]._fields.get(path.split(".")[0])
    return field._description_string(env) if field else path


def _number(env, number):
    return formatLang(env, float(number), digits=0 if number == int(number) else 2)


def _lists(env, kind, condition):
    for name in condition.ask:
        if not getattr(condition, name):
            yield env._("%(what)s of your choice", what=kind.input_label(name, env).lower())
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


def value_words(env, kind, value, currency):
    """:return: what decided about a client in words: a number, an amount, a day, a name"""
    if value is None:
        return ""
    if isinstance(value, bool):
        return env._("yes") if value else env._("no")
    if isinstance(value, date):
        return format_date(env, value)
    if getattr(kind, "link", None):
        records = env[LINKED[kind.link]].sudo().with_context(active_test=False)  # sudo: the name of a client's own
        return records.browse(value).exists().display_name or ""
    if isinstance(value, str):
        return str(kind.choices(env).get(value, value))
    return formatLang(env, value, currency_obj=currency) if "money" in kind.inputs else _number(env, value)


def record_words(env, record):
    """:return: a record that decided about a client, in words: its day and what it was"""
    if record._name == "clientele.visit":
        return _joined(format_date(env, record.day), ", ".join(filter(None, record.line_ids.mapped("name"))))
    if record._name == "clientele.subscription":
        return _joined(record.plan_id.display_name, days_words(env, (record.start_date, record.end_date)))
    if record._name == "clientele.lot":
        return _joined(record.plan_id.display_name, days_words(env, (None, record.expires_on)))
    if record._name == "clientele.contact":
        return _joined(format_date(env, record.day), record.summary)
    if record._name == "mailing.trace":
        return _joined(format_date(env, record.sent_datetime), record.mass_mailing_id.display_name)
    return record.display_name


def _joined(*parts):
    return ", ".join(part for part in parts if part)
