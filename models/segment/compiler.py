"""Compiles a definition to one SELECT of clients (DESIGN 5).

* AND inside a block: terms of one WHERE. Conditions that ask about the same rows share one pass over them; where the
  others leave few clients, rows are read client by client.
* OR between blocks: where all terms read the facts row alone, an OR; else a UNION, because PostgreSQL plans an OR of
  sub-queries badly.
* Today is the day of the client's own branch: where branches have different days, each has its own part.
"""

from dataclasses import dataclass
from itertools import chain

from odoo.exceptions import UserError
from odoo.tools import SQL

from .kinds import KINDS
from .kinds.rows import in_one_pass
from .scope import Scope

DEEPEST = 5  # segments inside segments


@dataclass(frozen=True)
class Where:
    """SQL of a boolean on the facts row ``f``; ``plain`` if it reads nothing else. ``block`` are its conditions."""

    sql: SQL
    plain: bool
    block: tuple
    scope: Scope

    @property
    def light(self):
        """:return: whether PostgreSQL keeps in memory what it reads besides that row"""
        return self.plain or all(KINDS[condition.kind].light(condition, self.scope) for condition in self.block)

    @property
    def select(self):
        return SQL("SELECT f.partner_id FROM clientele_client f WHERE %s", self.sql)


@dataclass(frozen=True)
class Found:
    """The clients that a definition finds.

    ``parts``: for each day that is today somewhere, a list of Where of which one must hold.
    """

    parts: list

    @property
    def select(self):
        """:return: SQL that selects ``partner_id`` of the clients, each once"""
        return SQL(" UNION ALL ").join(_select(wheres) for wheres in self.parts)

    @property
    def simple(self):
        """:return: whether ``on_row`` is as good as ``select``, however few or many it finds"""
        wheres = [*chain.from_iterable(self.parts)]
        return len(wheres) == 1 or all(where.plain for where in wheres)

    @property
    def on_row(self):
        """:return: SQL of a boolean on the facts row ``f`` that says the same

        What reads much besides that row is found first, because PostgreSQL plans an OR of such sub-queries badly.
        """
        wheres = [*chain.from_iterable(self.parts)]
        if len(wheres) == 1:
            return wheres[0].sql
        either = (where.sql if where.light else SQL("f.partner_id IN (%s)", where.select) for where in wheres)
        return SQL("(%s)", SQL(" OR ").join(SQL("(%s)", one) for one in either))


def compile_definition(env, root, definition, as_of=None, terms=(), path=()):
    """:param root: the company whose clients are meant
    :param as_of: a past day, None for now
    :param terms: more SQL on the facts row ``f``
    :return: Found
    """
    scopes = scopes_of(env, root, as_of, path)
    return Found([_wheres(definition, scope, [*terms, *where]) for scope, where in scopes])


def compile_in(definition, scope, path):
    """:return: the same for a segment inside another one, which shares its day
    :raises UserError: segments that name each other, or too many inside each other
    """
    if len(path) > DEEPEST or len(set(path)) < len(path):
        raise UserError(scope.env._("These segments name each other in a circle, or too deeply. Remove one of them."))
    return compile_scope(definition, Scope(scope.env, scope.root, scope.today, scope.as_of, path), ())


def scopes_of(env, root, as_of, path):
    """:return: list of (Scope, list of SQL that hold for the clients whose today it is)"""
    if as_of:
        return [(Scope(env, root, as_of, as_of, path), [])]
    default = root._clientele_default_branch().sudo()._today()  # sudo: the clock is everyone's
    days = root._clientele_branches().grouped(lambda branch: branch._today())
    others = {day: branches.ids for day, branches in days.items() if day != default}
    if not others:
        return [(Scope(env, root, default, path=path), [])]
    away = [branch for ids in others.values() for branch in ids]
    here = SQL("(f.branch_id IS NULL OR f.branch_id <> ALL(%s))", away)
    parts = [(day, SQL("f.branch_id = ANY(%s)", ids)) for day, ids in others.items()]
    return [(Scope(env, root, day, path=path), [where]) for day, where in [(default, here), *parts]]


def compile_scope(definition, scope, terms):
    """:return: SQL that selects ``partner_id`` of the clients whose today it is, each once"""
    return _select(_wheres(definition, scope, terms))


def _wheres(definition, scope, terms):
    base = [SQL("f.company_id = %s", scope.root.id), SQL("f.active"), *terms]
    if not definition.inactive:
        base.append(SQL("f.inactive IS NOT TRUE"))
    blocks = definition.blocks or ((),)
    terms = [block_terms(block, scope, base) for block in blocks]
    plain = [all(reads_facts(condition, scope) for condition in block) for block in blocks]
    if len(blocks) > 1 and all(plain):
        terms = [[SQL("(%s)", SQL(" OR ").join(SQL("(%s)", _all(each)) for each in terms))]]
    return [
        Where(_all([*base, *each]), whether, block, scope)
        for each, whether, block in zip(terms, plain, blocks, strict=False)
    ]


def _all(terms):
    """:return: SQL that all terms hold, each said once, because PostgreSQL takes a repeated one for another"""
    return SQL(" AND ").join({repr(term): term for term in terms}.values())


def _select(wheres):
    return SQL(" UNION ").join(where.select for where in wheres)


def block_terms(block, scope, base=()):
    """:param base: more SQL that holds for the clients
    :return: list of SQL that all hold for the clients of a block, ``base`` left out
    """
    cheap = [condition_sql(condition, scope) for condition in block if reads_facts(condition, scope)]
    cheap += chain.from_iterable(KINDS[condition.kind].necessary(condition, scope) for condition in block)
    scope = scope.among([*base, *cheap])
    terms, passes = [], {}
    for condition in block:
        if reads_facts(condition, scope):
            continue
        kind = KINDS[condition.kind]
        rows = kind.pass_of(condition, scope)
        if rows:
            passes.setdefault(rows.key, []).append((condition, kind, rows))
        else:
            terms.append(condition_sql(condition, scope))
    return [*cheap, *terms, *chain.from_iterable(in_one_pass(counted, scope) for counted in passes.values())]


def reads_facts(condition, scope):
    """:return: whether a condition reads nothing but the facts row"""
    return KINDS[condition.kind].reads_facts(condition, scope)


def condition_sql(condition, scope):
    """:return: SQL of a boolean on the facts row ``f``, never NULL, with ``negate``"""
    return KINDS[condition.kind].term(condition, scope)
