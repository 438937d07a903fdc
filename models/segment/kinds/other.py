"""Kinds that ask another segment, or any field by an Odoo domain."""

import ast

import psycopg2

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from .base import ANY_ALL, Kind, Problem, exists, register

_lt = LazyTranslate(__name__)

MAX_TERMS = 30
MAX_VALUES = 1000
LONGEST_PATTERN = 100
MOST_WILDCARDS = 2
SEGMENTS = "clientele_segment_ids"


@register
class InSegment(Kind):
    """Is in any, or in all, of other segments."""

    name = "segment"
    label = _lt("In segment")
    inputs = ("segment_ids",)
    operators = ANY_ALL
    cheap = False
    dated = True

    def refuse(self, condition, env):
        if not condition.segment_ids:
            raise Problem(env._("Choose at least one segment."))
        segments = env["clientele.segment"].browse(condition.segment_ids).sudo()  # sudo: those inside them count, too
        segments._count_nested()

    def sql(self, condition, scope):
        segments = scope.env["clientele.segment"].browse(condition.segment_ids).sudo()  # sudo: named by its owner
        parts = [exists(segment._member_sql(scope)) for segment in segments.exists()]
        glue = SQL(" AND ") if condition.operator == "all" else SQL(" OR ")
        return SQL("(%s)", glue.join(parts or [SQL("FALSE")]))


@register
class CustomField(Kind):
    """Any field of the contact, by an Odoo domain that is checked and bounded.

    It finds what the user who asks could find by it; where nobody asks (a job at night), what those could who wrote it.
    """

    name = "domain"
    label = _lt("Any field of the contact")
    inputs = ("domain",)
    cheap = False

    def refuse(self, condition, env):
        domain = self._domain(condition, env)
        partners = env["res.partner"].sudo(False)
        try:
            terms = list(_terms(domain, partners))
        except (ValueError, TypeError, KeyError) as error:
            raise Problem(env._("This rule cannot be used: %(reason)s", reason=error)) from error
        if not terms:
            raise Problem(env._("Add a rule."))
        if len(terms) > MAX_TERMS:
            raise Problem(env._("These are too many rules; %(limit)s are the most.", limit=MAX_TERMS))
        for term, fields in terms:
            self._check_fields(term, fields, env)
            self._check_value(term, env)
        self._try(domain, partners)

    def _check_fields(self, term, fields, env):
        if not fields or not fields[0]._description_searchable:
            raise Problem(env._("Nothing can be looked for by %(field)s.", field=term.field_expr))
        if any(field.name == SEGMENTS for field in fields):
            raise Problem(env._("For segments there is the condition “In segment”."))

    def _check_value(self, term, env):
        value = term.value
        if term.operator in ("any!", "not any!") or isinstance(value, SQL):
            raise Problem(env._("This comparison is not allowed."))
        if isinstance(value, (list, tuple, set)) and len(value) > MAX_VALUES:
            raise Problem(env._("These are too many values; %(limit)s are the most.", limit=MAX_VALUES))
        for text in value if isinstance(value, (list, tuple, set)) else [value]:
            self._check_text(text, "like" in term.operator, env)

    def _check_text(self, text, pattern, env):
        if not isinstance(text, str):
            return
        if "\x00" in text:
            raise Problem(env._("This comparison is not allowed."))
        if len(text) > LONGEST_PATTERN:
            raise Problem(env._("The text is too long; %(limit)s characters are the most.", limit=LONGEST_PATTERN))
        if pattern and text.count("%") + text.count("_") > MOST_WILDCARDS:
            raise Problem(env._("Use at most two wildcards in a text."))

    def _try(self, domain, partners):
        """Ask it once, because only the database knows whether it can be asked."""
        env = partners.env
        try:
            with env["clientele.segment"]._limited():
                query = partners._search(domain, limit=1, order="id").select()
                env.flush_query(query)
                env.cr.execute(query, log_exceptions=False)
        except (UserError, ValueError, KeyError, TypeError, NotImplementedError, psycopg2.Error) as error:
            raise Problem(env._("This rule cannot be used: %(reason)s", reason=error)) from error

    def _domain(self, condition, env):
        """:raises Problem: the text is no domain"""
        try:
            return Domain(ast.literal_eval(condition.domain or "[]"))
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError) as error:
            raise Problem(env._("This is no rule: %(text)s", text=condition.domain[:80])) from error

    def sql(self, condition, scope):
        domain = self._domain(condition, scope.env)
        parts = [exists(partners._search(domain).select()) for partners in self._partners(scope)]
        return SQL("(%s)", SQL(" AND ").join(parts or [SQL("FALSE")]))

    def _partners(self, scope):
        """:return: list of res.partner, each in the environment of who must be able to find them"""
        partners = scope.env["res.partner"].with_context(active_test=False)
        if not scope.env.su:
            return [partners]
        allowed = scope.root._clientele_tree()
        return [
            partners.with_user(author).with_context(allowed_company_ids=(author.company_ids & allowed).ids)
            for author in scope.authors
        ]


def _terms(domain, model):
    """:return: iterator of (condition, list of the fields on its way), those of domains inside it, too"""
    for term in domain.iter_conditions():
        fields, comodel = _path(term.field_expr, model)
        yield term, fields
        if term.operator in ("any", "not any"):
            yield from _terms(Domain(term.value), comodel)


def _path(expression, model):
    """:return: (list of fields, model in which the last one is looked up)"""
    fields = []
    for name in expression.split("."):
        field = model._fields.get(name)
        if field is None:
            break
        fields.append(field)
        if not field.comodel_name:
            break
        model = model.env[field.comodel_name]
    return fields, model
