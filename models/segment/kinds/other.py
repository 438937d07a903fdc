"""Kinds that ask another segment, or any field by an Odoo domain."""

import ast

from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from .base import ANY_ALL, Kind, Problem, register

_lt = LazyTranslate(__name__)

MAX_TERMS = 30
MAX_VALUES = 1000
LONGEST_PATTERN = 100


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

    def sql(self, condition, scope):
        segments = scope.env["clientele.segment"].browse(condition.segment_ids).sudo()  # sudo: named by its owner
        parts = [
            SQL("EXISTS (SELECT FROM (%s) AS o(partner_id) WHERE o.partner_id = f.partner_id)", select)
            for select in (segment._member_sql(scope) for segment in segments.exists())
        ]
        glue = SQL(" AND ") if condition.operator == "all" else SQL(" OR ")
        return SQL("(%s)", glue.join(parts or [SQL("FALSE")]))


@register
class CustomField(Kind):
    """Any field of the contact, by an Odoo domain that is optimized, checked and bounded."""

    name = "domain"
    label = _lt("Any field of the contact")
    inputs = ("domain",)
    cheap = False

    def refuse(self, condition, env):
        domain = self._domain(condition, env)
        terms = list(domain.iter_conditions())
        if not terms:
            raise Problem(env._("Add a rule."))
        if len(terms) > MAX_TERMS:
            raise Problem(env._("These are too many rules; %(limit)s are the most.", limit=MAX_TERMS))
        for term in terms:
            self._check_term(term, env)
        try:
            domain.optimize_full(env["res.partner"])
            env["res.partner"]._search(domain, limit=1)
        except (AccessError, UserError, ValueError, KeyError, TypeError) as error:
            raise Problem(env._("This rule cannot be used: %(reason)s", reason=error)) from error

    def _check_term(self, term, env):
        name, value = str(term.field_expr), term.value
        if term.operator in ("any!", "not any!") or isinstance(value, SQL):
            raise Problem(env._("This comparison is not allowed."))
        field = env["res.partner"]._fields.get(name.split(".")[0])
        if not field or not field._description_searchable:
            raise Problem(env._("Nothing can be looked for by %(field)s.", field=name))
        if isinstance(value, str) and len(value) > LONGEST_PATTERN:
            raise Problem(env._("The text is too long; %(limit)s characters are the most.", limit=LONGEST_PATTERN))
        if isinstance(value, str) and "like" in term.operator and value.count("%") + value.count("_") > 2:
            raise Problem(env._("Use at most two wildcards in a text."))
        if isinstance(value, (list, tuple, set)) and len(value) > MAX_VALUES:
            raise Problem(env._("These are too many values; %(limit)s are the most.", limit=MAX_VALUES))

    def _domain(self, condition, env):
        """:raises Problem: the text is no domain"""
        try:
            return Domain(ast.literal_eval(condition.domain or "[]"))
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError) as error:
            raise Problem(env._("This is no rule: %(text)s", text=condition.domain[:80])) from error

    def sql(self, condition, scope):
        partners = scope.env["res.partner"].with_context(active_test=False)
        query = partners.sudo()._search(self._domain(condition, scope.env))  # sudo: checked when it was written
        return SQL("f.partner_id IN %s", query.subselect())
